"""One recomputation a petition when a year is published: open duties only, the promise told stays visible."""

from __future__ import annotations

from datetime import date

import pytest

from domain import commands as c
from domain import events as e
from domain.calendar import Calendar, HolidayYear
from domain.recomputing import needs_recompute
from domain.rulebook import Extension
from tests.domain.rules import at, case, published, rule
from tests.domain.scenario import HEAD, Scenario, day

BEFORE = Calendar.of([published(2026), HolidayYear(2027)])
NEW_YEAR = ("2027-01-01", "2027-01-04")
AFTER = BEFORE.with_year(published(2027, *NEW_YEAR))
ROLLED = rule(amount=14, roll="next_working_day")


def registered(told: Scenario, on: str = "2026-12-21") -> Scenario:
    told.when(c.Receive(channel="letter"), on)
    told.when(c.Register(), on)
    return told


def recompute(told: Scenario, on: str = "2026-12-28") -> e.Line:
    told.calendar = AFTER
    return told.when(c.Recompute(calendar=AFTER.digest), on)


def test_an_end_beyond_the_published_years_is_provisional() -> None:
    told = registered(case(ROLLED, calendar=BEFORE))
    assert told.duty("d").due == e.Due(date(2027, 1, 4), date(2027, 1, 4), None, BEFORE.digest, provisional=True)


def test_publishing_the_year_moves_it_by_an_event_and_what_was_told_stays_visible() -> None:
    told = registered(case(ROLLED, calendar=BEFORE))
    assert needs_recompute(told.state, AFTER)
    line = recompute(told)
    assert [(each.why, each.due.effective) for each in line.duties.redated] == [("calendar", date(2027, 1, 5))]
    duty = told.duty("d")
    assert [segment.due.effective for segment in duty.segments] == [date(2027, 1, 4), date(2027, 1, 5)]
    assert not duty.due.provisional
    assert not needs_recompute(told.state, AFTER)


def test_an_end_that_stays_becomes_definite() -> None:
    told = registered(case(rule(amount=15, roll="next_working_day"), calendar=BEFORE))
    line = recompute(told)
    assert [each.due for each in line.duties.redated] == [e.Due(date(2027, 1, 5), date(2027, 1, 5), None, AFTER.digest)]


def test_nothing_to_move_is_refused_with_its_reason() -> None:
    told = registered(case(rule(), calendar=BEFORE))
    told.calendar = AFTER
    asked = c.Recompute(calendar=AFTER.digest)
    assert told.refused(asked, "2026-12-28") == {"structure": "no open duty would end on another day"}


def test_a_recomputation_names_the_calendar_in_use() -> None:
    told = registered(case(ROLLED, calendar=BEFORE))
    asked = c.Recompute(calendar=AFTER.digest)
    assert told.refused(asked, "2026-12-28") == {"structure": "the calendar named is not the one in use"}


def test_what_was_finished_in_time_is_not_made_late() -> None:
    """Trap 23: the list published later moves the end earlier, to a weekend day that is worked."""
    before = Calendar.of([published(2026), HolidayYear(2027)])
    after = before.with_year(published(2027, worked=("2027-01-02",)))
    told = registered(case(rule(amount=12, roll="next_working_day"), calendar=before))
    told.when(c.Answer(reply_kind="result"), "2027-01-04")
    told.calendar = after
    assert not needs_recompute(told.state, after)
    end = told.duty("d").end
    assert end
    assert (end.kind, end.late) == ("met", False)


def test_a_notice_amended_in_mid_year_moves_open_duties_too() -> None:
    """Trap 24: nothing was provisional, but the end has become a holiday."""
    told = registered(case(ROLLED, calendar=Calendar.of([published(2026)])), on="2026-03-02")
    told.calendar = Calendar.of([published(2026, "2026-03-16")])
    line = told.when(c.Recompute(calendar=told.calendar.digest), "2026-03-03")
    assert [each.due.effective for each in line.duties.redated] == [date(2026, 3, 17)]


def test_working_days_are_counted_again_with_their_extension() -> None:
    extension = Extension("additional", 2, ("head",))
    told = registered(case(rule(amount=8, unit="working", extension=extension), calendar=BEFORE))
    told.when(c.Extend(duty="d", reason="难"), "2026-12-22", by=HEAD)
    # 8 + 2 working days after Monday 21 December: 4 January; New Year's Day and the 4th off: 6 January.
    assert told.owed() == {"d": date(2027, 1, 4)}
    recompute(told)
    assert told.owed() == {"d": date(2027, 1, 6)}


def test_a_dependent_duty_moves_with_the_other() -> None:
    child = rule(id="explain", after="d", amount=0, met_by=at("DelayExplained"))
    told = registered(case(ROLLED, child, calendar=BEFORE))
    recompute(told)
    assert told.owed() == {"d": date(2027, 1, 5), "explain": date(2027, 1, 5)}


def test_a_date_set_by_somebody_and_calendar_days_without_roll_are_nobodys_to_move() -> None:
    told = case(rule(), rule(id="g", amount=0, unit="given", field="reply_by"), calendar=BEFORE)
    told.when(c.Receive(channel="letter"), "2026-12-21")
    told.when(c.Register(), "2026-12-21")
    assert not needs_recompute(told.state, AFTER)


@pytest.mark.parametrize("ending", [c.Withdraw(), c.Answer(reply_kind="result")])
def test_what_has_ended_is_left_alone(ending: c.Act) -> None:
    told = registered(case(rule(amount=14, roll="next_working_day", cancelled_by=at("Withdrawn")), calendar=BEFORE))
    told.when(ending, "2026-12-22")
    assert not needs_recompute(told.state, AFTER)
    assert told.duty("d").due.effective == day("2026-12-21", 14)
