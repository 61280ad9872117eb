"""How the office is set up: overview and history, units, people, the system; looked at by all, changed by few."""
