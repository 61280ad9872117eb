"""The calendar of receptions of a month (R5.9 to R5.11): what the rules give, who sits, what came of it.

A month is that of the days that the rules name: a chief's day moved into the next month stands where it was meant to
be. Each day follows the rulebook in force on it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain import events as e
from domain.calendar import Calendar, RestDay
from domain.deciding import OfficeProfile
from domain.duty_changes import Breach
from domain.office_state import Office, Reception
from domain.petition import Petition
from domain.receptions import RECEPTION
from domain.rulebook import Rulebook, ScheduleRule, in_force
from domain.schedule import SKIPPED, Day, Period, days, held_for, periods, rules_between
from domain.staffing import OUTSIDE, has_left, holder_of, kind_of, present, unit_of_person

KEPT, UNSCHEDULED = "kept", "unscheduled"
"""A rest day on which it takes place all the same; a day that no rule names, told by a rota or a reception held."""
SAID = ("", "moved", SKIPPED, KEPT, UNSCHEDULED)
"""What may be said of a day."""
HELD, MISSED, COMING = "held", "missed", "coming"
STANDINGS = (HELD, MISSED, COMING, SKIPPED)
"""What may have become of a day."""
ROTA, POST, DELEGATION = "rota", "post", "delegation"
BY = ("", ROTA, POST, DELEGATION)
"""Why somebody sits: named in the rota, holder of the post that presides, acting for one of these; "" = nobody does."""
MOVED_ON, CANCELLED = "moved", "cancelled"
APPOINTMENTS = (COMING, "kept", MISSED, "unrecorded", MOVED_ON, CANCELLED)
"""What may have become of an appointment; unrecorded: the day has passed and nobody has said what became of it."""


class Matter(Struct, frozen=True):
    """A petition that arose at a reception: received on the chief's day, or its petitioner met by who received."""

    petition: UUID
    number: str
    how: str


class Attended(Struct, frozen=True, kw_only=True):
    """A reception that was held: under which schedule, by whom, by whose delegation, who was there, what was wrong."""

    schedule: str
    presided_by: str
    delegated_by: str
    attendance: tuple[str, ...]
    reason: str
    breaches: tuple[Breach, ...]


class ReceptionDay(Struct, frozen=True, kw_only=True):
    """One day of a schedule. `nominal` is the day that the rule names, `why` the rest days that moved or skip it.

    `also` are the schedules for which it counts as well; `gap`: nobody sits on it.
    """

    schedule: str
    clause: str
    zh: str
    en: str
    part: str
    nominal: date
    day: date
    said: str
    why: tuple[RestDay, ...]
    provisional: bool
    also: tuple[str, ...]
    sits: str
    by: str
    gap: bool
    standing: str
    held: tuple[Attended, ...]
    matters: tuple[Matter, ...]


class ReceptionPeriod(Struct, frozen=True, kw_only=True):
    """A schedule that wants a reception in the month and fixes no day for it (R4.7); `held` are the days it had."""

    schedule: str
    clause: str
    zh: str
    en: str
    first: date
    last: date
    standing: str
    held: tuple[date, ...]


class Appointment(Struct, frozen=True, kw_only=True):
    """A reception appointed with a leader (R5.9, R1.2.3); `ended_on`: when it was kept, missed or fixed anew."""

    petition: UUID
    number: str
    leader: str
    made_on: date
    appointed_on: date
    part: str
    standing: str
    ended_on: date | None = None


class ReceptionMonth(Struct, frozen=True):
    """All of it, in the order of the days."""

    days: tuple[ReceptionDay, ...]
    periods: tuple[ReceptionPeriod, ...]
    appointments: tuple[Appointment, ...]

    @property
    def gaps(self) -> tuple[date, ...]:
        """The days on which nobody sits."""
        return tuple(sorted({each.day for each in self.days if each.gap}))

    @property
    def missed(self) -> tuple[date, ...]:
        """The days that have passed and of which no reception is recorded."""
        return tuple(sorted({each.day for each in self.days if each.standing == MISSED}))


class Encounter(Struct, frozen=True):
    """A petition heard on a day: `by` whom, "" when it was received on the chief's day."""

    matter: Matter
    day: date
    by: str = ""


class Ground(Struct, frozen=True, kw_only=True, dict=True):
    """What a month is told from: the office, its adopted books, its calendar, the day on which it is judged.

    `petitions` are those that may have been heard in the month; others do no harm.
    """

    office: Office
    adopted: Sequence[Rulebook]
    calendar: Calendar
    today: date
    petitions: Sequence[Petition] = ()

    @cached_property
    def profile(self) -> OfficeProfile:
        return self.office.profile()

    @cached_property
    def held(self) -> tuple[Reception, ...]:
        """The receptions that were held by the day on which it is judged."""
        return tuple(each for each in self.office.receptions if each.held.day <= self.today)

    @cached_property
    def encounters(self) -> tuple[Encounter, ...]:
        return tuple(each for petition in self.petitions for each in encounters(petition))


