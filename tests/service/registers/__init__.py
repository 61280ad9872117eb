"""Registers and ledgers as files: their rows are those of the lists, nothing in them is reckoned with or unseen."""
