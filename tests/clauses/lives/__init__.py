"""Random lives of petitions under each rulebook, and judges of what was written that share no code with the engine."""
