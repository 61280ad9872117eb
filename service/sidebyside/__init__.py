"""The same petition put through all six offices: what is owed, signed, written and refused, side by side."""
