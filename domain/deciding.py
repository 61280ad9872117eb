"""The words between a caller and `decide`: what it is told, and how it says no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from domain.calendar import Calendar
from domain.rulebook import DutyRule, Rulebook, in_force

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


class OfficeProfile(Struct, frozen=True, kw_only=True):
    """What decisions need of the office: id, name, rulebook id, time zone, who fills which role.

    `roles` maps a role of the vocabulary to a unit or person; a role not named resolves to "nobody(<role>)".
    """

    id: str
    name: str
    book: str
    time_zone: str = "Asia/Shanghai"
    roles: Mapping[str, str] = {}


class Context(Struct, frozen=True, kw_only=True):
    """What stands around a decision: rulebook, calendar, office and time.

    `book` is the petition's version of its rulebook, `books` all versions by reference, `adopted` those that
    the office took over, in that order (none named: `book` alone). `now` is aware.
    """

    book: Rulebook
    books: Mapping[str, Rulebook]
    adopted: Sequence[Rulebook] = ()
    calendar: Calendar
    office: OfficeProfile
    now: datetime

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
