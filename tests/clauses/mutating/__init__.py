"""Rulebooks with one thing wrong in each, and whether the tests of the clause notice it."""
