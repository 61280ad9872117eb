"""Settings by file and by environment."""
