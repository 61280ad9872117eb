"""Evidence: signed checkpoints of each log, proofs, receipts and bundles that others check without trusting us."""
