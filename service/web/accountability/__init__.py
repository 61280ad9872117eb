"""Where everything stands: landed, with an outcome, late, passed on, by unit, leader and clause; each sum opens."""
