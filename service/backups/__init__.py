"""Backups: taken while the service runs, looked at, tried, and put back (docs/backup.md)."""
