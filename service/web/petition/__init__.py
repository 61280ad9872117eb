"""One petition: how it stands, what is owed and why, what happened, what can be done."""