def month_of(ground: Ground, year: int, month: int) -> ReceptionMonth:
    """The calendar of receptions of that month; nothing while the office has adopted no book."""
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    found = [
        each
        for rule, book in rules_between(ground.adopted, RECEPTION, first, last)
        for each in _days(ground, rule, book, first)
    ]
    made = (each for petition in ground.petitions for each in appointments(petition, ground.today))
    return ReceptionMonth(
        tuple(sorted(found, key=lambda each: (each.day, each.nominal, each.schedule))),
        tuple(
            each
            for rule, book in rules_between(ground.adopted, RECEPTION, first, last)
            for each in _periods(ground, rule, book, last)
        ),
        tuple(sorted((each for each in made if first <= each.appointed_on <= last), key=in_order)),
    )


def in_order(each: Appointment) -> tuple[date, str, str, date]:
    """By the day appointed, then by petition, then as they were made."""
    return each.appointed_on, each.number, str(each.petition), each.made_on


# ---- days


def _days(ground: Ground, rule: ScheduleRule, book: Rulebook, first: date) -> Iterator[ReceptionDay]:
    """The days of the month that the rule names while its book holds, and those that only a rota or reception tells."""
    named = [
        day
        for day in days(rule, first.year, first.month, ground.calendar)
        if in_force(ground.adopted, day.nominal) is book
    ]
    known = {each.day for each in named if each.said != SKIPPED} | _moved_here(ground, rule, first)
    slots = ground.office.rota.get(rule.id, {}).keys() - {each.day for each in named if each.said == SKIPPED}
    told = {*slots, *(day for schedule, day in _held(ground) if schedule == rule.id)}
    of_month = (day for day in told - known if (day.year, day.month) == (first.year, first.month))
    more = [Day(day, day, UNSCHEDULED) for day in of_month if in_force(ground.adopted, day) is book]
    for each in (*named, *more):
        yield _day(ground, rule, book, each)


def _moved_here(ground: Ground, rule: ScheduleRule, first: date) -> frozenset[date]:
    """Days of the month that the rule has moved here from the months beside it."""
    beside = (first - timedelta(1), first + timedelta(31))
    return frozenset(
        each.day for day in beside for each in days(rule, day.year, day.month, ground.calendar) if each.said != SKIPPED
    )


def _day(ground: Ground, rule: ScheduleRule, book: Rulebook, on: Day) -> ReceptionDay:
    rest = not ground.calendar.is_working(on.nominal)
    held = () if on.said == SKIPPED else _held_on(ground, rule, book, on.day)
    sits, by = ("", "") if on.said == SKIPPED else sitting(ground, rule, on.day)
    here = {sits, *(name for each in held for name in (each.presided_by, *each.attendance))} - {""}
    return ReceptionDay(
        schedule=rule.id,
        clause=rule.clause,
        zh=rule.zh,
        en=rule.en,
        part=rule.part,
        nominal=on.nominal,
        day=on.day,
        said=on.said or (KEPT if rest else ""),
        why=ground.calendar.skipped(on.nominal - timedelta(1), max(on.nominal, on.day)) if rest else (),
        provisional=on.provisional,
        also=() if on.said == SKIPPED else _also(ground, rule, book, on.day),
        sits=sits,
        by=by,
        gap=not sits and not held and on.said != SKIPPED,
        standing=SKIPPED if on.said == SKIPPED else _standing(bool(held), on.day, ground.today),
        held=held,
        matters=() if on.said == SKIPPED else _matters(ground, rule, on.day, here),
    )


def _standing(met: bool, day: date, today: date) -> str:  # noqa: FBT001 - one of two plain facts
    return HELD if met else MISSED if day < today else COMING


def sitting(ground: Ground, rule: ScheduleRule, day: date) -> tuple[str, str]:
    """Who sits on that day, and why: the rota, else the post that presides (R5.11); who acts for one who is away."""
    named = ground.office.rota.get(rule.id, {}).get(day, "")
    who, by = named, ROTA
    if not named and rule.may_preside:
        post = rule.may_preside[0]
        who, by = _own_holder(ground.profile, post, day) or ground.profile.roles.get(post, ""), POST
    if not who or has_left(ground.profile, who, day):
        return "", ""
    there = present(ground.profile, who, day)
    return there, by if there == who else DELEGATION


def _own_holder(profile: OfficeProfile, post: str, day: date) -> str:
    """Who holds the post in the office itself, not in a body below it."""
    holder = holder_of(profile, post, day)
    return "" if kind_of(profile, unit_of_person(profile, holder, day)) in OUTSIDE else holder


