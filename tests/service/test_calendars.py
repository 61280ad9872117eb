"""A published year is an event of the office; each petition whose open duty it touches gets one recomputation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest

from domain import commands as c
from domain import events as e
from domain.calendar import HolidayDay, HolidayYear, MalformedYear
from domain.deciding import Refused
from domain.office import CalendarLoaded, OfficeCreated
from domain.values import Actor, Details
from service.calendars import Loaded, load_calendar
from service.database import Database
from service.desk import Request, Step
from service.ledger.entry import Via
from service.runtime import Instance, assembled
from service.settings import Settings

CLERK = Actor("田甜", unit="信访科", post="petition_section")
VIA = Via(channel="test")
FIRST = datetime(2098, 12, 1, 9, tzinfo=UTC)
LATER = datetime(2098, 12, 28, 9, tzinfo=UTC)
"""A year that no notice has been published for while this program is in use."""

NEW_YEAR = HolidayYear(
    2099,
    ("https://www.gov.cn/zhengce/2099.htm",),
    (HolidayDay("元旦", date(2099, 1, 1), off=True), HolidayDay("元旦", date(2099, 1, 2), off=True)),
)


@pytest.fixture
def instance(database: Database, home: Path) -> Iterator[Instance]:
    """With an office under the national regulation, whose time is that of the commands."""
    with assembled(Settings(home), database) as made:
        office = OfficeCreated(id="o", name="局", time_zone="Asia/Shanghai", time="replayed")
        made.offices.create(office, "S1", CLERK, FIRST, VIA, at=FIRST)
        yield made


def registered(instance: Instance, at: datetime = LATER) -> UUID:
    """A letter registered on that day: the notice is due fifteen days later."""
    petition = uuid4()
    steps = (Step(command=c.Receive(channel="letter", details=Details(title="积水"))), Step(command=c.Register()))
    done(instance, petition, *steps, at=at)
    return petition


def done(instance: Instance, petition: UUID, *steps: Step, at: datetime = LATER) -> None:
    moment = instance.offices.get("o").moment(at)
    timed = [msgspec.structs.replace(step, occurred=moment) for step in steps]
    instance.desk.handle(Request(office="o", petition=petition, steps=timed, actor=CLERK, via=VIA, recorded_at=at))


def dues(instance: Instance, petition: UUID) -> dict[str, tuple[date | None, bool]]:
    state = instance.desk.petition("o", petition)
    return {duty.key.id: (duty.due.effective, duty.due.provisional) for duty in state.duties}


def load(instance: Instance, year: HolidayYear | bytes = NEW_YEAR) -> Loaded:
    return load_calendar(instance, "o", year, CLERK, VIA, at=LATER)


RECEIVED = datetime(2098, 12, 17, 2, tzinfo=UTC)
"""Fifteen days later is 1 January 2099, a Thursday."""


def test_loading_a_year_moves_what_it_touches_by_one_event_a_petition(instance: Instance) -> None:
    early, touched = registered(instance, FIRST), registered(instance, RECEIVED)
    assert dues(instance, early) == {"notice_direct": (date(2098, 12, 16), True)}
    assert dues(instance, touched) == {"notice_direct": (date(2099, 1, 1), True)}
    before = instance.ledger.head("o").size

    loaded = load(instance)
    assert (loaded.year, loaded.new, loaded.recomputed) == (2099, True, 1)
    assert dues(instance, touched) == {"notice_direct": (date(2099, 1, 5), False)}
    assert dues(instance, early) == {"notice_direct": (date(2098, 12, 16), True)}, "2098 is not published still"
    assert instance.ledger.head("o").size == before + 2
    line = instance.ledger.log("o").lines(before + 2, 1)[0]
    assert isinstance(line, e.Line)
    assert (type(line.event), line.petition) == (e.DutiesRecomputed, touched)


def test_loading_it_again_changes_nothing(instance: Instance) -> None:
    registered(instance, RECEIVED)
    load(instance)
    size = instance.ledger.head("o").size
    again = load(instance, msgspec.json.encode(NEW_YEAR))
    assert (again.new, again.recomputed) == (False, 0)
    assert instance.ledger.head("o").size == size


def test_what_was_cut_short_is_finished_by_loading_it_again(instance: Instance) -> None:
    """The event of the year is there, but the process ended before the petitions were reckoned again."""
    touched = [registered(instance, RECEIVED) for _ in range(3)]
    content = msgspec.json.encode(NEW_YEAR)
    digest = load_digest(content)
    event = CalendarLoaded(year=2099, digest=digest, content=content.decode())
    instance.offices.add("o", event, CLERK, VIA, at=LATER)
    again = load(instance)
    assert (again.new, again.recomputed) == (False, 3)
    assert {dues(instance, each)["notice_direct"] for each in touched} == {(date(2099, 1, 5), False)}


def load_digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def test_what_is_settled_or_withdrawn_stays_as_it_was(instance: Instance) -> None:
    notified, withdrawn = registered(instance, RECEIVED), registered(instance, RECEIVED)
    done(instance, notified, Step(command=c.Notify(notice="receipt")))
    done(instance, withdrawn, Step(command=c.Withdraw()))
    before = {each: dues(instance, each)["notice_direct"] for each in (notified, withdrawn)}
    assert load(instance).recomputed == 0
    assert {each: dues(instance, each)["notice_direct"] for each in before} == before


def test_a_year_published_anew_moves_what_the_first_paper_had_decided(instance: Instance) -> None:
    touched = registered(instance, RECEIVED)
    load(instance)
    shorter = HolidayYear(2099, NEW_YEAR.papers, NEW_YEAR.days[:1])
    assert load(instance, shorter).recomputed == 1
    assert dues(instance, touched) == {"notice_direct": (date(2099, 1, 2), False)}


def test_an_amendment_can_be_taken_back_and_the_last_paper_loaded_is_in_force(instance: Instance) -> None:
    first = load(instance)
    load(instance, HolidayYear(2099, NEW_YEAR.papers, NEW_YEAR.days[:1]))
    again = load(instance)
    assert (again.new, again.digest) == (True, first.digest)
    assert instance.offices.get("o").state.calendars[-1].digest == first.digest


def test_a_year_without_its_notice_is_refused(instance: Instance) -> None:
    size = instance.ledger.head("o").size
    with pytest.raises(Refused, match="not published yet"):
        load(instance, HolidayYear(2099))
    with pytest.raises(MalformedYear):
        load(instance, b"{}")
    assert instance.ledger.head("o").size == size


def test_progress_is_told_petition_by_petition(instance: Instance) -> None:
    registered(instance, RECEIVED)
    registered(instance, RECEIVED)
    told: list[tuple[int, int]] = []
    load_calendar(
        instance, "o", NEW_YEAR, CLERK, VIA, at=LATER, progress=lambda count, total: told.append((count, total))
    )
    assert told == [(1, 2), (2, 2)]
