"""Exchange with registers kept elsewhere: what comes in, described by mappings (docs/import.md)."""
