"""Measures the ledger and the read models on the machine at hand, in a database of its own. How: docs/bench.md."""
