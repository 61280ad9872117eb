"""What is owed in a petition, in the order in which it ends, each with its reason and with what meets it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from domain.explaining import Because
from service.api.answers import DutySaid, Until
from service.api.cases import OwedSaid, PetitionSaid
from service.web.owing import Owing

LAST = "9999"
"""Behind every date."""


class Owed(Struct, frozen=True, kw_only=True):
    """An open duty as macros/owing.html shows it. `due`: its end as text; None without a date."""

    duty: DutySaid
    due: str | None
    overdue: bool
    why: tuple[Because, ...]
    verbs: tuple[str, ...] = ()


def owed(said: PetitionSaid, owing: Owing, possible: Iterable[str]) -> tuple[Owed, ...]:
    """The open duties, what ends first before the rest; with the acts that meet each and are possible now."""
    can = frozenset(possible)
    rows = (_row(each, tuple(verb for verb in owing.verbs(each.duty.entry) if verb in can)) for each in said.owed)
    return tuple(sorted(rows, key=lambda row: (not row.overdue, row.due or LAST)))


def next_limit(rows: Iterable[Owed]) -> Owed | None:
    """What has to be done next: the duty with the earliest end."""
    dated = [row for row in rows if row.due and row.duty.nature == "duty"]
    return min(dated, key=lambda row: row.due or LAST, default=None)


def _row(said: OwedSaid, verbs: tuple[str, ...]) -> Owed:
    return Owed(duty=said.duty, due=_text(said.duty.due), overdue=said.overdue, why=said.why, verbs=verbs)


def _text(due: Until) -> str | None:
    end = due.at or due.on
    return end.isoformat() if end else None
