"""The register at moments: what is open and where it stands, what is overdue; and the same asked by occurrence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from service.scenarios.clauses import carries
from service.scenarios.findings import Findings, Moment, OpenRow, OverdueRow
from service.scenarios.playing import Play
from service.scenarios.scoring import Score, Tally

Said = dict[str, Any]
NO_DIFFERENCE = "no difference"


def compare_register(play: Play, findings: Findings) -> Score:
    """At each moment the open petitions, each with its state and who has it."""
    tally = Tally("register")
    for moment in play.scenario.expect.get("register", ()):
        at, expected = moment["as_known_at"], moment["open"]
        found = {name: standing(row) for name, row in findings.known[at].open.items()}
        for name in sorted({*expected, *found}):
            tally.same(f"{at} {name}", expected.get(name), found.get(name))
    return tally.score()


def compare_overdue(play: Play, findings: Findings) -> Score:
    """At each moment the overdue duties of which the file speaks, each with its days."""
    tally = Tally("overdue")
    for moment in play.scenario.expect.get("register", ()):
        at = moment["as_known_at"]
        found = _overdue(play, findings.known[at], moment["judged_on"])
        expected = [_plain(each) for each in moment["overdue"]]
        for each in expected:
            tally.same(f"{at} {each['petition']} {each['clause']}", each, _take(each, found))
        for each in found:
            tally.same(f"{at} {each['petition']} {each['clause']}", "not overdue", each)
    return tally.score()


def compare_by_occurred(play: Play, findings: Findings) -> Score:
    """At each moment what is different when everything that had happened by then counts, whenever entered."""
    tally = Tally("by-occurred")
    for moment in play.scenario.expect.get("register", ()):
        at, expected = moment["as_known_at"], moment.get("if_asked_by_occurred", NO_DIFFERENCE)
        found = _differences(play, findings.known[at], findings.occurred[at], moment["judged_on"])
        tally.same(at, _without_ids(expected), found or NO_DIFFERENCE)
    return tally.score()


def standing(row: OpenRow) -> Said:
    """Where a petition stands, as the files say it."""
    if row.on_the_way:
        return {"state": row.state, "holder": None, "on_the_way_to": row.on_the_way}
    return {"state": row.state, "holder": {"unit": row.unit, "person": row.person or None}}


def compare_beyond(play: Play, findings: Findings) -> Score:
    """What is overdue beyond the duties of the file, under clauses of which it speaks: told, not judged."""
    tally = Tally("beyond")
    spoken = {clause for _, clause in _spoken(play)}
    for moment in play.scenario.expect.get("register", ()):
        for row in findings.known[moment["as_known_at"]].overdue:
            clause = next((each for each in sorted(spoken) if carries(each, row.clause, row.entry)), None)
            if clause is not None and (row.petition, clause) not in _spoken(play):
                where = f"{moment['as_known_at']} {row.petition} {clause}"
                tally.same(where, "the file speaks of no such duty", _said(row, clause, moment["judged_on"]))
    return tally.score()


def _overdue(play: Play, moment: Moment, judged_on: str) -> list[Said]:
    """What is overdue of the duties of which the file speaks, in its words."""
    found = []
    for row in moment.overdue:
        of_petition = sorted(clause for petition, clause in _spoken(play) if petition == row.petition)
        clause = next((each for each in of_petition if carries(each, row.clause, row.entry)), None)
        if clause is not None:
            found.append(_said(row, clause, judged_on))
    return found


def _spoken(play: Play) -> frozenset[tuple[str, str]]:
    """The petitions and clauses of the duties that the file names: an office may owe more than it tells."""
    return frozenset((str(duty["petition"]), str(duty["clause"])) for duty in play.scenario.expect.get("duties", ()))


def _said(row: OverdueRow, clause: str, judged_on: str) -> Said:
    days = (date.fromisoformat(judged_on) - date.fromisoformat(row.effective)).days
    return {"petition": row.petition, "clause": clause, "effective": row.effective, "days_overdue": days}


def _plain(expected: Mapping[str, Any]) -> Said:
    """An overdue duty without the id that only its file knows."""
    return {name: expected[name] for name in ("petition", "clause", "effective", "days_overdue")}


def _take(expected: Said, found: list[Said]) -> Said | None:
    """The same one among those found, taken out of them; else another of its petition and clause."""
    alike = [each for each in found if (each["petition"], each["clause"]) == (expected["petition"], expected["clause"])]
    best = expected if expected in alike else next(iter(alike), None)
    if best is not None:
        found.remove(best)
    return best


def _differences(play: Play, known: Moment, occurred: Moment, judged_on: str) -> Said:
    one, other = known.open, occurred.open
    overdue, overdue_then = _overdue(play, known, judged_on), _overdue(play, occurred, judged_on)
    moved = {
        name: {"as_known": standing(one[name]), "by_occurred": standing(other[name])}
        for name in sorted(one.keys() & other.keys())
        if standing(one[name]) != standing(other[name])
    }
    found = {
        "open_only_by_occurred": sorted(other.keys() - one.keys()),
        "open_only_as_known": sorted(one.keys() - other.keys()),
        "state_or_holder": moved,
        "overdue_only_as_known": [each for each in overdue if each not in overdue_then],
        "overdue_only_by_occurred": [each for each in overdue_then if each not in overdue],
    }
    return {name: each for name, each in found.items() if each}


def _without_ids(expected: str | Mapping[str, Any]) -> str | Said:
    if isinstance(expected, str):
        return expected
    return {name: _each(value) if name.startswith("overdue") else value for name, value in expected.items()}


def _each(rows: Iterable[Mapping[str, Any]]) -> list[Said]:
    return [_plain(row) for row in rows]
