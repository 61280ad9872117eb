"""Layouts filled with figures: every number a count of facts at a position, with what opens those facts."""
