"""Who may sign in and see what: accounts, tokens, grants; and whose data is restricted or erased."""
