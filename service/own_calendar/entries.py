"""What stands in an entry of a calendar: a number, what is owed under which clause, a day; no title, no name.

A calendar lies on telephones and on other servers than ours. So of a petition that anything restricts an entry says
that something ends on that day, and not what.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from msgspec import Struct

from domain.reception_calendar import MOVED_ON, Appointment, ReceptionDay
from domain.rulebook import DutyRule
from domain.values import midnight
from service.offices import KnownOffice
from service.readmodels.duties import DutyListed
from service.web.language import translations
from service.web.marking import N_
from service.web.wording import Wording

DUTY, RECEPTION = "duty", "reception"
CATEGORIES = {DUTY: N_("Due dates"), RECEPTION: N_("Receptions")}
HIDDEN = {DUTY: N_("A duty ends (sign in to see it)"), RECEPTION: N_("A reception (sign in to see it)")}
LEAD = timedelta(minutes=30)
"""So long before its end an entry begins that ends at an instant: one without length is drawn by few programs."""


class Entry(Struct, frozen=True, kw_only=True):
    """One entry. `begins` and `ends` (not included) are days, or instants. `changes`: how often it was changed.

    `changed_at` is when it became what it is; both are of the ledger, so that what has not changed is the same bytes.
    """

    uid: UUID
    changes: int
    changed_at: datetime
    begins: date | datetime
    ends: date | datetime
    summary: str
    lines: tuple[str, ...]
    url: str
    kind: str
    busy: bool = False


class Change(Struct, frozen=True):
    """How often something was changed since it was made, and when last."""

    times: int
    at: datetime


class Writer(Struct, frozen=True):
    """Says entries in one language; `address` is where the pages are."""

    office: KnownOffice
    language: str
    address: str

    @property
    def words(self) -> Wording:
        return Wording(self.language)

    def duty(self, row: DutyListed, rule: DutyRule | None, change: Change, *, plain: bool) -> Entry:
        """When a duty ends; `plain`: nothing restricts its petition."""
        begins, ends = _span(row)
        called = self.words.said(rule) if rule else row.entry
        return Entry(
            uid=uuid5(row.petition, f"duty {row.entry} {row.discriminator} {row.act}"),
            changes=change.times,
            changed_at=change.at,
            begins=begins,
            ends=ends,
            summary=_named(called, row.number) if plain else self._said(HIDDEN[DUTY]),
            lines=tuple(self._about(row)) if plain else (),
            url=self._page(row.petition) if plain else self.address,
            kind=DUTY,
        )

    def _about(self, row: DutyListed) -> Iterator[str]:
        yield self._said(N_("By clause %(clause)s")) % {"clause": _one_line(row.clause)}
        if row.holder in self.office.profile.units_by_name:
            yield self._said(N_("Owed by %(unit)s")) % {"unit": _one_line(row.holder)}
        if row.provisional:
            yield self._said(N_("The day is provisional: the holidays of that year are not published"))

    def reception(self, day: ReceptionDay, change: Change) -> Entry:
        """A day on which the person receives. The rules say mornings and afternoons, and no hour."""
        part = self.words.code("part", day.part) if day.part else ""
        return Entry(
            uid=uuid5(NAMESPACE_URL, f"zhuoluo:{self.office.profile.id}:reception:{day.schedule}:{day.nominal}"),
            changes=change.times,
            changed_at=change.at,
            begins=day.day,
            ends=day.day + timedelta(1),
            summary=_named(self.words.said(day), part),
            lines=(self._said(N_("By clause %(clause)s")) % {"clause": _one_line(day.clause)},),
            url=f"{self.address}receptions/day?on={day.day}",
            kind=RECEPTION,
            busy=True,
        )

    def appointment(self, made: Appointed, *, plain: bool) -> Entry:
        """A reception appointed with the person."""
        said = made.appointment
        part = self.words.code("part", said.part) if said.part else ""
        called = _named(self._said(N_("Appointed reception")), said.number, part)
        return Entry(
            uid=uuid5(said.petition, f"appointment {made.first}"),
            changes=made.moves,
            changed_at=midnight(said.made_on, self.office.zone).astimezone(UTC),
            begins=said.appointed_on,
            ends=said.appointed_on + timedelta(1),
            summary=called if plain else self._said(HIDDEN[RECEPTION]),
            lines=(),
            url=self._page(said.petition) if plain else self.address,
            kind=RECEPTION,
            busy=True,
        )

    @property
    def title(self) -> str:
        """What the calendar is called."""
        return self._said(N_("zhuoluo of %(office)s")) % {"office": _one_line(self.office.profile.name)}

    def category(self, kind: str) -> str:
        return self._said(CATEGORIES[kind])

    def _page(self, petition: UUID) -> str:
        return f"{self.address}petitions/{petition}"

    def _said(self, message: str) -> str:
        return translations(self.language).gettext(message)


class Appointed(Struct, frozen=True):
    """An appointment, the place of the first of which it is the moving, and how often that was moved."""

    appointment: Appointment
    first: int
    moves: int


def appointed(made: tuple[Appointment, ...]) -> Iterator[Appointed]:
    """The appointments of one petition, in the order in which they were made: one that was moved stays what it was."""
    first = 0
    for place, each in enumerate(made):
        yield Appointed(each, first, place - first)
        if each.standing != MOVED_ON:
            first = place + 1


def _span(row: DutyListed) -> tuple[date | datetime, date | datetime]:
    if row.due_at is not None:
        return row.due_at - LEAD, row.due_at
    assert row.due_on is not None  # noqa: S101 - who has no date is not asked for
    return row.due_on, row.due_on + timedelta(1)


def _named(*parts: str) -> str:
    return _one_line(" ".join(part for part in parts if part))


def _one_line(text: str) -> str:
    """The text on one line: whatever is no sign of writing becomes a blank."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
