"""The fields that rules ask for: where a value stands, whether it is given, what the field is called."""

from __future__ import annotations

from collections.abc import Iterable

from domain.turn import Turn
from domain.vocabulary import EITHER
from domain.words import FIELDS, listed

UNKNOWN = "unknown"


def value_of(field: str, turn: Turn) -> object:
    """The value of a field: of the event, else of the petition, its petitioner or its receipt; or None."""
    if field in EITHER:
        return next((value for name in EITHER[field] if (value := value_of(name, turn))), None)
    known = turn.after.details
    for holder in (turn.event, known, known.petitioner, turn.after.received):
        value = getattr(holder, field, None)
        if is_given(value):
            return value
    return None


def is_given(value: object) -> bool:
    """Whether something has been said: zero and no are answers (rulebook.md trap 34), "unknown" is none."""
    return value is not None and value not in ("", (), UNKNOWN)


def missing(fields: Iterable[str], turn: Turn) -> tuple[str, ...]:
    """Those of the fields that nobody has given a value."""
    return tuple(field for field in fields if not is_given(value_of(field, turn)))


def in_words(fields: Iterable[str]) -> tuple[str, str]:
    """The fields' names, Chinese and English."""
    named = tuple(fields)
    return listed(FIELDS, named), ", ".join(named)
