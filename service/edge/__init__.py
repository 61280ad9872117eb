"""Indexes at the edge: made from what is sealed, by who may open it, and holding nothing that says it."""
