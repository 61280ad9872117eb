"""Who is reminded of a report that a schedule wants for a period, or of a day without its check, and until when.

An office is made today and nothing before is asked of it; so these tests stand in the year after this one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from psycopg import Connection
from starlette.testclient import TestClient

from domain import office as o
from domain.access import CONSOLE
from domain.reminding import begins_on
from service.api.app import create_app
from service.bundled import bundled_calendar
from service.jobs.period_reminding import remind_of_periods
from service.jobs.queue import jobs
from service.jobs.runner import Runner
from service.publishing import publish
from service.readmodels.asking import question
from service.readmodels.period_reminders import PeriodReminderListed, period_reminders
from service.runtime import Instance
from tests.service.api.callers import HERE, V1
from tests.service.cli.conftest import Run
from tests.service.cli.conftest import run as run  # noqa: PLC0414 - a fixture, given on
from tests.service.jobs.desks import CLERK, HOLDER, OFFICE, VIA, ZONE, Clock, founded, local, told

CALENDAR = bundled_calendar()
YEAR = datetime.now(UTC).year + 1
QUARTER = f"{YEAR}-Q1"
DUE = date(YEAR, 4, 15)
"""Fifteen days behind the first quarter."""
SOON = begins_on(DUE, -7, CALENDAR)
LATE = CALENDAR.next_working_day(DUE + timedelta(1)).day
BASE = f"{V1}/offices/{OFFICE}/period-reminders"

LONGER = f"""
[book]
id = "longer"
valid_from = {YEAR}-01-01
extends = "R3"

[[override]]
kind = "schedule"
id = "trend"
clause = "R3.2.4"
due_days = 20
"""

Work = Callable[[date], int]


@pytest.fixture
def work(instance: Instance, clock: Clock) -> Work:
    """Lets the runner do what it is due at ten o'clock of that day; how many jobs it finished."""
    runner = Runner(instance, clock=clock)

    def at(day: date) -> int:
        clock.set(f"{day} 10:00")
        return runner.once()

    return at


def analysed(instance: Instance, period: str = QUARTER) -> None:
    told(instance, o.AnalysisSubmitted(to="党组", period=period, text="拆迁类上升"))


def reminded(instance: Instance, on: date | datetime, position: int | None = None) -> list[PeriodReminderListed]:
    asked = question(instance, CONSOLE, OFFICE, on=on, position=position)
    with instance.pool.connection() as connection:
        return period_reminders(instance, connection, asked)


def shown(
    instance: Instance, on: date | datetime, period: str = QUARTER, position: int | None = None
) -> list[PeriodReminderListed]:
    return [row for row in reminded(instance, on, position) if row.period == period]


@pytest.mark.clause("R3.2.4")
def test_the_department_is_reminded_of_an_analysis_whose_end_comes_near(instance: Instance, work: Work) -> None:
    """Seven working days before 15 April."""
    founded(instance, "R3")
    work(CALENDAR.add_working_days(SOON, -1).day)
    assert shown(instance, SOON) == []
    work(SOON)
    (row,) = shown(instance, SOON)
    assert (row.recipient, row.holder, row.why, row.tier) == (HOLDER, HOLDER, "due-soon", -7)
    assert (row.period, row.clause, row.due_on, row.goes_out_at) == (QUARTER, "R3.2.4", DUE, local(f"{SOON} 10:00"))


@pytest.mark.clause("R3.2.4")
def test_of_a_missing_analysis_the_last_reminder_stands_and_each_tier_is_reminded_of_once(
    instance: Instance, work: Work, connection: Connection[Any]
) -> None:
    founded(instance, "R3")
    for day in (SOON, DUE, LATE, LATE + timedelta(14), LATE + timedelta(45), LATE + timedelta(46)):
        work(day)
    found = connection.execute("SELECT tier FROM jobs.period_reminder WHERE period = %s ORDER BY tier", (QUARTER,))
    assert [tier for (tier,) in found] == [-7, 0, 7, 30]
    assert [(row.why, row.tier) for row in shown(instance, DUE)] == [("due-soon", -7)]
    assert [(row.why, row.tier) for row in shown(instance, LATE)] == [("overdue", 0)]
    assert [(row.why, row.tier) for row in shown(instance, LATE + timedelta(50))] == [("overdue", 30)]


