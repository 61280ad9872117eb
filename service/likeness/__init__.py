"""What petitions have in common, found by index without a name, number or text lying in it."""
