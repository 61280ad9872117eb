"""The ledger: logs of immutable events, ordered, hashed into a tree and appended in batches.

The only room that knows the `eventsourcing` library. Formulas: docs/ledger.md.
"""
