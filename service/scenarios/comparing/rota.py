"""Receptions: on which days by the rules, on which of them nobody sits, who had to be there and was not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from service.scenarios.findings import Findings
from service.scenarios.mapping.office import MONTHLY, WEEKLY
from service.scenarios.playing import Play
from service.scenarios.scoring import Score, Tally

MISSING = "required_attendance_missing"
SKIPPED, MOVED = "skipped", "moved"
NAME = re.compile(r"^[^((（]+")
Said = dict[str, Any]


def compare_rota(play: Play, findings: Findings) -> Score:
    """The days of the two kinds of receptions, skipped ones, gaps; on each reception day who was missing."""
    tally = Tally("rota")
    expected = play.scenario.expect.get("rota", {})
    for day, names in expected.get(MISSING, {}).items():
        tally.same(f"{day} missing", sorted(map(_name, names)), _missing(play, findings.receptions, day))
    for name, read in CALENDAR.items():
        if name in expected:
            tally.same(name, expected[name], read(play, findings, expected[name]))
    return tally.score()


def not_played(play: Play) -> int:
    """Expectations about receptions of a kind that is not known here."""
    return len(play.scenario.expect.get("rota", {}).keys() - {MISSING, *CALENDAR})


# ---- days


def _of_kind(play: Play, findings: Findings, every: str) -> Iterable[Said]:
    """The days of all offices of the file under the schedule that recurs so often."""
    for office, found in findings.calendars.items():
        schedule = play.words[office].receptions.get(every)
        for of_month in found.values():
            yield from (each for each in of_month["days"] if each["schedule"] == schedule)


def _weekly(play: Play, findings: Findings, expected: Mapping[str, Any]) -> dict[str, list[str]]:
    """By month the days of the weekly duty that take place."""
    days = [each["day"] for each in _of_kind(play, findings, WEEKLY) if each["said"] != SKIPPED]
    return {month: [day for day in days if day.startswith(month)] for month in expected}


def _skipped(play: Play, findings: Findings, _expected: object) -> list[str]:
    """The days of the weekly duty that rest days have skipped."""
    return [each["nominal"] for each in _of_kind(play, findings, WEEKLY) if each["said"] == SKIPPED]


def _chiefs(play: Play, findings: Findings, expected: Mapping[str, Any]) -> dict[str, Any]:
    """By month the chief's day; from which day it was moved, if it was."""
    found = {each["nominal"][:7]: each for each in _of_kind(play, findings, MONTHLY)}
    return {month: _chiefs_day(found[month]) if month in found else None for month in expected}


def _chiefs_day(each: Said) -> Any:
    return {"nominal": each["nominal"], "held": each["day"]} if each["said"] == MOVED else each["day"]


def _gaps(_play: Play, findings: Findings, _expected: object) -> list[str]:
    """The days on which nobody sits."""
    months_found = (of_month for found in findings.calendars.values() for of_month in found.values())
    return sorted({day for of_month in months_found for day in of_month["gaps"]})


CALENDAR: Mapping[str, Callable[[Play, Findings, Any], Any]] = {
    "weekly_duty": _weekly,
    "skipped_for_holiday": _skipped,
    "chiefs_day": _chiefs,
    "gaps": _gaps,
}
"""What is read off the calendar of receptions, by the names that the files give it."""


# ---- attendance


def _missing(play: Play, receptions: Mapping[str, tuple[dict[str, Any], ...]], day: str) -> list[str] | None:
    """The people whom the breaches of that day's receptions name; None when none was held."""
    held = [each for of_office in receptions.values() for each in of_office if each["day"] == day]
    if not held:
        return None
    details = " ".join(breach["detail"] for each in held for breach in each["breaches"])
    return sorted(name for name in play.organised.people if name in details)


def _name(said: str) -> str:
    found = NAME.match(said)
    return found[0] if found else said
