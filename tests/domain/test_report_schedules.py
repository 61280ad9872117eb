"""Which reports of figures the rules want, by when, and what meets them (R2.6, S1.41); weeks, which can be reported."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain import office as o
from domain import office_papers as papers
from domain.calendar import Calendar
from domain.office_papers import COMING, LATE, MET, MISSED, ReportOwed
from domain.outstanding import Ground, outstanding
from domain.periods import BadPeriod, before, period, year_before
from domain.rulebook import Rulebook, Statistics
from service.bundled import bundled_calendar, newest
from tests.domain.reporting import Desk

R2, S1 = newest("R2"), newest("S1")
BUSINESS = replace(R2, settings=replace(R2.settings, statistics=Statistics(month="business")))
CALENDAR: Calendar = bundled_calendar()
R2_6 = pytest.mark.clause("R2.6")


def owed(desk: Desk, today: date, book: Rulebook = R2, year: int = 2026) -> dict[tuple[str, str], ReportOwed]:
    found = papers.owed((book,), CALENDAR, tuple(papers.submissions(desk.lines)), year, today)
    return {(each.clause, each.period): each for each in found}


# ---- R2.6


@R2_6
def test_months_quarters_and_the_year_are_owed_until_so_many_days_behind_them() -> None:
    """Five days behind a month, ten behind a quarter, 31 behind the year; whatever falls on a rest day is kept."""
    found = [each for each in owed(Desk(), date(2026, 1, 1)).values() if each.clause == "R2.6"]
    assert len(found) == 12 + 4 + 1
    assert {each.period: each.due for each in found if each.period in ("2026-01", "2026-Q1", "2026")} == {
        "2026-01": date(2026, 2, 5),
        "2026-Q1": date(2026, 4, 10),
        "2026": date(2027, 1, 31),
    }
    assert {each.standing for each in found} == {COMING}
    assert {each.met_by for each in found} == {("StatisticsSent",)}


@R2_6
@pytest.mark.parametrize(
    ("sent", "today", "standing"),
    [
        (None, date(2026, 2, 5), COMING),
        (None, date(2026, 2, 6), MISSED),
        (date(2026, 2, 5), date(2026, 3, 1), MET),
        (date(2026, 2, 6), date(2026, 3, 1), LATE),
    ],
)
def test_a_month_is_met_by_the_report_that_was_sent(sent: date | None, today: date, standing: str) -> None:
    desk = Desk()
    if sent:
        desk.sent("2026-01", on=sent)
    found = owed(desk, today)
    assert (found["R2.6", "2026-01"].standing, found["R2.6", "2026-01"].met_on) == (standing, sent)
    assert found["R2.6", "2026-02"].standing == COMING
    assert found["R2.6", "2026-Q1"].standing == COMING, "a quarter is no month"


@R2_6
def test_drafting_checking_and_signing_meet_nothing() -> None:
    desk = Desk()
    on = date(2026, 2, 2)
    desk.draft("2026-01", on=on)
    desk.check("2026-01-1", on=on)
    desk.sign("2026-01-1", on=on)
    assert owed(desk, date(2026, 2, 6))["R2.6", "2026-01"].standing == MISSED


@R2_6
def test_a_business_month_is_met_by_figures_from_the_21st_to_the_20th() -> None:
    desk = Desk()
    desk.sent("2026-01", "business", on=date(2026, 1, 23))
    month = owed(desk, date(2026, 2, 1), BUSINESS)["R2.6", "2026-01"]
    assert (month.first, month.last, month.standing) == (date(2025, 12, 21), date(2026, 1, 20), MET)
    assert owed(desk, date(2026, 2, 6))["R2.6", "2026-01"].standing == MISSED, "where natural months are owed"
    natural = Desk()
    natural.sent("2026-01", on=date(2026, 2, 3))
    assert owed(natural, date(2026, 2, 6), BUSINESS)["R2.6", "2026-01"].standing == MISSED


@R2_6
def test_the_first_sending_counts_also_when_the_report_was_replaced_later() -> None:
    desk = Desk()
    desk.sent("2026-01", on=date(2026, 2, 5))
    desk.sent("2026-01", on=date(2026, 3, 5), replaces="2026-01-1", reason="漏计")
    found = owed(desk, date(2026, 4, 1))["R2.6", "2026-01"]
    assert (found.standing, found.met_on) == (MET, date(2026, 2, 5))


@R2_6
def test_an_analysis_does_not_meet_what_wants_figures() -> None:
    desk = Desk()
    for of in ("2026-01", "2026"):
        desk.tell(o.AnalysisSubmitted(to="市信访局", period=of, text="上升"))
    found = owed(desk, date(2027, 1, 5))
    assert (found["R2.6", "2026-01"].standing, found["R2.6", "2026"].standing) == (MISSED, COMING)
    assert found["S1.41", "2026"].standing == MET


@pytest.mark.clause("S1.41")
@pytest.mark.parametrize("by", ["figures", "words"])
def test_the_yearly_report_is_met_by_figures_or_by_words(by: str) -> None:
    desk, on = Desk(), date(2027, 1, 20)
    assert owed(desk, on, S1)["S1.41", "2026"].standing == COMING
    if by == "figures":
        desk.sent("2026", on=on)
    else:
        desk.tell(o.AnalysisSubmitted(to="市政府", period="2026", text="全年情况"), on=on)
    found = owed(desk, on, S1)["S1.41", "2026"]
    assert (found.standing, found.met_on, found.due) == (MET, on, date(2027, 1, 31))


@R2_6
def test_what_is_still_wanted_are_the_reports_that_were_not_sent_since_the_office_was_made() -> None:
    desk = Desk()
    desk.sent("2026-02", on=date(2026, 3, 4))
    ground = Ground(
        adopted=(R2,),
        calendar=CALENDAR,
        profile=desk.state.profile(),
        sent=tuple(papers.submissions(desk.lines)),
        filled=(),
        since=date(2026, 1, 1),
    )
    months = [each.period for each in outstanding(ground, date(2026, 4, 7)) if each.schedule == "monthly"]
    assert months[:2] == ["2026-01", "2026-03"]


# ---- weeks


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("2026-W01", "2025-12-29", "2026-01-04"),
        ("2026-W02", "2026-01-05", "2026-01-11"),
        ("2026-W53", "2026-12-28", "2027-01-03"),
        ("2020-W53", "2020-12-28", "2021-01-03"),
        ("2021-W01", "2021-01-04", "2021-01-10"),
        ("1900-W01", "1900-01-01", "1900-01-07"),
    ],
)
def test_a_week_runs_from_monday_to_sunday(said: str, first: str, last: str) -> None:
    """ISO 8601: the first week of a year is that of its first Thursday."""
    found = period(said)
    assert (found.name, found.kind, found.days) == (said, "week", 7)
    assert (found.first, found.last) == (date.fromisoformat(first), date.fromisoformat(last))
    assert period(said, "business") == found, "a week is one, whatever months an office counts by"


@pytest.mark.parametrize("said", ["2025-W53", "2026-W00", "2026-W54", "2026-W1", "2026-w02", "2200-W01", "1899-W52"])
def test_a_week_that_its_year_does_not_have_is_none(said: str) -> None:
    with pytest.raises(BadPeriod, match="W02"):
        period(said)


@pytest.mark.parametrize(
    ("said", "day", "year", "prior"),
    [
        ("2026-W02", "2026-02-01", "2025-W02", "2026-W01"),
        ("2026-W01", "2026-02-01", "2025-W01", "2025-W52"),
        ("2026-W53", "2027-02-01", "2026-W01", "2026-W52"),
        ("2021-W01", "2021-02-01", "2020-W02", "2020-W53"),
    ],
)
def test_a_week_is_compared_with_that_52_weeks_before_and_with_the_one_before(
    said: str, day: str, year: str, prior: str
) -> None:
    on = date.fromisoformat(day)
    assert year_before(period(said), on) == period(year)
    assert before(period(said), on) == period(prior)


def test_a_week_that_is_not_over_is_compared_up_to_the_same_day_of_the_week() -> None:
    """Wednesday, 7 January 2026."""
    of, on = period("2026-W02"), date(2026, 1, 7)
    then, prior = year_before(of, on), before(of, on)
    assert (then.first, then.last) == (date(2025, 1, 6), date(2025, 1, 8))
    assert (prior.first, prior.last) == (date(2025, 12, 29), date(2025, 12, 31))


@given(day=st.dates(date(1901, 1, 7), date(2199, 12, 1)))
def test_every_day_is_in_exactly_one_week_and_weeks_follow_one_another(day: date) -> None:
    year, nth, _ = day.isocalendar()
    of = period(f"{year:04}-W{nth:02}")
    assert day in of
    assert (of.first.weekday(), of.last.weekday()) == (0, 6)
    prior = before(of, of.last + timedelta(30))
    assert prior.last + timedelta(1) == of.first
    assert period(prior.name) == prior
    assert (of.first - year_before(of, of.last).first).days == 364
