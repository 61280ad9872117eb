"""The exchange with other offices: what went out and came in, what waits, what was refused; a matter across offices."""
