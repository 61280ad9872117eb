"""The intake by its pages."""
