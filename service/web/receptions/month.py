"""The calendar of a month with its receptions, and one day with all that belongs to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from fastapi import Response
from msgspec import Struct

from domain.reception_calendar import ReceptionDay
from service.api import problems
from service.api.receptions import ReceptionsQuery, ReceptionsSaid, month_said
from service.readmodels.asking import today
from service.web.asked import asked_for
from service.web.marking import N_
from service.web.receptions.rota import schedules
from service.web.receptions.telling import APPOINTMENTS, BECAUSE, NOTES, PACKAGE, STANDINGS, Fault, faults
from service.web.rules.calendars import DaySaid, months
from service.web.screen import Screen
from service.web.wording import Wording

DONE = {
    "receptions-rota": N_("The rota is published."),
    "receptions-held": N_("The reception is recorded."),
    "receptions-checklists-fill": N_("The checklist is filled."),
    "receptions-analyses-submit": N_("The analysis is submitted."),
}
REACH = 10
"""So many days at the beginning of a month a day of reception of the month before may have been moved to."""


class Square(Struct, frozen=True):
    """A day of the calendar with its receptions."""

    of: DaySaid
    sessions: tuple[ReceptionDay, ...]


class Session(Struct, frozen=True):
    """A reception with the rules that it broke, in words."""

    of: ReceptionDay
    faults: tuple[Fault, ...]


def shown(about: Screen) -> Response:
    """The page of a month."""
    found = month_said(about.instance, about.id, asked_for(about.request, ReceptionsQuery))
    first = date.fromisoformat(f"{found.month}-01")
    weeks = months(about.office.calendar, first.year)[first.month - 1]
    said = {
        "found": found,
        "weeks": tuple(tuple(_squares(week, found.days)) for week in weeks),
        "weekdays": [date(2024, 1, nth) for nth in range(1, 8)],
        "sessions": _sessions(about, found.days),
        "rules": tuple(rule for rule in schedules(about, first, first) if rule.every != "request"),
        "standings": STANDINGS,
        "because": BECAUSE,
        "notes": NOTES,
        "appointed": APPOINTMENTS,
        **beside(found.month),
        **shared(about),
    }
    return about.page(PACKAGE, "month.html", said)


def beside(month: str) -> dict[str, Any]:
    """The month by its first day, with those before and behind it."""
    first = date.fromisoformat(f"{month}-01")
    return {"first": first, "before": f"{first - timedelta(1):%Y-%m}", "after": f"{first + timedelta(31):%Y-%m}"}


def shared(about: Screen) -> dict[str, Any]:
    """What every page of receptions shows: today, what has just been recorded."""
    done = DONE.get(about.request.query_params.get("done", ""), "")
    return {"today": today(about.instance, about.office), "done": done}


def _squares(week: Iterable[DaySaid | None], days: Iterable[ReceptionDay]) -> Iterable[Square | None]:
    for each in week:
        if each is None:
            yield None
            continue
        held = tuple(day for day in days if day.day == each.day and day.standing != "skipped")
        yield Square(each, held)


def _sessions(about: Screen, days: Iterable[ReceptionDay]) -> tuple[Session, ...]:
    words = Wording(about.language)
    return tuple(Session(each, tuple(faults(each, words))) for each in days)


def day_shown(about: Screen) -> Response:
    """The page of one day: that of today when none is named. Raises Refusal (422) for what is no day."""
    day = _day(about)
    found = [month_said(about.instance, about.id, ReceptionsQuery(month=each)) for each in _months(day)]
    said = {
        "day": day,
        "rest": not about.office.calendar.is_working(day),
        "sessions": _sessions(about, (each for month in found for each in month.days if each.day == day)),
        "appointments": tuple(_appointed(found, day)),
        "before": day - timedelta(1),
        "after": day + timedelta(1),
        "standings": STANDINGS,
        "because": BECAUSE,
        "notes": NOTES,
        "appointed": APPOINTMENTS,
        **shared(about),
    }
    return about.page(PACKAGE, "day.html", said)


def _day(about: Screen) -> date:
    said = about.request.query_params.get("on", "").strip()
    try:
        return date.fromisoformat(said) if said else today(about.instance, about.office)
    except ValueError:
        raise problems.invalid("query.on", "须为日期", "not a day") from None


def _months(day: date) -> Iterable[str]:
    """The month of the day, and that before it where one of its days of reception may have been moved here."""
    yield f"{day:%Y-%m}"
    if day.day <= REACH:
        yield f"{day.replace(day=1) - timedelta(1):%Y-%m}"


def _appointed(found: Iterable[ReceptionsSaid], day: date) -> Iterable[Any]:
    return (each for month in found for each in month.appointments if each.appointed_on == day)
