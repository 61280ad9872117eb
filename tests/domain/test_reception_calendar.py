"""The calendar of receptions of a month: days, moves and skips by rule, who sits, gaps, what came of it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from domain import events as e
from domain import office as o
from domain.petition import Petition
from domain.reception_calendar import Ground, ReceptionDay, ReceptionMonth, appointments, month_of
from domain.rulebook import Rulebook
from domain.values import Actor, Moment
from service.bundled import bundled_calendar, newest
from tests.domain.offices import Told, bureau

R5, R4 = newest("R5"), newest("R4")
LATER = date(2026, 4, 30)
ROTA = {
    date(2026, 1, 5): "倪虹", date(2026, 1, 12): "邱泽", date(2026, 1, 19): "钟山", date(2026, 1, 26): "倪虹",
    date(2026, 2, 2): "邱泽", date(2026, 2, 9): "钟山", date(2026, 3, 2): "倪虹", date(2026, 3, 16): "邱泽",
    date(2026, 3, 23): "钟山", date(2026, 3, 30): "倪虹",
}  # fmt: skip
CLERK = Actor("田甜")


def on_rota() -> Told:
    return bureau(R5).tell(o.RotaPublished(schedule="leaders_rota", slots=ROTA))


def month(
    told: Told, number: int, *petitions: Petition, today: date = LATER, books: tuple[Rulebook, ...] = (R5,)
) -> ReceptionMonth:
    ground = Ground(office=told.state, adopted=books, calendar=bundled_calendar(), today=today, petitions=petitions)
    return month_of(ground, 2026, number)


def of(found: ReceptionMonth, schedule: str) -> list[ReceptionDay]:
    return [each for each in found.days if each.schedule == schedule]


def short(found: ReceptionMonth, schedule: str) -> list[str]:
    """Day, what is said of it, and who sits."""
    return [f"{each.day:%m-%d} {each.said} {each.sits}".replace("  ", " ").strip() for each in of(found, schedule)]


def chief_day(day: date, presided_by: str, *attendance: str, **more: str) -> o.ReceptionHeld:
    return o.ReceptionHeld(schedule="chief_day", day=day, presided_by=presided_by, attendance=attendance, **more)


def petition(*said: tuple[e.Fact, date], number: str = "信〔2026〕0001") -> Petition:
    """A petition of which these facts are told."""
    identity = UUID(int=int(number[-4:]))
    lines = tuple(
        e.Line(petition=identity, version=at, event=event, occurred=Moment(day), actor=CLERK, book="R5")
        for at, (event, day) in enumerate(said, 1)
    )
    return Petition(id=identity, number=number, lines=lines)


# ---- which days, and who sits


@pytest.mark.clause("R5.10")
def test_every_monday_a_leader_of_the_rota_sits_and_a_monday_of_rest_is_skipped() -> None:
    """2026: the Spring Festival is from 15 to 23 February."""
    told = on_rota()
    assert short(month(told, 1), "leaders_rota") == ["01-05 倪虹", "01-12 邱泽", "01-19 钟山", "01-26 倪虹"]
    assert short(month(told, 2), "leaders_rota") == ["02-02 邱泽", "02-09 钟山", "02-16 skipped", "02-23 skipped"]


@pytest.mark.clause("R5.11")
def test_the_chiefs_day_is_the_last_monday_and_moves_off_a_rest_day_which_is_named() -> None:
    (chief,) = of(month(on_rota(), 2), "chief_day")
    assert (chief.nominal, chief.day, chief.said) == (date(2026, 2, 23), date(2026, 2, 24), "moved")
    assert [(rest.day, rest.name) for rest in chief.why] == [(date(2026, 2, 23), "春节")]
    assert (chief.sits, chief.by, chief.clause, chief.part) == ("钟山", "post", "R5.11", "morning")
    (chief,) = of(month(on_rota(), 3), "chief_day")
    assert (chief.day, chief.said, chief.why) == (date(2026, 3, 30), "", ())


@pytest.mark.clause("R5.10")
def test_a_monday_that_nobody_is_on_the_rota_for_is_a_gap_and_no_skipped_one_is() -> None:
    told = on_rota()
    assert [month(told, number).gaps for number in (1, 2, 3)] == [(), (), (date(2026, 3, 9),)]


@pytest.mark.clause("R5.10")
def test_a_gap_is_closed_by_the_rota_and_opened_again_when_the_day_is_taken_back() -> None:
    told, ninth = on_rota(), date(2026, 3, 9)
    told.tell(o.RotaPublished(schedule="leaders_rota", slots={ninth: "邱泽"}))
    assert month(told, 3).gaps == ()
    told.tell(o.RotaPublished(schedule="leaders_rota", slots={ninth: ""}))
    assert month(told, 3).gaps == (ninth,)


def test_who_has_left_does_not_sit_and_the_day_is_a_gap() -> None:
    told = on_rota().tell(o.PersonLeft(person="邱泽", since=date(2026, 2, 1)))
    assert month(told, 1).gaps == ()
    assert month(told, 2).gaps == (date(2026, 2, 2),)


def test_for_a_leader_who_is_away_sits_who_acts_for_him() -> None:
    away = o.Delegated(taker="倪虹", giver="钟山", since=date(2026, 2, 9), until=date(2026, 2, 28), reason="外出")
    found = month(on_rota().tell(away), 2)
    assert [(each.sits, each.by) for each in found.days if each.sits] == [
        ("邱泽", "rota"),
        ("倪虹", "delegation"),
        ("倪虹", "delegation"),
    ]


def test_without_a_chief_the_chiefs_day_is_a_gap() -> None:
    told = on_rota().tell(o.PersonLeft(person="钟山", since=date(2026, 3, 24)))
    assert month(told, 3).gaps == (date(2026, 3, 9), date(2026, 3, 30))


def test_a_rota_for_a_day_that_no_rule_names_is_shown_as_such() -> None:
    told = on_rota().tell(o.RotaPublished(schedule="leaders_rota", slots={date(2026, 3, 10): "邱泽"}))
    assert "03-10 unscheduled 邱泽" in short(month(told, 3), "leaders_rota")


def test_a_month_whose_holidays_are_not_published_is_provisional() -> None:
    ground = Ground(office=bureau(R5).state, adopted=(R5,), calendar=bundled_calendar(), today=LATER)
    assert all(each.provisional for each in month_of(ground, 2090, 5).days)
    assert not any(each.provisional for each in month(on_rota(), 3).days)


def test_an_office_without_a_book_has_no_days() -> None:
    assert month(bureau(None), 1, books=()) == ReceptionMonth((), (), ())


# ---- what came of it


@pytest.mark.clause("R5.11")
def test_a_day_is_held_missed_or_still_to_come() -> None:
    told = on_rota().tell(chief_day(date(2026, 1, 26), "钟山", "倪虹", "武刚", "田甜"), on=LATER)
    found = month(told, 1, today=date(2026, 1, 26))
    assert [each.standing for each in of(found, "leaders_rota")] == ["missed", "missed", "missed", "held"]
    assert found.missed == (date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19))
    assert [each.standing for each in of(month(told, 1, today=date(2026, 1, 19)), "leaders_rota")] == [
        "missed",
        "missed",
        "coming",
        "coming",
    ]


def test_what_was_held_later_than_the_day_asked_about_had_not_happened() -> None:
    told = on_rota().tell(chief_day(date(2026, 1, 26), "钟山", "倪虹", "武刚", "田甜"), on=LATER)
    (chief,) = of(month(told, 1, today=date(2026, 1, 25)), "chief_day")
    assert (chief.standing, chief.held) == ("coming", ())


@pytest.mark.clause("R5.10")
def test_the_chiefs_day_counts_for_the_rota_of_its_day_as_well() -> None:
    told = on_rota().tell(chief_day(date(2026, 1, 26), "钟山", "倪虹", "武刚", "田甜"), on=LATER)
    (*_, last), (chief,) = (of(month(told, 1), schedule) for schedule in ("leaders_rota", "chief_day"))
    assert (last.also, chief.also) == (("chief_day",), ("leaders_rota",))
    assert last.held == chief.held


@pytest.mark.clause("R5.11")
def test_who_was_there_by_whose_delegation_and_who_was_missing_stands_with_the_day() -> None:
    told = on_rota().tell(chief_day(date(2026, 2, 24), "邱泽", "武刚", "罗辉", delegated_by="钟山"), on=LATER)
    (chief,) = of(month(told, 2), "chief_day")
    (held,) = chief.held
    assert (held.presided_by, held.delegated_by, held.attendance) == ("邱泽", "钟山", ("武刚", "罗辉"))
    assert [breach.detail for breach in held.breaches] == ["missing: deputy_for_petitions 倪虹"]


@pytest.mark.clause("R5.11")
def test_what_came_in_on_the_chiefs_day_is_listed_with_it() -> None:
    arrived = e.Received(channel="visit", from_chief_day=True)
    told = on_rota()
    there = petition((arrived, date(2026, 2, 24)))
    elsewhere = petition((arrived, date(2026, 2, 25)), number="信〔2026〕0002")
    plain = petition((e.Received(channel="visit"), date(2026, 2, 24)), number="信〔2026〕0003")
    (chief,) = of(month(told, 2, there, elsewhere, plain), "chief_day")
    assert [(matter.number, matter.how) for matter in chief.matters] == [("信〔2026〕0001", "received")]


def test_whom_the_leader_on_duty_met_is_listed_with_the_day() -> None:
    heard = petition((e.Received(channel="visit"), date(2026, 1, 5)), (e.Met(leader="倪虹"), date(2026, 1, 5)))
    other = petition((e.Met(leader="邱泽"), date(2026, 1, 5)), number="信〔2026〕0002")
    first = of(month(on_rota(), 1, heard, other), "leaders_rota")[0]
    assert [(matter.number, matter.how) for matter in first.matters] == [("信〔2026〕0001", "met")]


@pytest.mark.clause("R4.7")
def test_where_the_rule_fixes_no_day_one_reception_in_the_month_is_enough() -> None:
    told = bureau(R4)
    (period,) = month(told, 1, books=(R4,), today=date(2026, 1, 31)).periods
    assert (period.first, period.last, period.standing) == (date(2026, 1, 1), date(2026, 1, 31), "coming")
    assert month(told, 1, books=(R4,)).periods[0].standing == "missed"
    told.tell(o.ReceptionHeld(schedule="leaders_reception", day=date(2026, 1, 14), presided_by="钟山"), on=LATER)
    found = month(told, 1, books=(R4,))
    assert (found.periods[0].standing, found.periods[0].held) == ("held", (date(2026, 1, 14),))
    assert short(found, "leaders_reception") == ["01-14 unscheduled"]
    assert found.gaps == ()


def test_each_day_follows_the_book_that_holds_on_it() -> None:
    """A book without receptions takes over on 20 January."""
    later = Rulebook(id="later", valid_from=date(2026, 1, 20))
    found = month(on_rota(), 1, books=(R5, later))
    assert [each.day.day for each in found.days] == [5, 12, 19]


# ---- appointments


APPOINTED = e.Appointed(leader="倪虹", appointed_on=date(2026, 3, 4))
AGAIN = e.Appointed(leader="倪虹", appointed_on=date(2026, 3, 6))


@pytest.mark.clause("R5.9")
def test_an_appointment_that_was_missed_stays_so_when_another_day_is_fixed_and_kept() -> None:
    told = petition(
        (APPOINTED, date(2026, 3, 2)),
        (e.AppointmentMissed(reason="陪同检查"), date(2026, 3, 4)),
        (AGAIN, date(2026, 3, 4)),
        (e.Met(), date(2026, 3, 6)),
    )
    found = month(on_rota(), 3, told).appointments
    assert [(each.appointed_on.day, each.standing, each.ended_on) for each in found] == [
        (4, "missed", date(2026, 3, 4)),
        (6, "kept", date(2026, 3, 6)),
    ]


@pytest.mark.clause("R5.9")
@pytest.mark.parametrize(
    ("then", "today", "standing"),
    [
        ((), date(2026, 3, 4), "coming"),
        ((), date(2026, 3, 5), "unrecorded"),
        (((AGAIN, date(2026, 3, 3)),), date(2026, 3, 3), "moved"),
        (((e.Withdrawn(reason="已解决"), date(2026, 3, 3)),), date(2026, 3, 5), "cancelled"),
    ],
)
def test_what_becomes_of_an_appointment_is_told(
    then: tuple[tuple[e.Fact, date], ...], today: date, standing: str
) -> None:
    assert appointments(petition((APPOINTED, date(2026, 3, 2)), *then), today)[0].standing == standing
