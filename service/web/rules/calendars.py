"""The calendar of the office: a year day by day; a published year is loaded, a day arranged otherwise."""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from msgspec import Struct

from domain import office as o
from domain.calendar import SATURDAY, UNKNOWN, Calendar, MalformedYear, OwnDay, parse_year
from domain.deciding import Refused, structural
from service.api.office_bodies import BODIES, event_of
from service.api.problems import Fault
from service.bundled import bundled_calendar
from service.calendars import load_calendar, override_day, would_move, written
from service.ledger.entry import Via
from service.offices import decided
from service.readmodels.asking import today
from service.web.changes.change import Change, Control, Plan, Said, Wrong
from service.web.changes.events import repeated
from service.web.changes.sending import at, at_or_now, whoever_asks
from service.web.forms.fields import CHOICE, DAY, LINE, TEXT, Choice
from service.web.forms.reading import Typed, body, said
from service.web.marking import N_
from service.web.screen import Screen

CALENDAR = "/office/calendar"
PACKAGE = "service.web.rules"
HOLIDAY, SHIFT, WEEKEND, WORKED = "holiday", "shift", "weekend", "worked"
MOST_DAYS = 60


class DaySaid(Struct, frozen=True):
    """A day as the calendar shows it: what it is, why, whether the office arranged it; `unknown`: it may change."""

    day: date
    what: str
    name: str
    own: bool
    unknown: bool


def months(calendar: Calendar, year: int) -> tuple[tuple[tuple[DaySaid | None, ...], ...], ...]:
    """The twelve months as weeks from Monday to Sunday; None where the week reaches into another month."""
    weeks, names = Weeks(), _names(calendar)
    return tuple(
        tuple(
            tuple(_day(calendar, names, day) if day.month == month else None for day in week)
            for week in weeks.monthdatescalendar(year, month)
        )
        for month in range(1, 13)
    )


def named_days(calendar: Calendar, year: int) -> tuple[DaySaid, ...]:
    """The days of a year that a notice or the office rules, in order."""
    names = _names(calendar)
    return tuple(_day(calendar, names, day) for day in sorted(names) if day.year == year)


def _names(calendar: Calendar) -> Mapping[date, str]:
    """What each day is called of which a notice or the office speaks; the office's word goes before."""
    filed = {each.day: each.name for year in calendar.years if year.published for each in year.days}
    return {**filed, **{own.day: own.name for own in calendar.own}}


def _day(calendar: Calendar, names: Mapping[date, str], day: date) -> DaySaid:
    at_weekend, named = day.weekday() >= SATURDAY, names.get(day, "")
    rest = WEEKEND if at_weekend and not named else HOLIDAY
    what = (SHIFT if at_weekend else WORKED) if calendar.is_working(day) else rest
    return DaySaid(day, what, named, any(own.day == day for own in calendar.own), calendar.kind(day) == UNKNOWN)


class Turned(Struct, frozen=True):
    """A day that is worked now and would be none, or the other way round, or of which the notice is new."""

    day: date
    before: bool
    after: bool
    settled: bool


def turned(before: Calendar, after: Calendar, first: date, last: date) -> Iterator[Turned]:
    for nth in range((last - first).days + 1):
        day = first + timedelta(nth)
        settled = before.kind(day) == UNKNOWN and after.kind(day) != UNKNOWN
        if before.is_working(day) != after.is_working(day):
            yield Turned(day, before.is_working(day), after.is_working(day), settled)


def _plan_of(
    screen: Screen, event: Any, after: Calendar, days: tuple[date, date], told: tuple[Said, ...]
) -> dict[str, Any]:
    """What the calendar would do: the days that turn, the duties that move."""
    decided(screen.office, [event], whoever_asks(screen), screen.office.moment(at_or_now(screen)))
    first, last = days
    found = tuple(turned(screen.office.calendar, after, first, last))
    moving = would_move(screen.instance, screen.id, after, first)
    more = {"turned": found[:MOST_DAYS], "turned_in_all": len(found), "moving": moving}
    return {"said": told, "more": more, "again": True}


