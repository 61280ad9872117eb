"""Said to be in time, entered late: what an auditor sees of back-dated acts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain import commands as c
from domain import events as e
from projections import entered_late
from projections.track import track
from tests.domain.rules import at, case, rule
from tests.domain.scenario import CLERK, DEPUTY, HANDLER, ZONE, Scenario

ZONE_INFO = ZoneInfo(ZONE)
ANSWER = c.Answer(reply_kind="result", text="已办", delivered=True)
END = date(2026, 1, 15)
"""Ten days from the registration."""


def registered(**said: Any) -> Scenario:
    told = case(rule(**said))
    told.when(c.Receive(channel="letter"), "2026-01-05 09:00")
    told.when(c.Register(), "2026-01-05 09:30")
    return told


def rows(lines: Sequence[e.Line], *names: str) -> list[tuple[Any, ...]]:
    """These columns of the rows, by their keys."""
    columns = (*entered_late.KEY, *entered_late.Entered.__struct_fields__)
    found = sorted(entered_late.rows(track(lines, ZONE_INFO)).items())
    return [tuple(dict(zip(columns, (*key, *row.body), strict=True))[name] for name in names) for key, row in found]


def test_12_an_answer_of_before_the_end_that_was_entered_behind_it_is_listed_with_who_entered_it() -> None:
    told = registered()
    line = told.when(ANSWER, "2026-01-07", recorded="2026-01-20 09:00", by=HANDLER)
    assert [met.late for met in line.duties.met] == [False], "it was met in time"
    columns = ("entry", "clause", "kind", "event", "occurred_on", "due_on", "recorded_at", "person", "unit", "act")
    assert rows(told.lines, *columns) == [
        *[("d", "T.1", "met", "Answered", date(2026, 1, 7), END, line.recorded_at, "柳青", "后扶科", 3)]
    ]


@pytest.mark.parametrize(
    ("happened", "recorded"),
    [
        pytest.param("2026-01-07", "2026-01-07", id="at once"),
        pytest.param("2026-01-07", "2026-01-15 23:59", id="days later, in the last minute"),
        pytest.param("2026-01-16", "2026-01-16", id="late, and entered as late"),
        pytest.param("2026-01-16", "2026-01-30", id="late, and entered later still"),
    ],
)
def test_control_what_was_entered_in_time_or_is_said_to_be_late_is_not_listed(happened: str, recorded: str) -> None:
    told = registered()
    told.when(ANSWER, happened, recorded=recorded)
    assert rows(told.lines, "entry") == []


def test_what_ended_on_the_day_itself_is_entered_late_from_midnight_on() -> None:
    told = registered()
    told.when(ANSWER, "2026-01-15", recorded="2026-01-16 00:00")
    assert rows(told.lines, "occurred_on", "due_on") == [(END, END)]


def test_a_duty_that_was_cancelled_in_time_and_entered_late_is_listed_too() -> None:
    told = registered(cancelled_by=at("Commented"))
    told.when(c.Comment(text="撤销"), "2026-01-07", recorded="2026-01-20")
    assert rows(told.lines, "kind", "event") == [("cancelled", "Commented")]


def test_what_has_no_date_cannot_be_entered_late() -> None:
    told = registered(amount=0, unit="none")
    told.when(ANSWER, "2026-01-07", recorded="2026-03-20")
    assert [duty.end is not None for duty in told.state.duties] == [True]
    assert rows(told.lines, "entry") == []


def test_each_duty_that_the_act_met_is_listed_by_its_own_end() -> None:
    told = case(rule(id="short", amount=3), rule(id="long", amount=30))
    told.when(c.Receive(channel="letter"), "2026-01-05 09:00")
    told.when(c.Register(), "2026-01-05 09:30")
    told.when(ANSWER, "2026-01-07", recorded="2026-01-20")
    assert rows(told.lines, "entry") == [("short",)]


def test_what_a_correction_brings_into_time_was_entered_by_who_corrected_it() -> None:
    told = registered()
    told.when(ANSWER, "2026-01-16", by=HANDLER)
    told.correct(3, ANSWER, "2026-01-14", "2026-01-17", by=DEPUTY)
    (line,) = told.lines[-1:]
    assert rows(told.lines[:3], "entry") == []
    assert rows(told.lines, "act", "entered_in", "person", "recorded_at", "occurred_on") == [
        (3, 4, "倪虹", line.recorded_at, date(2026, 1, 14))
    ]


def test_what_a_correction_shows_to_have_been_late_is_listed_no_more() -> None:
    told = registered()
    told.when(ANSWER, "2026-01-14", recorded="2026-01-17", by=HANDLER)
    told.correct(3, ANSWER, "2026-01-16", "2026-01-18", by=CLERK)
    assert rows(told.lines[:3], "person") == [("柳青",)]
    assert rows(told.lines, "person") == []
    told.correct(3, ANSWER, "2026-01-13", "2026-01-19", by=DEPUTY)
    assert rows(told.lines, "person", "entered_in") == [("倪虹", 5)], "who brought it back into time"


def test_control_a_correction_of_what_was_entered_in_time_and_stays_so_lists_nothing() -> None:
    told = registered()
    told.when(ANSWER, "2026-01-14")
    told.correct(3, ANSWER, "2026-01-13", "2026-01-20")
    assert rows(told.lines, "entry") == []