@pytest.mark.clause("R3.2.4")
def test_an_analysis_that_was_submitted_since_is_not_reminded_of(instance: Instance, work: Work) -> None:
    founded(instance, "R3")
    work(SOON)
    before = instance.ledger.head(OFFICE).size
    analysed(instance)
    assert shown(instance, SOON) == []
    assert len(shown(instance, SOON, position=before)) == 1, "it was shown by what was known then"
    work(LATE)
    assert shown(instance, LATE) == []


def test_a_reminder_of_an_end_that_the_office_has_moved_is_not_shown(instance: Instance, work: Work) -> None:
    """A book of the office's own gives five days more; the new end is reminded of in its turn."""
    founded(instance, "R3")
    work(SOON)
    publish(instance, OFFICE, LONGER, "报送期限调整", CLERK, VIA)
    assert shown(instance, DUE) == []
    work(LATE)
    assert [(row.why, row.due_on) for row in shown(instance, LATE)] == [("due-soon", date(YEAR, 4, 20))]


@pytest.mark.clause("S1.41")
def test_the_report_of_a_year_is_reminded_of_when_the_year_has_turned(instance: Instance, work: Work) -> None:
    """Due a month behind the year: seven working days before 31 January."""
    founded(instance, "S1")
    end = date(YEAR + 1, 1, 31)
    soon, late = begins_on(end, -7, CALENDAR), CALENDAR.next_working_day(end + timedelta(1)).day
    work(soon)
    (row,) = shown(instance, soon, str(YEAR))
    assert (row.period, row.clause, row.why, row.due_on) == (str(YEAR), "S1.41", "due-soon", end)
    work(late)
    assert [row.why for row in shown(instance, late, str(YEAR))] == ["overdue"]
    analysed(instance, str(YEAR))
    assert shown(instance, late, str(YEAR)) == []


@pytest.mark.clause("R3.3.2")
def test_a_day_on_which_nobody_checked_the_room_is_reminded_of_once_from_the_day_after(
    instance: Instance, work: Work, connection: Connection[Any]
) -> None:
    """Today, since nobody can fill a checklist of a day to come."""
    founded(instance, "R3")
    today = datetime.now(ZONE).date()
    if not CALENDAR.is_working(today):
        told(instance, o.CalendarOverridden(day=today, working=True, name="值班", paper="通知"))
    after = CALENDAR.next_working_day(today + timedelta(1)).day
    work(today)
    assert checks(instance, today) == []
    work(after)
    (row,) = checks(instance, after)
    assert (row.period, row.clause, row.why, row.tier) == (today.isoformat(), "R3.3.2", "overdue", 0)
    later = local(f"{after} 15:00")
    remind_of_periods(instance, connection, OFFICE, later)
    assert checks(instance, later) == [row], "once, not job after job"
    told(instance, o.OfficeChecklistFilled(form="reception_room", day=today, items={"开水": 5}))
    assert checks(instance, after) == []


def checks(instance: Instance, on: date | datetime) -> list[PeriodReminderListed]:
    return [row for row in reminded(instance, on) if row.schedule == "room_check"]


@pytest.mark.parametrize(("falls", "goes_out"), [("03:00", "09:00"), ("16:59", "16:59")])
def test_no_reminder_of_a_period_goes_out_while_the_office_is_closed(
    instance: Instance, clock: Clock, falls: str, goes_out: str
) -> None:
    founded(instance, "R3")
    for said in (falls, goes_out):
        clock.set(f"{SOON} {said}")
        Runner(instance, clock=clock).once()
    (row,) = shown(instance, DUE)
    assert row.goes_out_at == local(f"{SOON} {goes_out}")
    assert shown(instance, row.goes_out_at) == [row]
    assert shown(instance, row.goes_out_at - timedelta(seconds=1)) == []


