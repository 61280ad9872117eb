"""What people look at: pure folds from the lines of a petition to rows and facts, and the tables they fill."""
