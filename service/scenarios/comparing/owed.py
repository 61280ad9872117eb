"""Duties: each one expected beside the one found for it, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.rulebook import Rulebook
from service.bundled import newest
from service.scenarios.books import book_ids
from service.scenarios.clauses import carries
from service.scenarios.findings import Findings, FoundDuty
from service.scenarios.playing import Play
from service.scenarios.scoring import Score, Tally

Expected = Mapping[str, Any]
OF_DATES = ("start", "nominal", "effective")


def compare_duties(play: Play, findings: Findings) -> Score:
    """Every duty that the file names is found with its dates, its status, what met it and when."""
    tally = Tally("duties")
    taken: list[FoundDuty] = []
    for expected in play.scenario.expect.get("duties", ()):
        found = _match(play, findings, expected, taken)
        if found is not None:
            taken.append(found)
        where = f"{expected['petition']} {expected['id']} {expected['clause']} {expected.get('what', '')}".strip()
        wanted = _wanted(expected)
        tally.same(where, wanted, _said(play, findings, expected, found) if found else "no such duty")
    return tally.score()


def _match(play: Play, findings: Findings, expected: Expected, taken: list[FoundDuty]) -> FoundDuty | None:
    """The duty of that petition and clause that agrees in most; None when there is none."""
    petition = findings.petitions.get(expected["petition"])
    if petition is None:
        return None
    candidates = [
        duty
        for duty in petition.duties
        if carries(expected["clause"], duty.clause, duty.entry)
        and duty.nature != "aim"
        and not any(duty is each for each in taken)
    ]
    wanted = _wanted(expected)

    def agreement(duty: FoundDuty) -> int:
        said = _said(play, findings, expected, duty)
        return sum(said.get(name) == value for name, value in wanted.items())

    return max(candidates, key=agreement, default=None)


def _wanted(expected: Expected) -> dict[str, object]:
    """What is compared of a duty."""
    said: dict[str, object] = {name: expected[name] for name in OF_DATES} | {"status": expected["status"]}
    for name in ("met_by", "met_on", "days_late", "ended_by"):
        if name in expected:
            said[name] = expected[name]
    if "history" in expected:
        said["history"] = [each["effective"] for each in expected["history"]]
    return said


def _said(play: Play, findings: Findings, expected: Expected, duty: FoundDuty) -> dict[str, object]:
    """The same of the duty found."""
    said: dict[str, object] = {
        "start": _day(_start(play, findings, expected["petition"], duty)),
        "nominal": _day(duty.nominal),
        "effective": _day(duty.effective),
        "status": status(duty, _last(play)),
    }
    if "met_by" in expected:
        said |= {"met_by": duty.line or None, "met_on": _day(duty.on)}
    if "days_late" in expected:
        said["days_late"] = duty.days_late
    if "ended_by" in expected:
        said["ended_by"] = duty.line or None
    if "history" in expected:
        said["history"] = [_day(each) for each in duty.history]
    return said


def status(duty: FoundDuty, last: date) -> str:
    """The status in the words of the files: met, late, open, open_overdue, lapsed, ended."""
    over = duty.effective is not None and duty.effective < last
    if duty.ended == "met":
        return "late" if duty.late else "met"
    if duty.nature == "right":
        return "lapsed" if over else "ended" if duty.ended else "open"
    if duty.ended:
        return "ended"
    return "open_overdue" if over else "open"


def _start(play: Play, findings: Findings, petition: str, duty: FoundDuty) -> date | None:
    """Where it starts; a duty that follows another starts, as the files count, where that one did."""
    book = _book(play, petition)
    rule = book.duties_by_id.get(duty.entry)
    if rule is None or not rule.after:
        return duty.start
    parents = [each for each in findings.petitions[petition].duties if each.entry == rule.after]
    fitting = [each for each in parents if each.effective == duty.start] or parents
    return fitting[-1].start if fitting else duty.start


def _book(play: Play, petition: str) -> Rulebook:
    """The bundled book of the office that has the petition."""
    office = play.petitions[petition][0]
    name = next(name for name, identity in play.organised.ids.items() if identity == office)
    return newest(book_ids(play.scenario)[name])


def _last(play: Play) -> date:
    moments = play.scenario.expect.get("register", ())
    return date.fromisoformat(moments[-1]["judged_on"] if moments else play.scenario.lines[-1].known[:10])


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
