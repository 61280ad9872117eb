"""The keys of persons and petitions: kept wrapped, in a folder or on another server than the ledger's."""
