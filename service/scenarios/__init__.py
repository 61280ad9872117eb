"""Golden months: what an office did line by line, played against a fresh installation and compared with its truth."""
