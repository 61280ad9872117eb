"""Tests of how the read models are kept up with the ledger."""
