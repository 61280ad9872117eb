"""Figures of a period as tables and charts; every cell leads to its facts, and these to petitions and events."""
