"""Petitions as they stand at the end, register numbers, and the lists that an office keeps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from service.scenarios.comparing.adjusting import adjustment
from service.scenarios.comparing.registers import standing
from service.scenarios.findings import ENDED, VOIDED, Findings, FoundPetition, OpenRow
from service.scenarios.mapping.handling import outcome_in
from service.scenarios.playing import ACCEPTED, Play
from service.scenarios.scoring import Score, Tally

Said = dict[str, Any]


def compare_petitions(play: Play, findings: Findings) -> Score:
    """At the end each petition's state, outcome, holder, number, and how often it was passed on."""
    tally = Tally("petitions")
    for name, expected in play.scenario.expect.get("petitions", {}).items():
        found = findings.petitions.get(name)
        tally.same(name, _wanted(play, name, expected), _found(found) if found else "never received")
    return tally.score()


def _wanted(play: Play, name: str, expected: Mapping[str, Any]) -> Said:
    said = {
        each: expected[each]
        for each in ("state", "holder", "on_the_way_to", "passed_on", "numbers")
        if each in expected
    }
    outcome = expected["outcome"]
    if outcome is not None and outcome not in ENDED and name in play.petitions:
        outcome = outcome_in(outcome, play.words[play.petitions[name][0]].outcomes)
    return said | {"outcome": outcome}


def _found(found: FoundPetition) -> Said:
    said = found.said
    state = said["state"]
    row = OpenRow(
        state,
        "" if said["on_the_way"] else said["unit"],
        said["person"],
        said["unit"] if said["on_the_way"] else "",
    )
    where = standing(row) if said["open"] else {"state": state, "holder": None}
    outcome = state if state in ENDED else said["ending"].get("outcome")
    return where | {
        "passed_on": said["passed_on"],
        "numbers": [said["number"]] if said["number"] else [],
        "outcome": outcome or None,
    }


def compare_numbers(play: Play, findings: Findings) -> Score:
    """Each number of each series on its petition, void or not; no number beside them, where the file lists any."""
    tally = Tally("numbers")
    found = {
        each.said["number"]: (name, each.said["state"] == VOIDED)
        for name, each in findings.petitions.items()
        if each.said["number"]
    }
    series = play.scenario.expect.get("register_numbers", {})
    expected = {row["number"]: (row["petition"], row["voided"]) for rows in series.values() for row in rows}
    for number in sorted({*expected, *found} if series else ()):
        tally.same(number, expected.get(number), found.get(number))
    for played in play.lines:
        given = played.line.given("number")
        if played.line.action == "registered" and played.became == ACCEPTED and given:
            tally.same(f"line {played.line.n}", given, played.sent[-1].answer.said["number"])
    return tally.score()


# ---- lists


def compare_lists(play: Play, findings: Findings) -> Score:
    """The lists of the file that can be read off the register and the histories."""
    tally = Tally("lists")
    for name, expected in play.scenario.expect.get("lists", {}).items():
        read = LISTS.get(name)
        if read is not None:
            tally.same(name, expected, read(play, findings, expected))
    return tally.score()


def not_played(play: Play) -> int:
    """How many lists of the file nothing answers yet."""
    return sum(name not in LISTS for name in play.scenario.expect.get("lists", {}))


def _in_state(state: str) -> Callable[[Play, Findings, Mapping[str, Any]], Said]:
    """At each moment the petitions in one state."""

    def read(_play: Play, findings: Findings, expected: Mapping[str, Any]) -> Said:
        rows = {at: findings.registers[at] for at in expected}
        return {at: sorted(name for name, row in of.items() if row["state"] == state) for at, of in rows.items()}

    return read


def _events(findings: Findings, *kinds: str) -> Iterator[tuple[str, Said]]:
    for name, found in findings.petitions.items():
        for event in found.history:
            if event["event"] in kinds:
                yield name, event


def _missed(_play: Play, findings: Findings, _expected: object) -> list[str]:
    """The appointments that were not kept, each by the day that had been fixed."""
    missed = []
    for name, found in findings.petitions.items():
        day = ""
        for event in found.history:
            if event["event"] == "Appointed":
                day = event["said"]["appointed_on"]
            elif event["event"] == "AppointmentMissed":
                missed.append(f"{name} {day}")
    return missed


def _minutes(_play: Play, findings: Findings, _expected: object) -> dict[str, int]:
    """The minutes between an incident and the telling of the body in charge."""
    noted: dict[str, datetime] = {}
    minutes: dict[str, int] = {}
    for name, event in _events(findings, "IncidentNoted", "BodyTold"):
        at = datetime.fromisoformat(event["occurred"]["at"])
        if event["event"] == "IncidentNoted":
            noted[name] = at
        elif name in noted and event["said"]["to"] in ("police", "health"):
            minutes[name] = int((at - noted[name]).total_seconds() // 60)
    return minutes


def _trips(play: Play, findings: Findings, expected: Mapping[str, Any]) -> Said:
    """The visits of a matter: of its first petition and of those that repeat it."""
    found = {}
    for title, said in expected.items():
        first = title.removeprefix("matter of ")
        joined = {
            name for name, event in _events(findings, "Joined") if event["said"]["to"] == play.petitions[first][1]
        }
        visits = [name for name in (first, *joined) if findings.petitions[name].said["channel"] == "visit"]
        found[title] = {"petitioner": play.scenario.petitions[first].petitioner, "visits": len(visits)}
        found[title] = {key: found[title].get(key) for key in said}
    return found


def _pressing(_play: Play, findings: Findings, _expected: object) -> dict[str, int]:
    """How often each petition was pressed."""
    return dict(Counter(name for name, _ in _events(findings, "Pressed")))


def _closures(_play: Play, findings: Findings, _expected: object) -> list[str]:
    """The petitions that were closed, in the order of closing."""
    closed = sorted((event["occurred"]["at"], name) for name, event in _events(findings, "Closed"))
    return [name for _, name in closed]


LISTS: Mapping[str, Callable[[Play, Findings, Any], Any]] = {
    "waiting_instruction": _in_state("awaiting_instruction"),
    "closed_not_archived": _in_state("closed"),
    "appointments_missed": _missed,
    "incident_minutes": _minutes,
    "trips": _trips,
    "pressing": _pressing,
    "closure_register": _closures,
    "adjustment_for_next_report": adjustment,
}
"""The lists that can be read, by the names that the files give them."""
