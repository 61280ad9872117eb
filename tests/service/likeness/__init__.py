"""Blind traits."""
