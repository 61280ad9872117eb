"""What "the same day" means is a reading of the office (rulebook.md section 4, reading 7)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain import commands as c
from domain.rulebook_loader import parse
from domain.rulebook_reader import BadRulebook
from domain.values import Details
from service.bundled import newest
from tests.clauses.ends import ended
from tests.domain.scenario import Scenario, under

LETTER = Details(problem="路灯不亮")
FRIDAY_EVENING, FRIDAY_AFTERNOON, SATURDAY = "2025-03-07 17:30", "2025-03-07 16:59", "2025-03-08 10:00"


def reading(settings: str) -> Scenario:
    """A letter about to come in under an office's own version of R1, where letters are opened the same day."""
    head = '[book]\nid = "R1"\nvalid_from = 2025-01-01\nextends = "R1"\nzh = "本办"\n[settings]\n'
    return under(parse(head + settings, "own version", {"R1": newest("R1")}))


def opening_day(case: Scenario, on: str) -> date | None:
    case.when(c.Receive(channel="letter", details=LETTER), on)
    return case.duty("open_same_day").due.effective


@pytest.mark.parametrize("on", [FRIDAY_EVENING, FRIDAY_AFTERNOON, SATURDAY])
def test_unless_the_office_says_otherwise_the_day_is_the_calendar_day(on: str) -> None:
    case = under("R1")
    assert opening_day(case, on) == datetime.strptime(on, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo("UTC")).date()


@pytest.mark.parametrize(
    ("on", "day"),
    [
        (FRIDAY_AFTERNOON, date(2025, 3, 7)),
        ("2025-03-07 17:00", date(2025, 3, 7)),
        (FRIDAY_EVENING, date(2025, 3, 10)),
        (SATURDAY, date(2025, 3, 10)),
        ("2025-03-07", date(2025, 3, 7)),
    ],
)
def test_what_comes_after_hours_or_on_a_rest_day_is_of_the_next_working_day_when_the_office_reads_it_so(
    on: str, day: date
) -> None:
    """A day without a time of the day is not after hours."""
    case = reading('same_day = { cutoff = "17:00", rest_day = "next_working_day" }')
    assert opening_day(case, on) == day


def test_a_cutoff_alone_moves_it_to_the_next_day_whatever_that_is() -> None:
    assert opening_day(reading('same_day = { cutoff = "17:00" }'), FRIDAY_EVENING) == date(2025, 3, 8)


def test_a_letter_of_friday_evening_opened_on_monday_is_in_time_where_the_office_reads_it_so() -> None:
    opened = c.Open(envelope="完好", stamp="完好", bound_together=True)
    for case, end in (
        (under("R1"), "late"),
        (reading('same_day = { cutoff = "17:00", rest_day = "next_working_day" }'), "met"),
    ):
        opening_day(case, FRIDAY_EVENING)
        case.when(opened, "2025-03-10 09:00")
        assert ended(case, "open_same_day") == end


def test_a_cutoff_that_is_no_time_of_the_day_is_named() -> None:
    with pytest.raises(BadRulebook, match="25:00"):
        reading('same_day = { cutoff = "25:00" }')
