"""Who is reminded of what, and when: in the hours of the office, once a tier, and of nothing done or passed on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from psycopg import Connection

from domain import office as o
from domain.access import CONSOLE
from domain.values import Actor
from service.handover import hand_over
from service.jobs.queue import jobs
from service.jobs.runner import Runner
from service.publishing import publish
from service.readmodels.asking import question
from service.readmodels.orphaned import orphaned
from service.readmodels.reminders import ReminderListed, reminders
from service.runtime import Instance
from tests.service.jobs.desks import CLERK, FRIDAY, HOLDER, OFFICE, VIA, Clock, answered, founded, letter, local, told

EARLY = """
[book]
id = "early"
valid_from = 2026-01-01
extends = "plain"

[settings]
office_hours = { opens = "07:00", closes = "11:30" }
"""


@pytest.fixture
def work(instance: Instance, clock: Clock) -> Callable[[str], int]:
    """Lets the runner do what it is due at that local time; how many jobs it finished."""
    runner = Runner(instance, clock=clock)

    def at(said: str) -> int:
        clock.set(said)
        return runner.once()

    return at


def shown(instance: Instance, on: date | datetime, **filters: str) -> list[ReminderListed]:
    asked = question(instance, CONSOLE, OFFICE, on=on)
    with instance.pool.connection() as connection:
        return reminders(connection, asked, filters).rows


def brief(rows: list[ReminderListed]) -> list[tuple[str, str, int]]:
    return [(row.recipient, row.why, row.tier) for row in rows]


def appointed(person: str, until: date | None = None) -> o.PersonAppointed:
    return o.PersonAppointed(person=person, post="section_head", since=date(2025, 1, 1), until=until)


Work = Callable[[str], int]


def test_who_owes_a_duty_is_reminded_when_its_end_comes_near(instance: Instance, work: Work) -> None:
    """Due on Friday 23 January: seven working days before is Wednesday the 14th."""
    founded(instance)
    petition = letter(instance)
    work("2026-01-13 10:00")
    assert shown(instance, date(2026, 1, 13)) == []
    work("2026-01-14 10:00")
    (row,) = shown(instance, date(2026, 1, 14))
    assert (row.petition, row.recipient, row.why, row.tier, row.due_on) == (petition, HOLDER, "due-soon", -7, FRIDAY)
    assert row.goes_out_at == local("2026-01-14 10:00")


def test_of_one_duty_the_last_reminder_stands_and_each_tier_is_reminded_of_once(
    instance: Instance, work: Work, connection: Connection[Any]
) -> None:
    """Past its end on Saturday the 24th, which is told on Monday; a week and a month later again."""
    founded(instance)
    letter(instance)
    for day in ("01-14", "01-15", "01-22", "01-23", "01-26", "01-27", "02-02", "02-03", "02-24", "02-25"):
        work(f"2026-{day} 10:00")
    found = connection.execute("SELECT tier, goes_out_at FROM jobs.reminder ORDER BY tier").fetchall()
    assert found == [
        (-7, local("2026-01-14 10:00")),
        (0, local("2026-01-26 10:00")),
        (7, local("2026-02-02 10:00")),
        (30, local("2026-02-24 10:00")),
    ]
    assert brief(shown(instance, date(2026, 1, 23))) == [(HOLDER, "due-soon", -7)]
    assert brief(shown(instance, date(2026, 1, 26))) == [(HOLDER, "overdue", 0)]
    assert brief(shown(instance, date(2026, 2, 25))) == [(HOLDER, "overdue", 30)]


@pytest.mark.parametrize(
    ("falls", "goes_out"),
    [
        ("2026-01-14 03:00", "2026-01-14 09:00"),
        ("2026-01-14 16:59", "2026-01-14 16:59"),
        ("2026-01-16 17:00", "2026-01-19 09:00"),  # Friday evening: on Monday
    ],
)
def test_no_reminder_goes_out_while_the_office_is_closed(
    instance: Instance, work: Work, falls: str, goes_out: str
) -> None:
    founded(instance)
    letter(instance)
    work(falls)
    work(goes_out)
    (row,) = shown(instance, FRIDAY)
    assert row.goes_out_at == local(goes_out)
    assert shown(instance, local(goes_out).replace(second=0)) == [row]
    assert shown(instance, datetime.fromtimestamp(local(goes_out).timestamp() - 1, local(goes_out).tzinfo)) == []


def test_a_job_that_a_stopped_server_left_until_the_night_waits_for_the_next_morning(
    instance: Instance, work: Work, connection: Connection[Any], clock: Clock
) -> None:
    """The job of the 14th may run from nine o'clock on; it is found at ten in the evening."""
    founded(instance)
    letter(instance)
    work("2026-01-14 08:00")
    assert {job.kind: job.state for job in jobs(connection)}["remind"] == "waiting"
    work("2026-01-14 22:00")
    assert clock() == local("2026-01-14 22:00")
    assert [row.goes_out_at for row in shown(instance, FRIDAY)] == [local("2026-01-15 09:00")]


