"""What a scenario expects beside what was found: pure, one module a kind."""
