"""Registers and ledgers 台账 as files: of any length, row by row, on record before any of it leaves."""
