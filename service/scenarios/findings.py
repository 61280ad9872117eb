"""What the installation answers about a scenario that was played: petitions, their histories, lists at moments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from service.readmodels.accountability_words import FLAGS
from service.scenarios.figures import FoundPeriod, found_period, late
from service.scenarios.playing import Play, may_see
from service.scenarios.transport import Api

Said = dict[str, Any]
VOIDED, WITHDRAWN, REFUSED = "voided", "withdrawn", "not_accepted"
ENDED = {VOIDED, WITHDRAWN, REFUSED}
"""States that are their own outcome."""


class FoundDuty(Struct, frozen=True, kw_only=True):
    """A duty of a petition. `line` is the one that ended it, `history` its effective ends in order."""

    entry: str
    clause: str
    nature: str
    start: date | None
    nominal: date | None
    effective: date | None
    overdue: bool
    ended: str = ""
    ended_by: str = ""
    late: bool = False
    line: int = 0
    on: date | None = None
    history: tuple[date | None, ...] = ()

    @property
    def days_late(self) -> int:
        return (self.on - self.effective).days if self.late and self.on and self.effective else 0


class FoundBreach(Struct, frozen=True):
    """A rule broken by a line, with the days by which it was late (0: no matter of days)."""

    petition: str
    clause: str
    entry: str
    line: int
    days_late: int


class FoundPetition(Struct, frozen=True):
    """A petition as it stands: what the API says of it, its history, its duties, its breaches."""

    said: Said
    history: tuple[Said, ...]
    duties: tuple[FoundDuty, ...]
    breaches: tuple[FoundBreach, ...]


class OpenRow(Struct, frozen=True):
    """Where an open petition stands at a moment."""

    state: str
    unit: str
    person: str
    on_the_way: str


class OverdueRow(Struct, frozen=True, order=True):
    """A duty that is overdue at a moment."""

    petition: str
    clause: str
    entry: str
    effective: str


class Moment(Struct, frozen=True):
    """The lists at a moment: open petitions by name, overdue duties."""

    open: Mapping[str, OpenRow]
    overdue: tuple[OverdueRow, ...]


class Findings(Struct, frozen=True):
    """Everything asked about a play. `known` and `occurred` are by the moments of the file, `receptions` by office.

    `calendars` are the calendars of receptions by office and month, of the months about which the file says something.
    `accountability` are the rows of each list of accountability at the end, of all offices, by petition; `statistics`
    the periods of the file in their order, `late` what came in about one that the file states twice. `seen`: by person
    and petition, whether the person may see it at the end.
    """

    petitions: Mapping[str, FoundPetition]
    known: Mapping[str, Moment]
    occurred: Mapping[str, Moment]
    registers: Mapping[str, Mapping[str, Said]]
    receptions: Mapping[str, tuple[Said, ...]]
    calendars: Mapping[str, Mapping[str, Said]] = {}
    accountability: Mapping[str, Mapping[str, Said]] = {}
    statistics: tuple[FoundPeriod, ...] = ()
    late: Said = {}
    seen: Mapping[tuple[str, str], bool] = {}


def find(play: Play, api: Api) -> Findings:
    """Asks for everything that a file may say something about. Raises NoAnswer."""
    moments = [(each["as_known_at"], each["judged_on"]) for each in play.scenario.expect.get("register", ())]
    last = moments[-1][1] if moments else max(line.known for line in play.scenario.lines)[:10]
    asked = dict.fromkeys([*(at for at, _ in moments), *_asked_in_lists(play)])
    return Findings(
        petitions={name: _petition(play, api, name, last) for name in play.petitions},
        known={at: _moment(play, api, as_of=_instant(play, at), on=on) for at, on in moments},
        occurred={at: _moment(play, api, as_of=None, on=_instant(play, at)) for at, _ in moments},
        registers={at: _register(play, api, at) for at in asked},
        receptions={office: tuple(_receptions(play, api, office)) for office in play.offices},
        calendars={office: _calendars(play, api, office) for office in play.offices},
        accountability={kind: _accounted(play, api, kind) for kind in FLAGS},
        statistics=tuple(found_period(play, api, each) for each in play.scenario.expect.get("statistics", ())),
        late=late(play, api),
        seen=dict(_seen(play, api)),
    )


def _seen(play: Play, api: Api) -> Iterable[tuple[tuple[str, str], bool]]:
    """Whether those of whom the file says that petitions are hidden from them may see these at the end."""
    for each in play.scenario.expect.get("invisible", ()):
        for name in each["invisible"]:
            if name in play.petitions:
                yield (each["actor"], name), may_see(api, *play.petitions[name], each["actor"])


def _accounted(play: Play, api: Api, kind: str) -> dict[str, Said]:
    """The rows of a list of accountability at the end by petition, where the file says something about it."""
    expected, names = play.scenario.expect.get("accountability"), play.names
    if expected is None:
        return {}
    lists = (
        api.rows("offices", office, "accountability", kind, on=expected["judged_on"], passed_on=0)
        for office in play.offices
    )
    return {names[row["petition"]]: row for rows in lists for row in rows}


def _receptions(play: Play, api: Api, office: str) -> Iterable[Said]:
    """The receptions that the office held, in the years of the file."""
    for year in sorted({line.occurred[:4] for line in play.scenario.lines}):
        yield from api.read("offices", office, on=f"{year}-12-31").get("receptions", ())


def _calendars(play: Play, api: Api, office: str) -> dict[str, Said]:
    """By month the calendar of receptions, where the file says something about it."""
    return {month: api.read("offices", office, "receptions", month=month) for month in _months(play.scenario.expect)}


def _months(expected: Mapping[str, Any]) -> list[str]:
    """The months, YYYY-MM, about whose receptions a file says something, in order."""
    rota = expected.get("rota", {})
    named = {month for name in ("weekly_duty", "chiefs_day") for month in rota.get(name, {})}
    days = {day[:7] for name in ("skipped_for_holiday", "gaps") for day in rota.get(name, ())}
    return sorted(named | days)


def _asked_in_lists(play: Play) -> Iterable[str]:
    """The moments for which the file expects a list."""
    lists = play.scenario.expect.get("lists", {})
    return (at for said in lists.values() if isinstance(said, dict) for at in said if "T" in at)


def _instant(play: Play, local: str) -> str:
    return play.scenario.instant(local).isoformat()


def _petition(play: Play, api: Api, name: str, last: str) -> FoundPetition:
    office, identity = play.petitions[name]
    said = api.read("offices", office, "petitions", identity, on=last)
    history = tuple(api.read("offices", office, "petitions", identity, "history")["events"])
    ends = _effective_ends(history)
    duties = tuple(_duty(play, name, each, ends) for each in (*said["owed"], *said["settled"]))
    return FoundPetition(said, history, duties, tuple(_breaches(play, name, duties, history)))


def _duty(play: Play, name: str, owed: Said, ends: Mapping[tuple[Any, ...], list[date | None]]) -> FoundDuty:
    duty, end = owed["duty"], owed.get("end")
    due = duty["due"]
    found = FoundDuty(
        entry=duty["entry"],
        clause=duty["clause"],
        nature=duty["nature"],
        start=_day(duty.get("since")),
        nominal=_day(due.get("nominal") or due.get("on")),
        effective=_day(due.get("on")),
        overdue=owed["overdue"],
        history=tuple(ends.get(_key(duty), ())),
    )
    if end is None:
        return found
    return _settled(found, end, play.made_by(name, end["version"]))


def _settled(found: FoundDuty, end: Said, line: int) -> FoundDuty:
    said = {name: getattr(found, name) for name in FoundDuty.__struct_fields__}
    on = _day(end["moment"]["day"])
    return FoundDuty(
        **said | {"ended": end["kind"], "ended_by": end.get("why", ""), "late": end["late"], "line": line, "on": on}
    )


def _key(duty: Said) -> tuple[Any, ...]:
    return duty["entry"], duty.get("discriminator", ""), duty.get("round", 0)


def _effective_ends(history: Iterable[Said]) -> dict[tuple[Any, ...], list[date | None]]:
    """The ends that each duty has had, in order: as opened, extended, reckoned again, corrected."""
    ends: dict[tuple[Any, ...], list[date | None]] = {}
    for event in history:
        corrected = [each["duties"].get("opened", ()) for each in event.get("recomputed", ())]
        changes = event["duties"]
        for duty in (*changes.get("opened", ()), *changes.get("redated", ()), *(d for each in corrected for d in each)):
            of_duty = ends.setdefault(_key(duty), [])
            on = _day(duty["due"].get("on"))
            if not of_duty or of_duty[-1] != on:
                of_duty.append(on)
    return ends


def _breaches(play: Play, name: str, duties: Iterable[FoundDuty], history: Iterable[Said]) -> Iterable[FoundBreach]:
    for duty in duties:
        if duty.late and duty.nature == "duty":
            yield FoundBreach(name, duty.clause, duty.entry, duty.line, duty.days_late)
    for event in history:
        for breach in event["breaches"]:
            yield FoundBreach(name, breach["clause"], breach["entry"], play.made_by(name, event["version"]), 0)


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


# ---- lists


def _moment(play: Play, api: Api, *, as_of: str | None, on: str) -> Moment:
    """The lists of all offices of the file, as known then (None: at the end) and judged then."""
    names = play.names
    found: dict[str, OpenRow] = {}
    overdue: list[OverdueRow] = []
    for office in play.offices:
        for row in api.rows("offices", office, "open", as_of=as_of, on=on):
            found[names[row["petition"]]] = _row(api, office, row, as_of, on)
        for row in api.rows("offices", office, "duties/overdue", as_of=as_of, on=on):
            due = str(row["due"])[:10]
            overdue.append(OverdueRow(names[row["petition"]], row["clause"], row["entry"], due))
    return Moment(found, tuple(sorted(overdue)))


def _row(api: Api, office: str, row: Said, as_of: str | None, on: str) -> OpenRow:
    """Where it stands, with the person who has it there."""
    said = api.read("offices", office, "petitions", row["petition"], as_of=as_of, on=on)
    on_the_way = row["unit"] if row["on_the_way"] else ""
    unit = "" if row["on_the_way"] else row["unit"]
    return OpenRow(row["state"], unit, said["person"], on_the_way)


def _register(play: Play, api: Api, at: str) -> dict[str, Said]:
    """Every petition of all offices by name, as known and judged at a moment."""
    names, instant = play.names, _instant(play, at)
    return {
        names[row["petition"]]: row
        for office in play.offices
        for row in api.rows("offices", office, "register", as_of=instant, on=at[:10])
    }
