"""The register as files for process mining, held against the ledger."""
