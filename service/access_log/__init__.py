"""Reads on record: who has read what, written before it is shown, asked for afterwards, dropped by the year."""
