"""Restriction and erasure: what the law of the house promises to those whose data is erased, also after a crash."""
