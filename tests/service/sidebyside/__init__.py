"""The same petition in six offices: the page is current, and what the clauses say stands in it."""
