"""How what is owed is shown: what a duty is called, which acts meet it, how many days are left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property

from domain.possible import meets
from domain.rulebook import DutyRule
from service.api.verbs import VERBS
from service.offices import KnownOffice

MOST = 2
"""Buttons beside a duty; every act stands on the page of the petition."""
PATHS: Mapping[str, str] = {verb.kind.__name__: name for name, verb in VERBS.items()}
"""The name of a verb's address by that of its command."""


class Owing:
    """What the rulebooks of an office say of duties; a day to count from."""

    def __init__(self, office: KnownOffice, day: date) -> None:
        self._office, self._day = office, day

    @cached_property
    def _rules(self) -> dict[str, DutyRule]:
        """The rule of each entry: that of the version adopted last which has it."""
        return {id_: rule for book in self._office.adopted for id_, rule in book.duties_by_id.items()}

    @cached_property
    def _verbs(self) -> dict[str, tuple[str, ...]]:
        return {id_: meets(id_, book) for book in self._office.adopted for id_ in book.duties_by_id}

    def rule(self, entry: str) -> DutyRule | None:
        """What the duty is called; None for one that the office's books no longer have."""
        return self._rules.get(entry)

    def verbs(self, entry: str) -> tuple[str, ...]:
        """The first verbs that meet it, by the names of their commands."""
        return tuple(verb for verb in self._verbs.get(entry, ()) if verb in PATHS)[:MOST]

    def left(self, due: str | None) -> int | None:
        """Days from the day asked about to the end; below 0 it has passed. None without a date."""
        end = self.end(due)
        return None if end is None else (end - self._day).days

    def end(self, due: str | None) -> date | None:
        """The local day of an end that is said as a day or as an instant."""
        if not due or "T" not in due:
            return date.fromisoformat(due) if due else None
        return datetime.fromisoformat(due).astimezone(self._office.zone).date()

    def entries(self) -> tuple[DutyRule, ...]:
        """Every kind of duty, by its clause."""
        return tuple(sorted(self._rules.values(), key=lambda rule: (rule.clause, rule.id)))
