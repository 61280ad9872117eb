"""Where is a clause enforced, and which test proves it: the 62 clauses with the entries and tests that carry them."""
