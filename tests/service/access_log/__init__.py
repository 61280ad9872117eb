"""Reads on record."""
