"""关联 stands in the streams of both petitions, written in one command (design.md 4)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from itertools import groupby
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from domain import commands as c
from domain import events as e
from domain.deciding import Refused
from domain.petition import Petition
from domain.values import Moment
from projections.track import view
from service.desk import Answer, Request, Step
from service.ledger.entry import Via
from service.runtime import Instance
from tests.service.test_desk import CLERK, asked, instance, then

__all__ = ("instance",)

LETTER = (c.Receive(channel="letter"), c.Register())


def joiners(instance: Instance, petition: UUID) -> set[UUID]:
    return set(instance.desk.petition("linye", petition).joiners)


def events(instance: Instance, petition: UUID) -> list[str]:
    return [type(line.event).__name__ for line in instance.desk.petition("linye", petition).lines]


@pytest.mark.clause("R1.2.4")
def test_both_petitions_tell_of_the_joining_and_of_its_end(instance: Instance) -> None:
    first, second = asked(instance, *LETTER), asked(instance, *LETTER)
    joined = then(instance, second, c.Join(to=first.petition))
    assert events(instance, first.petition) == ["Received", "Registered", "Linked"]
    (told,) = instance.ledger.log("linye").lines(joined.position + 1, 1)
    assert isinstance(told, e.Line)
    assert told.event == e.Linked(petition=second.petition)
    assert (told.recorded_at, told.actor) == (joined.lines[0].recorded_at, CLERK), "one command, one moment"
    then(instance, second, c.Unjoin(to=first.petition, reason="并非同一事项"))
    assert events(instance, first.petition)[-1] == "Unlinked"
    assert joiners(instance, first.petition) == set()


def test_the_answer_to_a_joining_speaks_of_the_petition_that_was_joined_also_when_the_key_is_repeated(
    instance: Instance,
) -> None:
    first, second = asked(instance, *LETTER), asked(instance, *LETTER)
    answers = [_keyed(instance, second, first.petition) for _ in range(2)]
    assert [answer.repeated for answer in answers] == [False, True]
    for answer in answers:
        assert [type(line.event) for line in answer.lines] == [e.Joined]
        assert (answer.petition, answer.state.version, len(answer.leaves)) == (second.petition, 3, 1)
    assert answers[0].leaves == answers[1].leaves


def _keyed(instance: Instance, second: Answer, to: UUID) -> Answer:
    request = Request(
        office="linye",
        petition=second.petition,
        steps=[Step(command=c.Join(to=to), occurred=second.lines[-1].occurred)],
        actor=CLERK,
        via=Via(key="one", request=bytes(32)),
    )
    return instance.desk.handle(request)


def test_a_joining_corrected_to_another_petition_leaves_the_one_and_reaches_the_other(instance: Instance) -> None:
    first, other, second = (asked(instance, *LETTER) for _ in range(3))
    joined = then(instance, second, c.Join(to=first.petition))
    right = c.Correct(of=3, act=c.Join(to=other.petition), occurred=joined.lines[-1].occurred, reason="录错")
    then(instance, second, right)
    assert (joiners(instance, first.petition), joiners(instance, other.petition)) == (set(), {second.petition})


@pytest.mark.parametrize(("was", "is_"), [(6, 3), (3, 6)])
def test_a_joining_corrected_to_another_day_stands_on_that_day_in_both(instance: Instance, was: int, is_: int) -> None:
    first, second = (_received(instance) for _ in range(2))
    step = Step(command=c.Join(to=first), occurred=_ago(was))
    instance.desk.handle(Request(office="linye", petition=second, steps=[step], actor=CLERK, via=Via()))
    right = c.Correct(of=2, act=c.Join(to=first), occurred=_ago(is_), reason="日期录错")
    instance.desk.handle(Request(office="linye", petition=second, steps=[Step(command=right)], actor=CLERK, via=Via()))
    for day in range(8):
        assert _on(instance, first, day).joiners == ((second,) if day <= is_ else ())
        assert _on(instance, second, day).joined == (first if day <= is_ else None)


def _received(instance: Instance) -> UUID:
    step = Step(command=c.Receive(channel="letter"), occurred=_ago(9))
    request = Request(office="linye", petition=uuid4(), steps=[step], actor=CLERK, via=Via())
    return instance.desk.handle(request).petition


def _ago(days: int) -> Moment:
    return Moment(datetime.now(ZoneInfo("Asia/Shanghai")).date() - timedelta(days))


def _on(instance: Instance, petition: UUID, ago: int) -> Petition:
    """As it was that many days ago, by all that is known now."""
    zone = ZoneInfo("Asia/Shanghai")
    lines = [line for line in instance.ledger.log("linye").stream(petition) if isinstance(line, e.Line)]
    return view(lines, datetime.combine(_ago(ago).day, time.max, zone), zone)


def test_nothing_is_joined_to_what_was_voided_or_joined_by_somebody_else_at_that_moment(instance: Instance) -> None:
    """Each pair of acts excludes the other; whichever comes first, both histories agree."""
    for _ in range(12):
        first, second = asked(instance, *LETTER), asked(instance, *LETTER)
        acts = ((second, c.Join(to=first.petition)), (first, c.Void(reason="重复录入")))
        with ThreadPoolExecutor(2) as pool:
            done = [pool.submit(then, instance, *each) for each in acts]
        assert [type(each.exception()) for each in done].count(Refused) == 1
        voided = instance.desk.petition("linye", first.petition).ending.voided is not None
        assert voided == (instance.desk.petition("linye", second.petition).joined is None)
        assert joiners(instance, first.petition) == (set() if voided else {second.petition})


def test_a_petition_to_which_others_are_joined_is_not_voided_for_nobody_would_owe_what_it_carries(
    instance: Instance,
) -> None:
    first, second = asked(instance, *LETTER), asked(instance, *LETTER)
    then(instance, second, c.Join(to=first.petition))
    with pytest.raises(Refused, match=f"joined to it, undo that first: {second.petition}"):
        then(instance, first, c.Void(reason="重复录入"))
    then(instance, second, c.Unjoin(to=first.petition, reason="首件录错"))
    assert then(instance, first, c.Void(reason="重复录入")).state.ending.voided


def test_what_is_void_is_joined_to_nothing_any_more(instance: Instance) -> None:
    first, second = asked(instance, *LETTER), asked(instance, *LETTER)
    then(instance, second, c.Join(to=first.petition))
    then(instance, second, c.Void(reason="重复录入"))
    assert joiners(instance, first.petition) == set()
    assert then(instance, first, c.Void(reason="重复录入")).state.ending.voided


def test_nothing_is_written_of_a_joining_from_before_the_earlier_petition_had_come_in(instance: Instance) -> None:
    second, first = asked(instance, *LETTER), asked(instance, *LETTER)
    before = instance.ledger.head("linye").size
    day = Moment(first.lines[0].occurred.day.replace(year=2020))
    early = Step(command=c.Join(to=first.petition), occurred=day)
    with pytest.raises(Refused, match="before the petition came in"):
        instance.desk.handle(Request(office="linye", petition=second.petition, steps=[early], actor=CLERK, via=Via()))
    assert instance.ledger.head("linye").size == before


def test_whoever_joins_at_the_same_moment_none_is_lost_and_both_lines_stand_together(instance: Instance) -> None:
    first = asked(instance, *LETTER)
    others = [asked(instance, *LETTER) for _ in range(12)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda each: then(instance, each, c.Join(to=first.petition)), others))
    assert joiners(instance, first.petition) == {each.petition for each in others}
    log = instance.ledger.log("linye")
    start = others[-1].position + 1
    written = [line for line in log.lines(start, 24) if isinstance(line, e.Line)]
    pairs = [list(group) for _, group in groupby(written, key=_of)]
    assert {(type(joined.event), type(linked.event)) for joined, linked in pairs} == {(e.Joined, e.Linked)}


def _of(line: e.Line) -> UUID:
    return line.event.petition if isinstance(line.event, e.Linked) else line.petition


def test_a_petition_that_is_not_there_is_told_nothing(instance: Instance) -> None:
    second = asked(instance, *LETTER)
    with pytest.raises(Refused, match="no such petition to join to"):
        then(instance, second, c.Join(to=uuid4()))
    assert second.version == 2
