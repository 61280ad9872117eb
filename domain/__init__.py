"""What the rules say: pure values and functions, no I/O, no clock, no database, no web."""
