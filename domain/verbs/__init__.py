"""The verbs of petition work, one frozen value each, by stage; `domain.commands` has them all under one name."""
