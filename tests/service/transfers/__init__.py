"""Exchange between offices, in one installation and between two."""
