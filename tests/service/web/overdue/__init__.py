"""What is late, and pressing who owes it."""
