"""The evidence: notes, signer, proofs, receipts, verification as a whole."""
