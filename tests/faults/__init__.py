"""Faults put in while the ledger is written to; each with a control that shows the harness would see a loss."""