def _also(ground: Ground, rule: ScheduleRule, book: Rulebook, day: date) -> tuple[str, ...]:
    """The schedules that have the same day, where the book counts one reception as both (R5.10)."""
    if book.settings.rota_on_chief_day != "counts_as_both":
        return ()
    others = (other for other in book.schedules if other.what == RECEPTION and other.id != rule.id)
    return tuple(
        other.id
        for other in others
        for each in days(other, day.year, day.month, ground.calendar)
        if each.day == day and each.said != SKIPPED
    )


def _held(ground: Ground) -> list[tuple[str, date]]:
    return [(each.held.schedule, each.held.day) for each in ground.held]


def _held_on(ground: Ground, rule: ScheduleRule, book: Rulebook, day: date) -> tuple[Attended, ...]:
    """The receptions of that day that count for the rule."""
    of_day = [each for each in ground.held if each.held.day == day]
    return tuple(_attended(each) for each in of_day if held_for(rule, book, [(each.held.schedule, day)]))


def _attended(reception: Reception) -> Attended:
    held = reception.held
    return Attended(
        schedule=held.schedule,
        presided_by=held.presided_by,
        delegated_by=held.delegated_by,
        attendance=held.attendance,
        reason=held.reason,
        breaches=reception.breaches,
    )


def _matters(ground: Ground, rule: ScheduleRule, day: date, here: set[str]) -> tuple[Matter, ...]:
    """What arose: received on the chief's day, or brought to who was there (R5.11: the matters are recorded)."""
    found: Mapping[UUID, Matter] = {
        each.matter.petition: each.matter
        for each in ground.encounters
        if each.day == day and (each.by in here if each.by else bool(rule.may_preside))
    }
    return tuple(sorted(found.values(), key=lambda matter: (matter.number, str(matter.petition))))


def _periods(ground: Ground, rule: ScheduleRule, book: Rulebook, last: date) -> Iterator[ReceptionPeriod]:
    """The period that ends with the month, of a rule that fixes no day in it."""
    if rule.on or rule.every in ("week", "working_day", "request") or in_force(ground.adopted, last) is not book:
        return
    for each in periods(rule, last.year, ground.calendar):
        if each.last == last:
            yield _period(ground, rule, book, each)


def _period(ground: Ground, rule: ScheduleRule, book: Rulebook, of: Period) -> ReceptionPeriod:
    met = sorted(day for day in held_for(rule, book, _held(ground)) if of.first <= day <= of.last)
    return ReceptionPeriod(
        schedule=rule.id,
        clause=rule.clause,
        zh=rule.zh,
        en=rule.en,
        first=of.first,
        last=of.last,
        standing=_standing(bool(met), of.last, ground.today),
        held=tuple(met),
    )


# ---- petitions


def encounters(petition: Petition) -> Iterator[Encounter]:
    """When the petition was received on a chief's day, and when a leader met its petitioner."""
    for line in petition.lines:
        if isinstance(line.event, e.Received) and line.event.from_chief_day:
            yield Encounter(Matter(line.petition, petition.number, "received"), line.occurred.day)
        elif isinstance(line.event, e.Met):
            by = line.event.leader or line.actor.name
            yield Encounter(Matter(line.petition, petition.number, "met"), line.occurred.day, by)


def appointments(petition: Petition, today: date) -> tuple[Appointment, ...]:
    """The appointments of a petition in the order in which they were made, and what became of each."""
    made: list[Appointment] = []
    for line in petition.lines:
        ended = _ends(line.event)
        if ended and made and made[-1].ended_on is None:
            made[-1] = _ended(made[-1], ended, line.occurred.day)
        if isinstance(line.event, e.Appointed):
            made.append(_appointment(line, line.event, petition.number))
    return tuple(_unrecorded(made, today))


ENDS: Mapping[type[Struct], str] = {
    e.Met: "kept",
    e.AppointmentMissed: MISSED,
    e.Appointed: MOVED_ON,
    e.Withdrawn: CANCELLED,
    e.Voided: CANCELLED,
}
"""What ends an appointment, and how."""


def _ends(event: e.Fact | e.Corrected) -> str:
    return ENDS.get(type(event), "")


def _ended(appointment: Appointment, standing: str, on: date) -> Appointment:
    return replace(appointment, standing=standing, ended_on=on)


def _appointment(line: e.Line, event: e.Appointed, number: str) -> Appointment:
    return Appointment(
        petition=line.petition,
        number=number,
        leader=event.leader,
        made_on=line.occurred.day,
        appointed_on=event.appointed_on,
        part=event.part,
        standing=COMING,
    )


def _unrecorded(made: Iterable[Appointment], today: date) -> Iterator[Appointment]:
    for each in made:
        open_still = each.ended_on is None and each.appointed_on < today
        yield replace(each, standing="unrecorded") if open_still else each
