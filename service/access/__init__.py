"""Access as the service carries it out: the index of relations, the predicate for lists, who is asking."""
