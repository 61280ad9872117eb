"""Receptions: the calendar of a month, who sits and what came of it, appointments, the office's own checks."""
