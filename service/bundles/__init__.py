"""Bundles: one zip of a petition, or of a frozen report, that verifies on a computer that knows nothing of us."""
