"""Each kind of thing that passes between offices: what it is there, and that it was acknowledged. None is left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

import pytest
from msgspec import Struct

from domain import commands as c
from domain import events as e
from domain import office as o
from domain import transfers as t
from service.runtime import Instance
from tests.service.transfers import offices as at
from tests.service.transfers.offices import DESK, LOWER, NAMES, UPPER
from tests.service.transfers.test_moving import below, moved, owed

MODES = ("forward", "assign", "order", "copy", t.ASSIST)
SAID, OTHER = "市局说明", "规划科"


class Told(Struct, frozen=True):
    """What is done in which office with a petition that is below, and what becomes of it in the other one."""

    office: str
    acts: Sequence[c.Act]
    there: type[e.Event]
    words: str


REPORTED = c.ReportResult(text="已办", to="assigner")
KINDS: dict[str, Told] = {
    t.SIGNED: Told(LOWER, [c.Register()], e.SignedFor, ""),
    t.RESULT: Told(LOWER, [c.Register(), REPORTED], e.ResultReported, "已办"),
    t.RETURNED: Told(LOWER, [c.Register(), c.Return(reason="不属职权")], e.Returned, "不属职权"),
    t.DELAY: Told(LOWER, [c.Register(), c.ExplainDelay(reason="鉴定未出", to="assigner")], e.Commented, "鉴定未出"),
    t.PRESSED: Told(UPPER, [c.Press(to=NAMES[LOWER], text="请抓紧")], e.Pressed, "请抓紧"),
    t.RECALLED: Told(UPPER, [c.Withdraw(reason=SAID)], e.Withdrawn, SAID),
}
"""Those that follow a petition that was assigned; the others have tests of their own below."""
OTHERWISE = {t.PETITION, t.REPORT_RETURNED, t.STATISTICS}
"""`statistics`: test_reports.py."""


def taken(instance: Instance, office: str, petition: UUID, what: str) -> list[e.Line]:
    """The lines of the command by which a thing of that kind was taken, the citation last."""
    lines = list(at.state(instance, office, petition).lines)
    nth = next(
        nth for nth, line in enumerate(lines) if isinstance(line.event, e.TransferTaken) and line.event.what == what
    )
    return lines[:nth]


def unanswered(instance: Instance, office: str) -> list[str]:
    with instance.exchange.book(office) as book:
        return [each.what for each in book.asked("outgoing AND answered IS NULL AND what <> 'receipt'", {})]


def declined(instance: Instance, office: str) -> list[str]:
    with instance.exchange.book(office) as book:
        return [each.declined for each in book.asked("declined <> ''", {})]


def test_no_kind_is_without_a_test() -> None:
    assert set(KINDS) | OTHERWISE == set(t.ITEMS)


@pytest.mark.parametrize("what", KINDS)
def test_what_is_said_in_one_office_becomes_an_act_in_the_other(instance: Instance, what: str) -> None:
    above = at.assigned(instance)
    moved(instance)
    there = below(instance)
    told = KINDS[what]
    here, theirs = (above, there) if told.office == UPPER else (there, above)
    at.act(instance, told.office, here, *told.acts)
    moved(instance)
    line = taken(instance, LOWER if told.office == UPPER else UPPER, theirs, what)[-1]
    assert isinstance(line.event, told.there)
    assert told.words in str(line.event)
    assert (unanswered(instance, UPPER), unanswered(instance, LOWER)) == ([], [])
    assert (declined(instance, UPPER), declined(instance, LOWER)) == ([], [])


@pytest.mark.parametrize("mode", MODES)
def test_a_petition_comes_in_however_it_was_sent(instance: Instance, mode: str) -> None:
    """Only what was forwarded or assigned is on its way until it is signed for, and only those are signed for above."""
    instance.offices.add(UPPER, o.UnitSet(name=OTHER, kind="section"), at.CLERK, at.VIA)
    above = at.received(instance, UPPER)
    at.act(instance, UPPER, above, sent_as(mode))
    moved(instance)
    there = at.state(instance, LOWER, below(instance))
    assert there.received is not None
    assert there.received.source == ("superior_assigned" if mode == "assign" else "superior_forwarded")
    (cited,) = (line.event for line in there.lines if isinstance(line.event, e.TransferTaken))
    assert (cited.what, cited.sent_as) == (t.PETITION, mode)
    at.act(instance, LOWER, below(instance), c.Register())
    moved(instance)
    routing = at.state(instance, UPPER, above).routing
    assert (routing.holder == NAMES[LOWER]) is (mode in t.MOVING)
    assert (unanswered(instance, UPPER), unanswered(instance, LOWER)) == ([], [])


def sent_as(mode: str) -> c.Act:
    lower = NAMES[LOWER]
    if mode == "assign":
        return at.assigning()
    if mode == t.ASSIST:
        return c.Forward(target=OTHER, assisting=(lower,))
    return c.Forward(target=lower, mode=mode)


@pytest.mark.parametrize("closed", [False, True])
def test_a_report_that_is_sent_back_is_told_below_and_reopens_what_was_closed(instance: Instance, closed: bool) -> None:  # noqa: FBT001 - a case
    above = at.assigned(instance)
    moved(instance)
    there = below(instance)
    at.act(instance, LOWER, there, c.Register(), REPORTED)
    if closed:
        at.act(instance, LOWER, there, c.Close(outcome="supported", legal_basis="信访工作条例第三十二条"))
    moved(instance)
    assert not owed(at.state(instance, UPPER, above), "unit_result")
    back = c.ReturnReport(reason="事实不清", unit=NAMES[LOWER], reply_by=at.by())
    at.act(instance, UPPER, above, back)
    moved(instance)
    line = taken(instance, LOWER, there, t.REPORT_RETURNED)[-1]
    assert isinstance(line.event, e.Reopened if closed else e.Commented)
    assert "事实不清" in str(line.event)
    assert owed(at.state(instance, UPPER, above), "unit_result")
    assert declined(instance, LOWER) == []


TAKEN_BACK: dict[str, Callable[[], c.Act]] = {
    "withdrawn": lambda: c.Withdraw(reason="信访人撤回"),
    "void": lambda: c.Void(reason="误录"),
    "sent elsewhere": lambda: c.Forward(target=DESK, reason="改由本科办理"),
}


@pytest.mark.parametrize("how", TAKEN_BACK)
def test_what_is_taken_back_above_is_withdrawn_below(instance: Instance, how: str) -> None:
    above = at.assigned(instance)
    moved(instance)
    there = below(instance)
    assert at.state(instance, LOWER, there).ending.withdrawn is None
    at.act(instance, UPPER, above, TAKEN_BACK[how]())
    moved(instance)
    assert at.state(instance, LOWER, there).ending.withdrawn is not None
    assert unanswered(instance, UPPER) == []


def test_what_the_rules_below_refuse_is_declined_on_record_and_told_above(instance: Instance) -> None:
    """Pressed after it was declared void below: nothing is left to press; what comes behind is taken."""
    above = at.assigned(instance)
    moved(instance)
    at.act(instance, LOWER, below(instance), c.Void(reason="误录"))
    at.act(instance, UPPER, above, c.Press(to=NAMES[LOWER], text="请抓紧"))
    other = at.assigned(instance)
    moved(instance)
    assert len(declined(instance, LOWER)) == len(declined(instance, UPPER)) == 1
    assert len(at.came(instance, LOWER)) == 2
    assert unanswered(instance, UPPER) == []
    assert other != above
