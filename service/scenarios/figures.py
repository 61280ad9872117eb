"""What the installation answers about the statistics that a scenario expects: one period of one office at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from domain.guarded import RESTRICTED
from service.scenarios.playing import Play
from service.scenarios.transport import Api

Said = dict[str, Any]
BUSINESS_FIRST, BUSINESS_LAST = 21, 20


class FoundPeriod(Struct, frozen=True):
    """A period as it was known at the cut-off: figures by what they were asked, days, comparison, lists at its end.

    `restricted`: the facts of what breakdowns show as one row, each with what its petition says of itself.
    """

    by_channel: tuple[Said, ...]
    by_repeat: tuple[Said, ...]
    by_outcome: tuple[Said, ...]
    restricted: tuple[Said, ...]
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
        restricted=tuple(
            _looked_up(api, office, fact)
            for fact in api.read(*of, "facts", **known, style=style, channel=RESTRICTED, limit=1000)["facts"]
        ),
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


def _looked_up(api: Api, office: str, fact: Said) -> Said:
    """The fact as its petition has it: its channel, whether it is a repeat, and of an end or instruction how."""
    of = ("offices", office, "petitions", fact["petition"])
    said = api.read(*of)
    told = {"channel": said["channel"], "repeat": said.get("joined") is not None}
    if fact["measure"] not in ("closed", "instructed"):
        return {**fact, **told}
    (event,) = [each for each in api.read(*of, "history")["events"] if each["version"] == fact["act"]]
    return {**fact, **told, "outcome": event["said"].get("outcome", "") or event.get("step", "")}


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


def late(play: Play, api: Api) -> Said:
    """What came in about a period between two statements of it in the file: facts added and removed; {} if none is.

    Of several periods the first that the file states twice. Raises NoAnswer.
    """
    stated: dict[tuple[str, str, str], str] = {}
    for each in play.scenario.expect.get("statistics", ()):
        key = (office_of(play, each), each["from"], each["to"])
        if key in stated:
            return _since(play, api, key, stated[key], each["as_known_at"])
        stated[key] = each["as_known_at"]
    return {}


def _since(play: Play, api: Api, key: tuple[str, str, str], first: str, then: str) -> Said:
    office, begins, ends = key
    name, style = period_of(begins, ends)
    of = ("offices", office, "statistics", name)
    known = {"as_of": play.scenario.instant(first).isoformat(), "on": first[:10]}
    position = api.read(*of, **known, style=style)["basis"]["position"]
    later = {"as_of": play.scenario.instant(then).isoformat(), "on": then[:10]}
    found: Said = api.read(*of, "since", **later, style=style, since=position)
    return found
