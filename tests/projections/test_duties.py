"""Rows of what is owed: a stretch for each holder and date, and breaches that stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.rulebook import Extension
from domain.values import Details, midnight
from projections import duties, register
from projections.instants import judged_on
from projections.track import track
from tests.domain.rules import at, case, facts, rule
from tests.domain.scenario import DEPUTY, HEAD, SHEET, ZONE, Scenario, under

ZONE_INFO = ZoneInfo(ZONE)
ANSWER = c.Answer(reply_kind="result", text="已办", delivered=True)


def registered(told: Scenario) -> Scenario:
    told.when(c.Receive(channel="letter"), "2026-01-05")
    told.when(c.Register(), "2026-01-05")
    return told


def rows(lines: Sequence[e.Line], *names: str) -> list[tuple[Any, ...]]:
    """These columns of the rows, in the order in which they began."""
    columns = (*duties.KEY, *duties.Owed.__struct_fields__, *duties.Until.__struct_fields__)
    found = sorted(duties.rows(track(lines, ZONE_INFO)).items(), key=lambda item: str(item[0][3]))
    return [
        tuple(dict(zip(columns, (*key, *row.body, *(row.end or (None,) * 4)), strict=True))[name] for name in names)
        for key, row in found
    ]


def test_a_duty_that_follows_the_petition_has_a_row_for_each_holder() -> None:
    told = registered(case(rule(on_forward="follow", holder="handling_unit")))
    told.when(c.Forward(target="后扶科"), "2026-01-07")
    told.when(ANSWER, "2026-01-09")
    assert rows(told.lines, "holder", "kind", "late", "ended_on") == [
        ("信访科", "moved", False, date(2026, 1, 7)),
        ("后扶科", "met", False, date(2026, 1, 9)),
    ]


def test_an_extension_begins_a_row_with_the_new_date() -> None:
    told = registered(case(rule(extension=Extension(mode="additional", days=30, by=("head",)))))
    told.when(c.Extend(duty="d", reason="鉴定", days=20), "2026-01-10", by=HEAD)
    assert rows(told.lines, "due_on", "kind") == [(date(2026, 1, 15), "redated"), (date(2026, 2, 4), None)]


def test_a_duty_met_late_is_a_breach_also_after_closing_and_reopening() -> None:
    told = under("plain")
    told.when(c.Receive(channel="letter", details=Details(due_on=date(2026, 1, 15))), "2026-01-05")
    told.when(c.Register(), "2026-01-05")
    told.when(ANSWER, "2026-01-16")
    told.when(c.Close(outcome="recorded"), "2026-01-17")
    told.when(c.Reopen(reason="新情况"), "2026-01-18")
    assert rows(told.lines, "kind", "late", "ended_on") == [
        ("met", True, date(2026, 1, 16)),
        (None, None, None),
    ], "the second is owed in the new round"


def test_a_right_that_lapsed_is_no_breach() -> None:
    told = registered(case(rule(nature="right", met_by=at("Commented"), cancelled_by=at("Answered"))))
    told.when(ANSWER, "2026-02-01")
    end = told.duty("d").end
    assert end is not None
    assert end.late, "the domain says when it ended"
    assert rows(told.lines, "kind", "late") == [("cancelled", False)]


def test_a_breach_that_a_correction_tells_or_takes_back_is_shown_where_the_fact_stands() -> None:
    told = under("R5")
    told.when(c.Receive(channel="visit", place="hall", details=replace(SHEET, receivers=None)), "2026-01-20")
    one, two = (c.Register(details=Details(receivers=names)) for names in (("田甜",), ("田甜", "罗辉")))
    told.when(one, "2026-01-20", already_done="补登")
    told.correct(2, two, "2026-01-20", "2026-01-21", by=HEAD)
    told.correct(2, one, "2026-01-20", "2026-01-22")
    told.correct(2, replace(one, on_spot=True), "2026-01-20", "2026-01-23", by=DEPUTY)
    stated = [("two_receivers", 2, date(2026, 1, 20))]
    shown = [
        [row[:3] for row in rows(told.lines[:known], "entry", "act", "ended_on", "kind") if row[3] == "recorded"]
        for known in range(2, 6)
    ]
    assert shown == [stated, [], stated, stated]


def test_what_is_dated_to_the_day_of_the_receipt_counts_from_the_receipt() -> None:
    """The receipt at ten o'clock, the registration on that day: before ten nothing was owed."""
    told = case(rule())
    told.when(c.Receive(channel="letter"), "2026-01-05 10:00")
    told.when(c.Register(), "2026-01-05")
    ten = datetime(2026, 1, 5, 2, tzinfo=UTC)
    assert rows(told.lines, "entry", "since") == [("d", ten)]
    assert list(register.rows(track(told.lines, ZONE_INFO))) == [(ten,)]


def test_of_several_open_duties_the_register_shows_the_one_that_ends_first() -> None:
    told = registered(case(rule(), rule(id="first", amount=4), rule(id="aim", amount=1, nature="aim")))
    place = register.place_of(told.state, ZONE_INFO)
    assert place is not None
    assert (place.entry, place.due_on, place.overdue_from) == (
        "first",
        date(2026, 1, 9),
        datetime(2026, 1, 9, 16, tzinfo=UTC),
    )


def test_a_source_that_names_an_instant_is_overdue_a_microsecond_behind_it() -> None:
    due = datetime(2026, 1, 9, 4, tzinfo=UTC)
    told = case(rule(unit="given", field="due", when=facts()))
    told.when(c.Receive(channel="letter", details=Details(due_at=due)), "2026-01-05")
    told.when(c.Register(), "2026-01-05")
    ((_, from_),) = rows(told.lines, "due_at", "overdue_from")
    assert from_ == due.replace(microsecond=1)


def test_a_day_is_judged_as_it_began_and_counts_all_that_happened_on_it() -> None:
    day = judged_on(date(2026, 1, 9), ZONE_INFO)
    assert day.judged == midnight(date(2026, 1, 9), ZONE_INFO) == datetime(2026, 1, 8, 16, tzinfo=UTC)
    assert day.moment == datetime(2026, 1, 9, 15, 59, 59, 999999, tzinfo=UTC)
    at_noon = judged_on(datetime(2026, 1, 9, 4, tzinfo=UTC), ZONE_INFO)
    assert (at_noon.day, at_noon.moment, at_noon.judged) == (date(2026, 1, 9), at_noon.moment, at_noon.moment)
