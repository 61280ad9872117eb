"""The queue of who signs."""
