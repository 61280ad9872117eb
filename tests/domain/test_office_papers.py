"""Checklists and analyses of an office: how items were marked, which day or period has none."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from domain import events as e
from domain import office as o
from domain import office_papers as papers
from domain.petition import Petition
from domain.values import Actor, Moment
from service.bundled import bundled_calendar, newest
from tests.domain.offices import Told, bureau

R3, R4 = newest("R3"), newest("R4")
CALENDAR = bundled_calendar()
FIRST, LAST = date(2026, 1, 1), date(2026, 1, 31)
CLERK = Actor("田甜")


def room(told: Told, day: date, **items: int) -> None:
    told.tell(o.OfficeChecklistFilled(form="reception_room", day=day, items=items or {"开水": 5}), on=day)


def unfilled(told: Told, today: date) -> list[int]:
    found = papers.unfilled((R3,), CALENDAR, tuple(papers.of_office(told.lines)), FIRST, LAST, today)
    (one,) = found
    assert (one.schedule, one.clause) == ("room_check", "R3.3.2")
    return [day.day for day in one.days]


@pytest.mark.clause("R3.3.2")
def test_the_working_days_without_a_check_of_the_reception_room_are_named() -> None:
    """2026: 1 to 3 January are off, Sunday 4 January is worked; 10 and 11 are a weekend."""
    told = bureau(R3)
    for day in (5, 7):
        room(told, date(2026, 1, day))
    assert unfilled(told, date(2026, 1, 13)) == [4, 6, 8, 9, 12]
    assert unfilled(told, date(2026, 1, 4)) == []


@pytest.mark.clause("R3.3.2")
def test_each_item_of_the_room_has_its_marks_also_one_that_nobody_marked() -> None:
    told = bureau(R3)
    room(told, date(2026, 1, 5), 开水=5, 茶杯=4)
    room(told, date(2026, 1, 6), 开水=2)
    forms = {each.form: each for each in papers.marks((R3,), tuple(papers.of_office(told.lines)), LAST)}
    assert (forms["reception_room"].filled, forms["reception_manners"].filled) == (2, 0)
    marks = {each.item: (each.times, each.lowest, each.total) for each in forms["reception_room"].items}
    assert marks == {"整洁卫生": (0, 0, 0), "开水": (2, 2, 7), "茶杯": (1, 4, 4), "桌": (0, 0, 0), "椅": (0, 0, 0)}


@pytest.mark.clause("R4.2")
def test_how_a_visitor_was_received_is_told_item_by_item_with_the_petition() -> None:
    event = e.ChecklistFilled(form="four_hearts", items={"接待热心": 4, "道别一声": 0})
    line = e.Line(
        petition=UUID(int=1), version=2, event=event, occurred=Moment(date(2026, 1, 14)), actor=CLERK, book="R4"
    )
    (filled,) = papers.of_petition(Petition(id=UUID(int=1), number="信〔2026〕0001", lines=(line,)))
    assert (filled.day, filled.by, filled.number) == (date(2026, 1, 14), "田甜", "信〔2026〕0001")
    (form,) = papers.marks((R4,), (filled,), LAST)
    assert (form.clause, form.filled, len(form.items)) == ("R4.2", 1, 14)
    assert [(each.item, each.total) for each in form.items if each.times] == [("接待热心", 4), ("道别一声", 0)]


@pytest.mark.clause("R3.2.4")
@pytest.mark.parametrize(
    ("sent", "today", "standing"),
    [
        (None, date(2026, 4, 15), "coming"),
        (None, date(2026, 4, 16), "missed"),
        (date(2026, 4, 15), date(2026, 5, 1), "met"),
        (date(2026, 4, 16), date(2026, 5, 1), "late"),
    ],
)
def test_an_analysis_is_owed_for_each_quarter(sent: date | None, today: date, standing: str) -> None:
    """Until 15 days behind it: for the first quarter until 15 April."""
    told = bureau(R3)
    if sent:
        told.tell(
            o.AnalysisSubmitted(to="党组", period="2026-Q1", text="苗头性问题", figures={"拆迁": ("a",)}), on=sent
        )
    first, *others = papers.owed((R3,), CALENDAR, tuple(papers.submissions(told.lines)), 2026, today)
    assert (first.period, first.due, first.standing, first.met_on) == (
        "2026-Q1",
        date(2026, 4, 15),
        standing,
        sent,
    )
    assert [(each.period, each.standing) for each in others] == [
        ("2026-Q2", "coming"),
        ("2026-Q3", "coming"),
        ("2026-Q4", "coming"),
        ("2026", "coming"),
    ], "the quarters, and the report of the year (S1.41)"


def test_an_office_without_a_book_owes_nothing() -> None:
    assert list(papers.owed((), CALENDAR, (), 2026, LAST)) == []
    assert papers.marks((), (), LAST) == ()
    assert list(papers.unfilled((), CALENDAR, (), FIRST, LAST, LAST)) == []
