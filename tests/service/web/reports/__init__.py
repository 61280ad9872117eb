"""Frozen reports as pages."""
