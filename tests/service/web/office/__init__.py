"""The office as pages."""
