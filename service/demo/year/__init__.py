"""A year of an upper office and seven below it, each under its own rules: invented, and the same for each seed."""
