"""The day of whoever signs in."""
