"""The ledger, tried on real PostgreSQL."""
