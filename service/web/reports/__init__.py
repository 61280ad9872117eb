"""Frozen reports: drafted, checked, signed off, sent, verified; and those received from below."""