def test_reminders_of_periods_follow_the_role_to_whom_it_passes(instance: Instance, work: Work) -> None:
    founded(instance, "R3")
    work(SOON)
    told(instance, o.RoleFilled(role="coordinating_department", who="信访科"))
    assert shown(instance, DUE) == [], "nothing reaches who owes it no more"
    work(CALENDAR.add_working_days(SOON, 1).day)
    assert [(row.recipient, row.tier) for row in shown(instance, DUE)] == [("信访科", -7)]


def test_whoever_is_away_is_represented_in_what_the_office_owes(instance: Instance, work: Work) -> None:
    founded(instance, "R3")
    away = o.Delegated(taker="邱泽", giver=HOLDER, since=SOON, until=SOON + timedelta(1), reason="学习")
    told(
        instance,
        *(o.PersonAppointed(person=name, post="section_head", since=date(2025, 1, 1)) for name in (HOLDER, "邱泽")),
        away,
    )
    work(SOON)
    assert [(row.recipient, row.holder) for row in shown(instance, SOON)] == [("邱泽", HOLDER)]


def test_an_office_with_replayed_time_is_due_no_reminder_of_a_period(
    instance: Instance, work: Work, connection: Connection[Any]
) -> None:
    founded(instance, "R3", time="replayed")
    assert work(LATE) == 0
    assert jobs(connection) == []
    assert connection.execute("SELECT count(*) FROM jobs.period_reminder").fetchone() == (0,)


def test_reminders_of_periods_are_read_over_http_by_recipient_and_reason(instance: Instance, work: Work) -> None:
    founded(instance, "R3")
    work(SOON)
    with TestClient(create_app(instance), base_url=HERE) as client:
        said = client.get(f"{BASE}?on={SOON}&why=due-soon").json()
        assert said["basis"]["on"] == str(SOON)
        (row,) = said["rows"]
        assert row == {
            "recipient": HOLDER,
            "why": "due-soon",
            "tier": -7,
            "at": local(f"{SOON} 10:00").isoformat().replace("+00:00", "Z"),
            "schedule": "trend",
            "clause": "R3.2.4",
            "zh": "苗头性、倾向性、政策性问题综合分析",
            "en": "analysis of budding, tending and policy problems",
            "period": QUARTER,
            "holder": HOLDER,
            "due": str(DUE),
        }
        assert row in client.get(f"{BASE}?on={SOON}&recipient={HOLDER}").json()["rows"]
        assert client.get(f"{BASE}?on={SOON}&recipient=邱泽").json()["rows"] == []
        assert client.get(f"{BASE}?why=orphaned").status_code == 422
        assert client.get(f"{V1}/offices/none/period-reminders").status_code == 404


def test_reminders_of_periods_are_read_at_a_terminal(instance: Instance, work: Work, run: Run) -> None:
    founded(instance, "R3")
    work(SOON)
    words = ("office", "period-reminders", OFFICE, "--on", str(SOON), "--why", "due-soon")
    (row,) = run(*words, "--format", "json").json
    assert (row["period"], row["recipient"], row["due"]) == (QUARTER, HOLDER, str(DUE))
    assert QUARTER in run(*words).out
    both = run("office", "reminders", OFFICE, "--on", str(SOON))
    assert QUARTER in both.out
    assert run("office", "reminders", OFFICE, "--on", str(SOON), "--format", "json").json == []
    assert QUARTER not in run("office", "reminders", OFFICE, "--on", str(SOON), "--recipient", "邱泽").out
    assert run("office", "period-reminders", "none").code == 1
