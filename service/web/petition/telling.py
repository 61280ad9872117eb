"""What was said of a petition, field by field, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct

from domain.attachments import attachments
from domain.codes import STATUSES
from domain.rulebook import Rulebook
from service.codes import lists_on
from service.ledger.sealing import ERASED, RESTRICTED
from service.offices import KnownOffice
from service.readmodels.petition import Case
from service.web.language import Dates
from service.web.marking import N_
from service.web.screen import Screen
from service.web.wording import Wording

SILENT = frozenset(
    {
        "id", "type", "digest", "plain_digest", "open_until", "period", "pattern", "series", "calendar", "first_open",
        "duties", "breaches", "recomputed", "event", "media_type", "at", "score",
    }
)  # fmt: skip
"""Fields that say nothing to people who read a case."""
NESTED = frozenset({"details", "petitioner"})
PETITIONS = frozenset({"petition", "joined", "joiners"})
"""Fields that name other petitions."""
IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T[0-9:.]+(Z|[+-]\d{2}:\d{2})")
SEALED: Mapping[str, str] = {ERASED: N_("erased"), RESTRICTED: N_("processing restricted")}
"""What stands in the place of a personal text that is not opened."""
NAME = "name"
ITEMS = "items"
MOMENT = frozenset({"day", "at"})
SEPARATOR = "/"
"""Between a duty and its target, where several of one kind are open."""


class Line(Struct, frozen=True):
    """A field: which, what it is called, what it says; `sealed`: it is not opened; `petition`: another one it names."""

    key: str
    name: str
    text: str
    sealed: bool = False
    petition: str = ""


class Told(Struct, frozen=True):
    """Tells of one petition in the language of the page. `named`: for some fields what their codes are called."""

    screen: Screen
    words: Wording
    named: Mapping[str, Mapping[str, str]]

    def lines(self, said: Mapping[str, Any], keys: Sequence[str] | None = None) -> tuple[Line, ...]:
        """The fields that say something (of those in `keys`), those of what is nested in their place."""
        return tuple(self._lines(said if keys is None else {key: said[key] for key in keys if key in said}))

    def _lines(self, said: Mapping[str, Any]) -> Iterator[Line]:
        for key, value in said.items():
            if key in SILENT or _is_nothing(value):
                continue
            if key in NESTED and isinstance(value, Mapping):
                yield from self._lines(value)
            else:
                yield self._line(key, value)

    def _line(self, key: str, value: Any) -> Line:
        other = value if isinstance(value, str) and key in PETITIONS | {"to"} and IDENTIFIER.fullmatch(value) else ""
        return Line(key, self.words.field(key), self.text(key, value), _is_sealed(value), other)

    def value(self, field: str, value: Any) -> str:
        """The value of a field by its path, as it stands in a petition; "" where nothing is known."""
        known = value is False or not _is_nothing(value)
        return self.text(field.rpartition(".")[2], msgspec.to_builtins(value)) if known else ""

    def text(self, key: str, value: Any) -> str:
        """A value in words; of persons and reasons one after the other."""
        if isinstance(value, Mapping):
            return self._moment(value) if value.keys() <= MOMENT else self._parts(key, value)
        if isinstance(value, Sequence) and not isinstance(value, str):
            return "、".join(self.text(key, each) for each in value)
        return self._said(key, value)

    def _said(self, key: str, value: Any) -> str:
        if not isinstance(value, str):
            return self.words.code(key, value)
        if value in SEALED:
            return self.screen.said(SEALED[value])
        if found := self.named.get(key, {}).get(value.partition(SEPARATOR)[0] if key == "duty" else value):
            return found
        if key in PETITIONS or (key == "to" and IDENTIFIER.fullmatch(value)):
            return self.screen.said("another petition")
        return self._dated(value) or self.words.code(key, value)

    def _dated(self, value: str) -> str:
        try:
            if DAY.fullmatch(value):
                return Dates(self.words.language).day(date.fromisoformat(value))
            return self._instant(value) if INSTANT.fullmatch(value) else ""
        except ValueError:
            return ""

    def _instant(self, value: str) -> str:
        return Dates(self.words.language).moment(self.screen.local(datetime.fromisoformat(value)))

    def _moment(self, value: Mapping[str, Any]) -> str:
        at = value.get("at")
        return self._instant(at) if at else self._dated(value["day"])

    def _parts(self, key: str, value: Mapping[str, Any]) -> str:
        """A person of whom no more is known is told by name alone."""
        if {name for name, each in value.items() if name not in SILENT and not _is_nothing(each)} == {NAME}:
            return self.text(NAME, value[NAME])
        return "；".join(self._pairs(key, value))

    def _pairs(self, key: str, value: Mapping[str, Any]) -> Iterator[str]:
        for inner, each in value.items():
            if inner not in SILENT and not _is_nothing(each):
                yield f"{self._part(key, inner)}：{self.text(key if key == 'not_given' else inner, each)}"

    def _part(self, key: str, inner: str) -> str:
        """What a part is called: an item of a checklist by its own words, else as the field that it is."""
        return self.words.code(key, inner) if key == ITEMS else self.words.field(inner)


def _is_nothing(value: Any) -> bool:
    return value is None or value is False or (isinstance(value, str | Sequence | Mapping) and not value)


def _is_sealed(value: Any) -> bool:
    return isinstance(value, str) and value in SEALED


def telling(screen: Screen, case: Case) -> Told:
    """Tells of the petition of a case, by the rulebook and the code lists under which it was received."""
    petition = case.petition
    assert petition.received_at is not None  # noqa: S101 - a case was received
    files = {str(each.id): str(each.file_name) for each in attachments(case.lines).values()}
    return told_by(screen, petition.book, petition.received_at.day, files)


def told_by(screen: Screen, reference: str, received: date, files: Mapping[str, str]) -> Told:
    """Tells by a rulebook and the code lists of a day; `files`: what attachments are called, by their ids."""
    words = Wording(screen.language)
    book = screen.office.books.get(reference)
    named = {
        **_coded(screen.office, received, words),
        **(_of_book(book, words) if book else {}),
        "state": {code: words.said(label) for code, label in STATUSES.items()},
        "attachment": files,
    }
    return Told(screen, words, named)


def _coded(office: KnownOffice, received: date, words: Wording) -> dict[str, dict[str, str]]:
    held = lists_on(office, received).values()
    return {each.field: {code.code: words.said(code) for code in each.list.codes} for each in held}


def _of_book(book: Rulebook, words: Wording) -> dict[str, dict[str, str]]:
    """What an event, or a petition, names out of its rulebook."""
    duties = {rule.id: words.said(rule) for rule in book.duties if rule.zh}
    steps = {step.id: words.said(step) for route in book.routes for step in route.steps if step.zh}
    return {
        "outcome": {each.id: words.said(each) for each in book.outcomes},
        "form": {each.id: words.said(each) for each in book.forms if each.zh},
        "route": {each.id: words.said(each) for each in book.routes if each.zh},
        "duty": duties,
        "overdue": duties,
        "to_step": steps,
        "steps": steps,
    }


def broken(book: Rulebook | None, words: Wording) -> dict[str, str]:
    """What the entries of a rulebook are called that a breach can name: duties, guards, steps of a route, forms."""
    if book is None:
        return {}
    entries: tuple[Any, ...] = (*book.duties, *book.guards, *book.forms, *book.outcomes)
    steps = {f"{route.id}.{step.id}": words.said(step) for route in book.routes for step in route.steps if step.zh}
    return {**{each.id: words.said(each) for each in entries if each.zh}, **steps}