def _load_controls(screen: Screen, _given: Typed) -> tuple[Control, ...]:
    hint = screen.said("as holiday-cn publishes it: year, papers, days with name, date, isOffDay")
    text = Control(
        name="text", kind=TEXT, required=True, rows=14, file=True, label=screen.said("Published year (JSON)"), hint=hint
    )
    return (text,)


def _bundled_year(_screen: Screen, asked: Typed) -> Typed:
    """The text of a year that comes with the program, to begin with."""
    years = {str(year.year): year for year in bundled_calendar().years}
    return {"text": written(years[asked["from"]]).decode()} if asked.get("from") in years else {}


def _loaded(screen: Screen, given: Typed) -> Plan:
    content = given.get("text", "").strip().encode()
    try:
        year = parse_year(content)
    except MalformedYear as bad:
        raise Wrong("text", [Fault("text", f"不是放假安排：{bad}", str(bad))]) from None
    if not year.published:
        raise Refused((structural(f"{year.year}年放假安排尚未公布", f"{year.year} is not published yet"),))
    event = o.CalendarLoaded(year=year.year, digest=_digest(content), content=content.decode())
    told = (
        Said(screen.said("Year"), str(year.year)),
        Said(screen.said("Papers"), "\n".join(year.papers)),
        Said(screen.said("Days ruled"), str(len(year.days))),
    )
    days = date(year.year - 1, 12, 1), date(year.year + 1, 1, 31)
    known = _plan_of(screen, event, screen.office.calendar.with_year(year), days, told)
    actor = whoever_asks(screen)

    def act(via: Via) -> None:
        load_calendar(screen.instance, screen.id, content, actor, via, at=at(screen))

    return Plan(act=act, **known)


def _digest(content: bytes) -> str:

    return sha256(content).hexdigest()


def _day_controls(screen: Screen, _given: Typed) -> tuple[Control, ...]:
    choices = (Choice("true", screen.said("working day")), Choice("false", screen.said("rest day")))
    return (
        Control(name="day", kind=DAY, required=True, label=screen.said("Day")),
        Control(name="working", kind=CHOICE, required=True, choices=choices, label=screen.said("What it is here")),
        Control(name="name", kind=LINE, required=True, label=screen.said("What it is called")),
        Control(name="paper", kind=LINE, required=True, label=screen.said("Paper that says so")),
        Control(name="reason", kind=TEXT, rows=2, label=screen.said("Reason")),
    )


def _today(screen: Screen, _asked: Typed) -> Typed:
    return {"day": today(screen.instance, screen.office).isoformat()}


def _overridden(screen: Screen, given: Typed) -> Plan:
    asked = _day_controls(screen, given)
    actor = whoever_asks(screen)
    content = {**said(asked, given, screen.office.zone), "actor": {"name": actor.name}}
    event = event_of(body(BODIES[o.CalendarOverridden], content), o.CalendarOverridden)
    own = OwnDay(event.day, event.working, event.name, event.paper)
    after = screen.office.calendar.with_own([own])
    known = _plan_of(screen, event, after, (event.day, event.day), repeated(screen, asked, given))

    def act(via: Via) -> None:
        override_day(screen.instance, screen.id, event, actor, via, at=at(screen))

    return Plan(act=act, **known)


CHANGES: tuple[Change, ...] = (
    Change(
        path=f"{CALENDAR}/load",
        title=N_("Load a published year"),
        back=CALENDAR,
        controls=_load_controls,
        planned=_loaded,
        begun=_bundled_year,
        package=PACKAGE,
        preview="calendar_preview.html",
    ),
    Change(
        path=f"{CALENDAR}/day",
        title=N_("Arrange a day otherwise"),
        back=CALENDAR,
        controls=_day_controls,
        planned=_overridden,
        begun=_today,
        package=PACKAGE,
        preview="calendar_preview.html",
    ),
)
