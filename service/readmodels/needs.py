"""Which tables each question is answered from: its reader waits for these, whatever has become of the others."""

from __future__ import annotations

from projections import catalog
from projections.catalog import Projection

NOTHING: tuple[Projection, ...] = ()
"""What the office itself recorded is read from the ledger."""
REGISTER = (catalog.REGISTER, catalog.HEADINGS)
"""Where petitions stand, and what they are called."""
SEARCH = (catalog.GRAMS, *REGISTER)
"""The register, with a search for words in what petitions are called."""
DUTIES = (catalog.DUTIES, *REGISTER)
"""Also breaches, reminders, and what is owed by those who have left."""
ACCOUNTABILITY = (catalog.DUTIES, *REGISTER)
ENTERED_LATE = (catalog.ENTERED_LATE, catalog.DUTIES, *REGISTER)
EXCUSED = (catalog.EXCUSED, catalog.DUTIES, *REGISTER)
PETITION = (catalog.HEADINGS, catalog.MATTERS)
"""Found by its number, told from its own lines, with the petitions of its matter."""
MINING = (*REGISTER, catalog.MATTERS)
"""Petitions of the register, told from their own lines, with the matters they belong to."""
STATISTICS = (catalog.STATISTICS, catalog.REGISTER)
RATES = (*STATISTICS, catalog.DUTIES, catalog.HEADINGS)
"""Indicators also look at what is still owed."""
