"""Layouts: each cell the number of its facts, in the files as in the figures."""
