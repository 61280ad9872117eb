"""The witness: what it cosigns, what it refuses, what it remembers."""
