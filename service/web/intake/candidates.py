"""Repeat candidates for what is being typed, and one of them beside it."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from domain.values import Details, Person
from domain.vocabulary import JOINED_AS
from service.api.cases import read_case
from service.api.places import UnknownPetition
from service.api.querying import Judging
from service.api.repeats import CandidateQuery, CandidateSaid, unsaved_said
from service.readmodels.petition import Case
from service.web.intake.entry import Entry, Joining

MOST = 6
LEAST_SAID = 2
"""Characters of a name, a number or a text below which nothing is looked for."""
BESIDE = ("title", "problem", "demand", "problem_place")
BESIDE_PERSON = ("name", "phone", "address", "work_unit")


class Candidates(Struct, frozen=True):
    """What was found, for what was typed; `chosen` is the one to be joined to."""

    found: tuple[CandidateSaid, ...]
    chosen: Joining | None
    compared: str
    """A digest of what was compared: as long as it stays the same nothing is looked for again."""
    asked: bool

    @property
    def others(self) -> Joining | None:
        """The one chosen, where it is not among those found any more."""
        gone = self.chosen is not None and all(each.matter != self.chosen.to for each in self.found)
        return self.chosen if gone else None


NONE = Candidates((), None, "", asked=False)


def candidates(made: Entry) -> Candidates:
    """The likeliest, as whoever types may see them, on record before they are told."""
    typed = made.compared
    if not _says_something(typed):
        return Candidates((), made.joining, digest(made), asked=False)
    found = unsaved_said(made.screen.instance, made.screen.id, typed, CandidateQuery(limit=MOST))
    return Candidates(found, made.joining, digest(made), asked=True)


def digest(made: Entry) -> str:
    """Of what is compared."""
    return sha256(msgspec.json.encode(list(_texts(made.compared)))).hexdigest()[:16]


def _says_something(typed: Details) -> bool:
    return any(len(text) >= LEAST_SAID for text in _texts(typed))


def _texts(typed: Details) -> Iterator[str]:
    """What is compared; a place and a class alone say nothing."""
    holders: tuple[Any, ...] = (typed, typed.petitioner)
    for holder in holders:
        for name in ("title", "problem", "demand", "name", "phone", "address", "id_number"):
            value = getattr(holder, name, None)
            yield value if isinstance(value, str) else ""


# ---- one of them beside what is typed


class Line(Struct, frozen=True):
    """A field, as it was typed and as the other petition has it."""

    field: str
    typed: str
    other: str
    same: bool


class Compared(Struct, frozen=True):
    """A candidate, opened and on record, beside what is being typed."""

    case: Case
    matter: UUID
    lines: tuple[Line, ...]
    score: int | None
    kinds: tuple[str, ...] = JOINED_AS

    def key(self, kind: str) -> str:
        return Joining(self.matter, kind, self.score).key


def compared(made: Entry, petition: str) -> Compared:
    """Raises UnknownPetition, alike for what is hidden and what is not there."""
    if not petition:
        raise UnknownPetition(petition)
    wanted, _, score = petition.partition(":")
    _, case = read_case(made.screen.instance, made.screen.id, wanted, Judging())
    state = case.petition
    lines = tuple(_lines(made.compared, state.details))
    return Compared(case, state.joined or state.id, lines, int(score) if score.isdecimal() else None)


def _lines(typed: Details, other: Details) -> Iterator[Line]:
    for name in BESIDE_PERSON:
        yield _line(name, typed.petitioner, other.petitioner)
    for name in BESIDE:
        yield _line(name, typed, other)


def _line(name: str, typed: Details | Person | None, other: Details | Person | None) -> Line:
    one, two = (str(getattr(each, name, None) or "") for each in (typed, other))
    return Line(name, one, two, same=bool(one) and one == two)
