"""How long a petition is kept after it was archived 保管期限, and when that ends.

The terms below are a beginning that an office changes by its own decision (RetentionTermSet); they are no statement of
law. Counting: the years begin with the first of January after the day of archiving, which is how this program reads a
term; the last day is a 31 December. What the archive class is called is as the archivist wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from domain import events as e
from domain.petition import Petition, this_round
from domain.values import letters

TERMS: Mapping[str, int | None] = {"永久": None, "30年": 30, "10年": 10}
"""Years by archive class; None = for ever."""
LONGEST = 200


def class_of(written: str, terms: Mapping[str, int | None]) -> str | None:
    """The archive class that was written, however it was typed; None when there is no such class."""
    return next((name for name in terms if letters(name) == letters(written)), None)


def last_day(archived_on: date, years: int | None) -> date | None:
    """The last day of the term; None: it does not end."""
    return None if years is None else date(archived_on.year + years, 12, 31)


class Term(Struct, frozen=True):
    """How long an archived petition is kept: its class, when it was archived, the last day (None = for ever)."""

    archive_class: str
    archived_on: date
    last_day: date | None


def term_of(petition: Petition, terms: Mapping[str, int | None]) -> Term | None:
    """The term of a petition that is archived; None while it is not, or under a class that the office does not know."""
    archived = petition.ending.archived
    written = [line.event.retention for line in this_round(petition) if isinstance(line.event, e.Archived)]
    name = class_of(written[-1], terms) if archived and written else None
    if archived is None or name is None:
        return None
    return Term(name, archived.day, last_day(archived.day, terms[name]))


def has_ended(last: date | None, on: date) -> bool:
    """Whether the term is over on that day."""
    return last is not None and last < on
