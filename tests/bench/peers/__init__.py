"""The programs that a case is carried through, each with what starts it and how it is spoken to."""
