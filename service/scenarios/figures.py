"""What the installation answers about the statistics that a scenario expects: one period of one office at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from service.scenarios.playing import Play
from service.scenarios.transport import Api

Said = dict[str, Any]
BUSINESS_FIRST, BUSINESS_LAST = 21, 20


class FoundPeriod(Struct, frozen=True):
    """A period as it was known at the cut-off: figures by what they were asked, days, comparison, lists at its end."""

    by_channel: tuple[Said, ...]
    by_repeat: tuple[Said, ...]
    by_outcome: tuple[Said, ...]
    days: tuple[Said, ...]
    compared: tuple[Said, ...]
    settled: Mapping[str, tuple[Said, ...]]
    open: tuple[str, ...]
    overdue: tuple[str, ...]
    duties: tuple[Said, ...]


def found_period(play: Play, api: Api, expected: Said) -> FoundPeriod:
    """Asks about the office, period and cut-off that an expectation names. Raises NoAnswer."""
    office = office_of(play, expected)
    at = play.scenario.instant(expected["as_known_at"]).isoformat()
    known = {"as_of": at, "on": expected["as_known_at"][:10]}
    name, style = period_of(expected["from"], expected["to"])
    of = ("offices", office, "statistics", name)
    end = {"as_of": at, "on": expected["to"]}

    def figures(by: str) -> tuple[Said, ...]:
        return tuple(api.read(*of, **known, style=style, by=by)["figures"])

    return FoundPeriod(
        by_channel=figures("channel"),
        by_repeat=figures("repeat"),
        by_outcome=figures("outcome"),
        days=tuple(api.read(*of, "days", **known, style=style)["days"]),
        compared=tuple(api.read(*of, "comparison", **known, style=style)["comparison"]["figures"]),
        settled={
            measure: tuple(api.read(*of, "facts", **known, style=style, measure=measure, limit=1000)["facts"])
            for measure in ("settled_in_time", "settled_late")
        },
        open=_named(play, api.rows("offices", office, "open", **end)),
        overdue=_named(play, api.rows("offices", office, "overdue", **end)),
        duties=tuple(api.rows("offices", office, "duties", "overdue", **end)),
    )


def office_of(play: Play, expected: Said) -> str:
    """The office of an expectation; a file with one office need not name it."""
    return play.organised.ids[expected["office"]] if "office" in expected else play.offices[0]


def period_of(first: str, last: str) -> tuple[str, str]:
    """The period of these days by its name, with its style: a month where they are one."""
    begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    if begins.day == 1 and ends + timedelta(1) == _month_after(begins):
        return f"{begins:%Y-%m}", "natural"
    if (begins.day, ends.day) == (BUSINESS_FIRST, BUSINESS_LAST) and _month_after(begins) == ends.replace(day=1):
        return f"{ends:%Y-%m}", "business"
    return f"{first}..{last}", "natural"


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(31)).replace(day=1)


def _named(play: Play, rows: Any) -> tuple[str, ...]:
    return tuple(sorted(play.names[row["petition"]] for row in rows))
