"""Golden months: the translation of their words, the play, the comparison."""