def test_the_hours_are_those_that_the_office_reads_in_its_own_book(instance: Instance, work: Work) -> None:
    founded(instance)
    publish(instance, OFFICE, EARLY, "作息调整", CLERK, VIA)
    letter(instance)
    work("2026-01-14 12:00")
    work("2026-01-15 07:00")
    assert [row.goes_out_at for row in shown(instance, FRIDAY)] == [local("2026-01-15 07:00")]


def test_a_day_has_one_job_of_a_kind_however_often_and_by_whomever_it_is_planned(
    instance: Instance, new_instance: Callable[[], Instance], connection: Connection[Any], clock: Clock
) -> None:
    founded(instance)
    for each in (instance, new_instance(), instance):
        Runner(each, clock=clock).once()
    assert sorted((job.kind, job.state) for job in jobs(connection)) == [
        ("orphans", "finished"),
        ("periods", "finished"),
        ("recompute", "finished"),
        ("remind", "finished"),
    ]
    clock.set("2026-01-15 10:00")
    assert Runner(instance, clock=clock).once() == 3


def test_what_is_done_since_is_not_reminded_of(instance: Instance, work: Work) -> None:
    founded(instance)
    petition = letter(instance)
    work("2026-01-14 10:00")
    answered(instance, petition, date(2026, 1, 15))
    assert len(shown(instance, date(2026, 1, 14))) == 1
    assert shown(instance, date(2026, 1, 15)) == []


def test_no_reminder_reaches_who_has_handed_the_desk_over(instance: Instance, work: Work) -> None:
    """Neither one that was written before, nor a later one; the taker is reminded in turn (rulebook.md trap 30)."""
    founded(instance)
    letter(instance)
    work("2026-01-14 10:00")
    over = o.DeskHandedOver(giver=HOLDER, taker="邱泽", since=date(2026, 1, 15), reason="调离")
    hand_over(instance, OFFICE, over, CLERK, VIA, viewer=CONSOLE)
    today = instance.offices.get(OFFICE).moment(datetime.now(UTC)).day
    assert shown(instance, today, recipient=HOLDER) == []
    work(f"{today + timedelta(1)} 10:00")
    work(f"{today + timedelta(20)} 10:00")
    assert {row.recipient for row in shown(instance, today + timedelta(40))} == {"邱泽"}


def test_whoever_is_away_is_represented(instance: Instance, work: Work) -> None:
    founded(instance)
    told(
        instance,
        appointed(HOLDER),
        appointed("邱泽"),
        o.Delegated(taker="邱泽", giver=HOLDER, since=date(2026, 1, 12), until=date(2026, 1, 16), reason="学习"),
    )
    letter(instance)
    work("2026-01-14 10:00")
    assert brief(shown(instance, FRIDAY)) == [("邱泽", "due-soon", -7)]
    assert [row.holder for row in shown(instance, FRIDAY)] == [HOLDER]


