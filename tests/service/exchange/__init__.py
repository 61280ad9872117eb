"""Importing registers kept elsewhere."""
