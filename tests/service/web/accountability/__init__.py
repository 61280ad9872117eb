"""Accountability as pages."""
