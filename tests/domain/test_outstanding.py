"""What the schedules of a book still want of an office on a day, and who owes it."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain import office as o
from domain import office_papers as papers
from domain.outstanding import Ground, Outstanding, outstanding
from domain.rulebook import Rulebook
from service.bundled import bundled_calendar, newest
from tests.domain.offices import START, Told, bureau

R3 = newest("R3")
CALENDAR = bundled_calendar()


def missing(told: Told, today: date, since: date = START, book: Rulebook = R3) -> tuple[Outstanding, ...]:
    ground = Ground(
        adopted=(book,),
        calendar=CALENDAR,
        profile=told.profile,
        sent=tuple(papers.submissions(told.lines)),
        filled=tuple(papers.of_office(told.lines)),
        since=since,
    )
    return outstanding(ground, today)


def wanted(told: Told, schedule: str, today: date, since: date = START) -> list[str]:
    return [each.period for each in missing(told, today, since) if each.schedule == schedule]


def analysed(told: Told, period: str, on: date) -> None:
    told.tell(o.AnalysisSubmitted(to="党组", period=period, text="苗头性问题"), on=on)


@pytest.mark.clause("R3.2.4")
def test_the_last_quarter_is_owed_when_the_year_has_turned_until_it_is_submitted() -> None:
    told = bureau(R3)
    assert "2026-Q4" in wanted(told, "trend", date(2027, 1, 4))
    analysed(told, "2026-Q4", date(2027, 1, 14))
    assert "2026-Q4" not in wanted(told, "trend", date(2027, 1, 15))
    assert wanted(told, "trend", date(2027, 1, 15))[:2] == ["2026-Q1", "2026-Q2"], "what is missing stays owed"


@pytest.mark.clause("R3.2.4")
def test_an_analysis_of_a_quarter_that_was_over_before_the_office_was_made_is_not_asked_for() -> None:
    told = bureau(R3)
    today = date(2026, 7, 1)
    assert wanted(told, "trend", today)[0] == "2026-Q1"
    assert wanted(told, "trend", today, since=date(2026, 3, 31))[0] == "2026-Q1"
    assert wanted(told, "trend", today, since=date(2026, 4, 1))[0] == "2026-Q2"


@pytest.mark.clause("S1.41")
def test_the_report_of_a_year_is_owed_in_the_next_one_until_it_is_submitted() -> None:
    told = bureau(R3)
    report = next(each for each in missing(told, date(2027, 1, 4)) if each.schedule == "annual_report")
    assert (report.clause, report.period, report.due) == ("S1.41", "2026", date(2027, 1, 31))
    analysed(told, "2026", date(2027, 1, 20))
    assert wanted(told, "annual_report", date(2027, 1, 21)) == ["2027"]


@pytest.mark.clause("R3.3.2")
def test_the_working_days_of_the_month_whose_room_nobody_checked_are_missing_from_the_day_after() -> None:
    """2026: 1 to 3 January are off, Sunday 4 January is worked; 31 January is a Saturday."""
    told = bureau(R3)
    told.tell(
        o.OfficeChecklistFilled(form="reception_room", day=date(2026, 1, 5), items={"开水": 5}), on=date(2026, 1, 5)
    )
    assert wanted(told, "room_check", date(2026, 1, 4)) == []
    assert wanted(told, "room_check", date(2026, 1, 7)) == ["2026-01-04", "2026-01-06"]
    assert wanted(told, "room_check", date(2026, 1, 7), since=date(2026, 1, 5)) == ["2026-01-06"]
    assert wanted(told, "room_check", date(2026, 2, 2))[-1] == "2026-01-30", "on Monday the second, that of Friday"
    assert wanted(told, "room_check", date(2026, 2, 3)) == ["2026-02-02"]


def owner(told: Told, today: date) -> tuple[str, str]:
    """Who owes the analysis of the first quarter, and who is reminded."""
    (found,) = {(each.holder, each.recipient) for each in missing(told, today) if each.period == "2026-Q1"}
    return found


@pytest.mark.clause("R3.2.4")
def test_the_coordinating_department_owes_the_analysis_or_who_acts_for_it() -> None:
    told = bureau(R3)
    today = date(2026, 4, 3)
    assert owner(told, today) == ("nobody(coordinating_department)", "nobody(coordinating_department)")
    told.tell(o.RoleFilled(role="coordinating_department", who="武刚"))
    assert owner(told, today) == ("武刚", "武刚")
    told.tell(o.Delegated(taker="田甜", giver="武刚", since=date(2026, 4, 1), until=date(2026, 4, 5), reason="学习"))
    assert owner(told, today) == ("武刚", "田甜")
    assert owner(told, date(2026, 4, 6)) == ("武刚", "武刚")


@pytest.mark.clause("R3.3.2")
def test_the_duty_officer_owes_the_check_where_one_is_named_and_has_not_left() -> None:
    told = bureau(R3).tell(o.RoleFilled(role="coordinating_department", who="信访科"))
    today = date(2026, 1, 7)

    def holders() -> set[str]:
        return {each.holder for each in missing(told, today) if each.daily}

    assert holders() == {"信访科"}
    told.tell(o.RoleFilled(role="duty_officer", who="罗辉"))
    assert holders() == {"罗辉"}
    told.tell(o.PersonLeft(person="罗辉", since=date(2026, 1, 6)))
    assert holders() == {"信访科"}


@pytest.mark.clause("S1.41")
def test_the_report_of_the_year_is_owed_by_who_is_named_for_statistics() -> None:
    told = bureau(R3).tell(o.RoleFilled(role="coordinating_department", who="信访科"))

    def holders() -> set[str]:
        return {each.holder for each in missing(told, date(2027, 1, 4)) if each.schedule == "annual_report"}

    assert holders() == {"信访科"}
    told.tell(o.RoleFilled(role="statistician", who="罗辉"))
    assert holders() == {"罗辉"}


def test_what_a_schedule_wants_of_a_post_is_owed_by_who_holds_it() -> None:
    by_head = replace(R3, schedules=tuple(replace(each, holder="head") for each in R3.schedules))
    found = missing(bureau(by_head), date(2026, 4, 3), book=by_head)
    assert {each.holder for each in found} == {"钟山"}
