"""The page of the clauses and what it is made of."""
