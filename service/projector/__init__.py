"""Keeps the read models up with the ledger: folds each log and writes rows and position in one transaction."""
