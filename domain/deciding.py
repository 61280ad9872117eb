"""The words between a caller and `decide`: what it is told, and how it says no."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct

from domain.calendar import Calendar
from domain.codelist import CodeList
from domain.organisation import Delegation, Field, Posting, Unit
from domain.rulebook import DutyRule, Rulebook, in_force
from domain.values import letters

K = TypeVar("K")
V = TypeVar("V")

STRUCTURE = "structure"
"""The entry, and where no article says so the clause, of what no rulebook needs to say."""


class Reason(Struct, frozen=True):
    """Why a command is refused: clause, entry of the rulebook (or "structure"), Chinese and English words."""

    clause: str
    entry: str
    zh: str
    en: str


def structural(zh: str, en: str, clause: str = STRUCTURE) -> Reason:
    """A reason that stands in no rulebook; `clause` is the national article where there is one."""
    return Reason(clause, STRUCTURE, zh, en)


class Refused(Exception):
    """A command that may not be carried out, with every reason, never only the first."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        self.reasons = reasons
        super().__init__("; ".join(f"{r.clause}: {r.en}" for r in reasons))


class OfficeProfile(Struct, frozen=True, kw_only=True, dict=True):
    """What decisions need of the office: id, name, rulebook id, time zone, who fills which role; who is who.

    `roles` maps a role of the vocabulary to a unit or person; a role not named resolves to "nobody(<role>)".
    `code_lists` are the versions that the office published itself, the oldest first.
    `departments` and `places` map a content class and a place to the unit responsible. `staffing.py` asks; the
    maps below are made once, so that an answer costs a look-up.
    """

    id: str
    name: str
    book: str
    time_zone: str = "Asia/Shanghai"
    roles: Mapping[str, str] = {}
    units: tuple[Unit, ...] = ()
    staff: tuple[Posting, ...] = ()
    fields: tuple[Field, ...] = ()
    departments: Mapping[str, str] = {}
    places: Mapping[str, str] = {}
    delegations: tuple[Delegation, ...] = ()
    code_lists: tuple[CodeList, ...] = ()

    @cached_property
    def units_by_name(self) -> Mapping[str, Unit]:
        return {unit.name: unit for unit in self.units}

    @cached_property
    def units_by_parent(self) -> Mapping[str, tuple[Unit, ...]]:
        return grouped(self.units, lambda unit: unit.parent)

    @cached_property
    def staff_by_unit(self) -> Mapping[str, tuple[Posting, ...]]:
        return grouped(self.staff, lambda posting: posting.unit)

    @cached_property
    def names_by_letters(self) -> Mapping[str, tuple[str, ...]]:
        """The units and persons of the office as it writes them, by the letters of their names."""
        known = {
            *(unit.name for unit in self.units),
            *self.staff_by_unit,
            *self.staff_by_person,
            *(field.unit for field in self.fields),
            *(field.leader for field in self.fields),
        }
        return grouped(sorted(known - {""}), letters)

    def as_registered(self, names: Iterable[str]) -> frozenset[str]:
        """Those of the names that the office knows, as it writes them."""
        return frozenset(known for name in names for known in self.names_by_letters.get(letters(name), ()))

    @cached_property
    def staff_by_person(self) -> Mapping[str, tuple[Posting, ...]]:
        return grouped(self.staff, lambda posting: posting.person)

    @cached_property
    def staff_by_post(self) -> Mapping[str, tuple[Posting, ...]]:
        return grouped(self.staff, lambda posting: posting.post)

    @cached_property
    def fields_by_subject(self) -> Mapping[tuple[str, str], tuple[Field, ...]]:
        """The fields of each content class and unit, the newest first; of two of one day the one said later."""
        newest_first = sorted(self.fields, key=lambda field: field.since)[::-1]
        return grouped(newest_first, lambda field: field.subject)

    @cached_property
    def delegations_by_taker(self) -> Mapping[str, tuple[Delegation, ...]]:
        return grouped(self.delegations, lambda delegation: delegation.taker)

    @cached_property
    def delegations_by_giver(self) -> Mapping[str, tuple[Delegation, ...]]:
        return grouped(self.delegations, lambda delegation: delegation.giver)


def grouped(members: Iterable[V], key: Callable[[V], K]) -> dict[K, tuple[V, ...]]:
    """The members by their keys, in their order."""
    found: dict[K, list[V]] = {}
    for member in members:
        found.setdefault(key(member), []).append(member)
    return {name: tuple(group) for name, group in found.items()}


class Context(Struct, frozen=True, kw_only=True):
    """What stands around a decision: rulebook, calendar, office and time.

    `book` is the petition's version of its rulebook, `books` all versions by reference, `adopted` those that
    the office took over, in that order (none named: `book` alone). `now` is aware. `first_open`: the petition
    that a Join names is open; whoever asks has looked, for a decision sees one petition.
    """

    book: Rulebook
    books: Mapping[str, Rulebook]
    adopted: Sequence[Rulebook] = ()
    calendar: Calendar
    office: OfficeProfile
    now: datetime
    first_open: bool = True

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.office.time_zone)

    @property
    def today(self) -> date:
        """The office's local day now."""
        return self.now.astimezone(self.zone).date()

    def in_force(self, day: date) -> Rulebook:
        """The version for a petition that comes in on that day (rulebook.md 1.7)."""
        return in_force(self.adopted or (self.book,), day)

    def rule(self, book: str, entry: str) -> DutyRule:
        """The duty entry in the version of the rulebook that opened a duty (rulebook.md trap 7)."""
        found = self.book if self.book.reference == book else self.books[book]
        return found.duties_by_id[entry]
