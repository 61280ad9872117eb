"""Looks whether the walls around the ledger stand, and raises them again (docs/walls.md)."""