def test_duties_of_who_has_left_are_listed_daily_and_put_before_the_coordinating_department(
    instance: Instance, work: Work
) -> None:
    """Who has left is reminded of nothing, whether or not the duty has an end."""
    founded(instance)
    dated, undated = letter(instance), letter(instance, None)
    told(
        instance,
        appointed(HOLDER, until=date(2026, 1, 15)),
        o.UnitSet(name="信访科", kind="petition_section"),
        o.RoleFilled(role="coordinating_department", who="信访科"),
    )
    others = letter(instance, received=date(2026, 1, 6))
    assert left(instance, date(2026, 1, 15)) == set()
    assert left(instance, date(2026, 1, 16)) == {dated, undated}
    work("2026-01-16 10:00")
    gone = shown(instance, date(2026, 1, 16), why="orphaned")
    assert {row.petition for row in gone} == {dated, undated}
    assert {(row.recipient, row.holder) for row in gone} == {("信访科", HOLDER)}
    assert [row.petition for row in shown(instance, date(2026, 1, 16), why="due-soon")] == [others]
    work("2026-01-19 10:00")
    assert shown(instance, date(2026, 1, 19), why="orphaned") == gone, "once, not day after day"


def left(instance: Instance, on: date) -> set[Any]:
    with instance.pool.connection() as connection:
        return {duty.petition for duty in orphaned(connection, question(instance, CONSOLE, OFFICE, on=on))}


def test_an_office_with_replayed_time_is_due_no_job(
    instance: Instance, work: Work, connection: Connection[Any]
) -> None:
    founded(instance, time="replayed")
    assert work("2026-01-14 10:00") == 0
    assert jobs(connection) == []


def test_an_office_that_cannot_be_read_holds_up_no_other(
    instance: Instance, connection: Connection[Any], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    founded(instance, office="sick")
    founded(instance)
    get = instance.offices.get

    def sick(office: str) -> Any:
        if office == "sick":
            raise RuntimeError
        return get(office)

    monkeypatch.setattr(instance.offices, "get", sick)
    runner = Runner(instance, clock=clock)
    assert runner.once() == 4
    assert runner.failures.said() == {"sick": "RuntimeError"}
    assert {job.office for job in jobs(connection)} == {OFFICE}


def test_pages_of_reminders_follow_each_other(instance: Instance, work: Work) -> None:
    founded(instance)
    wanted = {letter(instance) for _ in range(5)}
    work("2026-01-14 10:00")
    asked, found, cursor = question(instance, CONSOLE, OFFICE, on=FRIDAY), [], None
    with instance.pool.connection() as connection:
        for size in (2, 2, 1):
            page = reminders(connection, asked, limit=2, cursor=cursor)
            assert len(page.rows) == size
            found += [row.petition for row in page.rows]
            cursor = page.cursor
    assert cursor is None
    assert (len(found), set(found)) == (5, wanted)


def test_what_an_interrupted_change_of_the_calendar_left_over_is_reckoned_again_by_the_service(
    instance: Instance, work: Work
) -> None:
    """The notice is due fifteen days after 5 January, a Tuesday that this office then does not work."""
    founded(instance, "S1")
    petition = letter(instance, None)
    work("2026-01-14 10:00")
    assert due(instance, petition) == date(2026, 1, 20)
    told(instance, o.CalendarOverridden(day=date(2026, 1, 20), working=False, name="停电", paper="通知"))
    assert due(instance, petition) == date(2026, 1, 20)
    work("2026-01-14 10:00")
    assert due(instance, petition) == date(2026, 1, 21)
    last = instance.desk.petition(OFFICE, petition).lines[-1]
    assert last.actor == Actor("zhuoluo", authenticated="service")
    size = instance.ledger.head(OFFICE).size
    work("2026-01-15 10:00")
    assert instance.ledger.head(OFFICE).size == size


def due(instance: Instance, petition: Any) -> date | None:
    duties = instance.desk.petition(OFFICE, petition).duties
    return next(duty.due.effective for duty in duties if duty.key.id == "notice_direct")
