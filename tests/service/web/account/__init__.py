"""One's own account, and redeeming a code."""
