"""Why this date: line by line, in both languages, with the rest days by name."""

from __future__ import annotations

from datetime import UTC, date, datetime

from domain import commands as c
from domain.calendar import Calendar, HolidayYear
from domain.explaining import explain
from domain.rulebook import Extension
from domain.values import Details
from service.bundled import bundled_calendar
from tests.domain.rules import at, case, published, rule
from tests.domain.scenario import HEAD, Scenario


def registered(told: Scenario, on: str, known: Details | None = None) -> Scenario:
    told.when(c.Receive(channel="letter", details=known or Details()), on)
    told.when(c.Register(), on)
    return told


def words(told: Scenario, entry: str = "d") -> list[str]:
    lines = explain(told.duty(entry), told.calendar)
    assert all(line.zh for line in lines)
    return [f"{line.what}: {line.en}" for line in lines]


def test_a_rolled_limit_with_its_extension(s1: Scenario) -> None:
    registered(s1, "2025-08-04")
    s1.when(c.Classify(details=Details(procedure="petition")), "2025-08-04")
    s1.when(c.Accept(), "2025-08-04")
    s1.when(c.Extend(duty="handle", reason="勘验"), "2025-10-02", by=HEAD)
    digest = bundled_calendar().digest[:12]
    assert words(s1, "handle") == [
        "start: from 2025-08-04, which is not counted",
        "rule: S1.34: 60 calendar days",
        "nominal: the last day is 2025-10-03",
        (
            "roll: rest days (2025-10-03 National Day and Mid-Autumn Festival,"
            " 2025-10-04 National Day and Mid-Autumn Festival, 2025-10-05 National Day and Mid-Autumn Festival,"
            " 2025-10-06 National Day and Mid-Autumn Festival, 2025-10-07 National Day and Mid-Autumn Festival,"
            " 2025-10-08 National Day and Mid-Autumn Festival), so 2025-10-09"
        ),
        "extension: extended on 2025-10-02, 90 calendar days in all",
        "nominal: the last day is 2025-11-02",
        "roll: rest days (2025-11-02 weekend), so 2025-11-03",
        f"calendar: reckoned by calendar {digest}",
    ]
    roll = explain(s1.duty("handle"), s1.calendar)[3]
    assert (roll.day, [rest.day.day for rest in roll.skipped]) == (date(2025, 10, 9), [3, 4, 5, 6, 7, 8])


def test_a_limit_that_does_not_move_for_a_rest_day_says_so() -> None:
    told = registered(case(rule(amount=12)), "2026-01-05")
    assert words(told)[-1] == "roll: 2026-01-17 is a rest day, but this limit does not move"


def test_working_days_name_how_many_were_not_counted() -> None:
    told = registered(case(rule(amount=5, unit="working", count_from="same_day")), "2026-01-05")
    assert words(told)[:3] == [
        "start: from 2026-01-05, which counts as the first day",
        "rule: T.1: 5 working days",
        "nominal: the last day is 2026-01-09, 0 rest days not counted",
    ]


def test_provisional_and_reckoned_again() -> None:
    before = Calendar.of([published(2026), HolidayYear(2027)])
    told = registered(case(rule(amount=14, roll="next_working_day"), calendar=before), "2026-12-21")
    assert words(told)[-2] == "provisional: provisional: those holidays are not published yet"
    told.calendar = before.with_year(published(2027, "2027-01-04"))
    assert "which has been replaced since" in words(told)[-1]
    told.when(c.Recompute(calendar=told.calendar.digest), "2026-12-28")
    assert words(told)[3:5] == [
        "recomputed: reckoned again on 2026-12-28 by the holidays then published",
        "nominal: the last day is 2027-01-04",
    ]


def test_dates_set_by_somebody_no_dates_and_other_duties() -> None:
    given = rule(id="g", unit="given", amount=0, field="due", extension=Extension("additional", 9, ("head",)))
    told = case(
        given,
        rule(id="aim", nature="aim", unit="none", amount=0, word="及时"),
        rule(id="day", unit="same_day", amount=0),
        rule(id="after", after="g", amount=3, met_by=at("DelayExplained")),
    )
    registered(told, "2026-01-05", Details(due_at=datetime(2026, 1, 9, 8, tzinfo=UTC)))
    told.when(c.Extend(duty="g", reason="难", days=1), "2026-01-06", by=HEAD)
    assert words(told, "g") == [
        "start: from 2026-01-05",
        "rule: T.1: the date was set by somebody",
        "nominal: it ends at 2026-01-09T08:00:00+00:00",
        "extension: extended on 2026-01-06",
        "nominal: it ends at 2026-01-10T08:00:00+00:00",
        "roll: 2026-01-10 is a rest day, but this limit does not move",
    ]
    assert words(told, "aim") == ["start: from 2026-01-05", "no_date: T.1: promptly, no number of days"]
    assert words(told, "day")[1] == "rule: T.1: the same day"
    assert words(told, "after")[0] == "start: from the end of g, 2026-01-09"


def test_a_source_that_gave_no_date(plain: Scenario) -> None:
    registered(plain, "2026-01-05")
    assert words(plain, "source_due")[-1] == "no_date: source: nobody has set a date"
