"""Whether an end has passed: by the day, by the instant, in the office's time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.dues import end_of, is_late, overdue
from domain.duty import Duty, DutyEnd, Segment
from domain.events import NO_CHANGES, Due, DutyKey, OpenedDuty
from domain.values import Moment

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = Moment(date(2026, 1, 5))
TENTH = Due(date(2026, 1, 10), date(2026, 1, 12))
NOON = Due(date(2026, 1, 12), date(2026, 1, 12), datetime(2026, 1, 12, 4, tzinfo=UTC))
NEVER = Due()


def duty(due: Due, nature: str = "duty", end: DutyEnd | None = None) -> Duty:
    opened = OpenedDuty(key=DutyKey("d"), clause="T.1", nature=nature, holder="u", book="b", start=START.day, due=due)
    return Duty(opened, START, 1, (Segment(START, "u", due),), end)


def test_due_on_a_day_is_not_overdue_on_that_day() -> None:
    owed = duty(TENTH)
    assert [overdue(owed, date(2026, 1, day)) for day in (10, 12, 13)] == [False, False, True]


def test_a_day_ends_at_midnight_where_the_office_is() -> None:
    end = end_of(TENTH, SHANGHAI)
    assert end == datetime(2026, 1, 12, 16, tzinfo=UTC)


def test_an_instant_is_over_just_after_it() -> None:
    at = NOON.at
    assert at
    assert end_of(NOON, SHANGHAI) == at + timedelta(microseconds=1)


def test_what_has_no_date_is_never_over() -> None:
    assert end_of(NEVER, SHANGHAI) is None
    assert not overdue(duty(NEVER), date.max)


@pytest.mark.parametrize("nature", ["right", "aim"])
def test_only_a_duty_is_overdue(nature: str) -> None:
    assert not overdue(duty(TENTH, nature), date(2026, 2, 1))


def test_what_has_ended_is_owed_no_more() -> None:
    ended = duty(TENTH, end=DutyEnd("met", START, 2, late=True))
    assert not overdue(ended, date(2026, 2, 1))


def test_lateness_goes_by_the_instant_where_both_are_known_and_else_by_the_day() -> None:
    at = NOON.at
    assert at
    assert not is_late(NOON, Moment(date(2026, 1, 12), at))
    assert is_late(NOON, Moment(date(2026, 1, 12), at + timedelta(seconds=1)))
    assert not is_late(NOON, Moment(date(2026, 1, 12)))
    assert is_late(TENTH, Moment(date(2026, 1, 13)))
    assert not is_late(NEVER, Moment(date.max))
    assert NO_CHANGES.met == ()
