"""A leader's queue: what waits for an instruction, a signature or another decision, and what is proposed."""
