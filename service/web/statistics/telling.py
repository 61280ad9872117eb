"""The values of dimensions in words, as the code lists of the period's end call them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from domain.guarded import RESTRICTED
from service.codes import lists_on
from service.offices import KnownOffice
from service.web.marking import N_
from service.web.screen import Screen
from service.web.wording import Wording

OUTCOME = "outcome"
SAID: Mapping[str, str] = {
    "answered": "reply_kind",
    "delivered": "reply_kind",
    "forwarded": "mode",
    "refused": "ground",
    "rated": "rating",
    "review_requested": "level",
}
"""What the outcome of a fact is a code of, by its measure; of all others it is an event, or an outcome of the book."""
RECORDED = "recorded"
DIMENSIONS: Mapping[str, str] = {
    "place": N_("Place of the matter"),
    "repeat": N_("Repeated"),
    OUTCOME: N_("Result or kind"),
    "clause": N_("By which clause"),
    "visit": N_("By a visit"),
    "collective": N_("Collective"),
    "limit_for": N_("Limit for"),
}
"""Dimensions that are no fields, or are called otherwise; the rest are called as their fields are."""
COUNTS: Mapping[str, str] = {
    "count": N_("Acts"),
    "petitions": N_("Petitions"),
    "matters": N_("Matters"),
    "batches": N_("Visits as batches"),
    "visitors": N_("Visitors"),
    "persons": N_("Persons"),
}
"""What a figure counts, each told apart: 次, 件, 事项, 批次, 来访人次, 人次."""


class Telling(Struct, frozen=True):
    """Tells the values of dimensions on a page."""

    screen: Screen
    coded: Mapping[str, Mapping[str, str]]
    words: Wording

    def dimension(self, name: str) -> str:
        called = self.screen.said(DIMENSIONS[name]) if name in DIMENSIONS else self.words.field(name)
        return called[:1].upper() + called[1:]

    def count(self, name: str) -> str:
        return self.screen.said(COUNTS[name])

    def value(self, name: str, value: object, measure: str = "") -> str:
        """One value; what nobody gave a word stays as it is."""
        if value == RESTRICTED:
            return self.screen.said("Restricted")
        if value == "":
            return self.screen.said("not said")
        if name == OUTCOME:
            return self._outcome(str(value), measure)
        return self.coded.get(name, {}).get(str(value)) or self.words.code(name, value)

    def values(self, by: Mapping[str, object], measure: str = "") -> list[str]:
        return [self.value(name, value, measure) for name, value in by.items()]

    def _outcome(self, value: str, measure: str) -> str:
        if measure == "closed":
            return self.coded.get(OUTCOME, {}).get(value, value)
        if measure == "review_decided":
            level, _, result = value.partition(" ")
            return f"{self.words.code('level', level)} {self.words.code('result', result)}"
        if measure in SAID:
            return self.words.code(SAID[measure], value)
        return self.screen.said("put on record") if value == RECORDED else self.words.event(value)


def telling(screen: Screen, day: date) -> Telling:
    words = Wording(screen.language)
    return Telling(screen, _coded(screen.office, day, words), words)


def _coded(office: KnownOffice, day: date, words: Wording) -> dict[str, dict[str, str]]:
    return {
        held.field: {code.code: words.said(code) for code in held.list.codes} for held in lists_on(office, day).values()
    }


def choices(screen: Screen, field: str, day: date) -> list[tuple[str, str]]:
    """The codes of a list with their words, to be chosen from."""
    return list(_coded(screen.office, day, Wording(screen.language)).get(field, {}).items())
