"""Who may see what, held against hand-written tables, generated worlds and real requests."""
