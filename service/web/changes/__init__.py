"""Changing how the office is set up: a form, a page that shows what it would change, and only then the event."""
