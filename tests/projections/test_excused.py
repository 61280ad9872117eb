"""Excused: every act that was entered with the reason why it had already been done."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from domain import commands as c
from domain.values import Details
from projections import excused
from projections.track import track
from tests.domain.scenario import CLERK, DEPUTY, SHEET, ZONE, Scenario, under

ZONE_INFO = ZoneInfo(ZONE)
ONE, TWO = (c.Register(details=Details(receivers=names)) for names in (("田甜",), ("田甜", "罗辉")))
REASON = "当日只有一人值班"


def received() -> Scenario:
    told = under("R5")
    told.when(c.Receive(channel="visit", place="hall", details=replace(SHEET, receivers=None)), "2026-01-20 09:00")
    return told


def rows(told: Scenario, *names: str) -> list[tuple[Any, ...]]:
    columns = (*excused.KEY, *excused.Excused.__struct_fields__)
    found = sorted(excused.rows(track(told.lines, ZONE_INFO)).items())
    return [tuple(dict(zip(columns, (*key, *row.body), strict=True))[name] for name in names) for key, row in found]


def test_13_an_act_entered_with_a_reason_is_listed_with_who_entered_it_and_how_many_breaches_it_made() -> None:
    told = received()
    line = told.when(ONE, "2026-01-20 09:20", already_done=REASON)
    assert rows(told, "act", "event", "recorded_at", "breaches", "person", "unit") == [
        (2, "Registered", line.recorded_at, 1, CLERK.name, CLERK.unit)
    ]


def test_a_reason_that_no_rule_asked_for_is_listed_too() -> None:
    told = received()
    told.when(TWO, "2026-01-20 09:20", already_done=REASON)
    assert rows(told, "act", "breaches") == [(2, 0)]


def test_control_what_was_entered_without_a_reason_is_not_listed() -> None:
    told = received()
    told.when(TWO, "2026-01-20 09:20")
    assert rows(told, "act") == []


def test_a_correction_changes_what_was_broken_not_that_a_reason_was_given() -> None:
    told = received()
    told.when(ONE, "2026-01-20 09:20", already_done=REASON)
    told.correct(2, TWO, "2026-01-20", "2026-01-21", by=DEPUTY)
    assert rows(told, "act", "breaches") == [(2, 0)]


def test_the_words_of_the_reason_are_in_no_row() -> None:
    told = received()
    told.when(ONE, "2026-01-20 09:20", already_done=REASON)
    assert REASON not in str(excused.rows(track(told.lines, ZONE_INFO)))
