"""Who reads as the head is the head, in an office that has told who holds its posts (R1.1.3)."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.organisation import Delegation, Posting
from domain.values import IMPORTED, Details
from tests.clauses.party_office import WRITER
from tests.domain.scenario import CLERK, Scenario, under

KNOWN = Details(
    petitioner=replace(WRITER, phone="13800001111"), problem="路灯不亮", demand="修复", importance="important"
)


def posted(person: str, post: str) -> Posting:
    return Posting(person=person, post=post, unit="综合科", since=date(2020, 1, 1))


@pytest.fixture
def r1() -> Scenario:
    case = under("R1")
    stand_in = Delegation(taker="代局长", giver="贺建国", since=date(2026, 1, 1), until=date(2026, 1, 31))
    staff = (posted("贺建国", "head"), posted("保安", "handler"), posted("代局长", "handler"))
    case.office = replace(case.office, roles={"head": "书记"}, staff=staff, delegations=(stand_in,))
    case.when(c.Receive(channel="letter", details=KNOWN), "2026-01-05")
    case.when(c.Register(), "2026-01-05")
    return case


@pytest.mark.clause("R1.1.3")
def test_nobody_reads_as_the_head_who_does_not_hold_the_post(r1: Scenario) -> None:
    assert set(r1.refused(c.Submit(to="保安", reader="head"), "2026-01-05")) == {"structure"}
    assert set(r1.refused(c.Submit(to="代局长", reader="head"), "2026-02-01")) == {"structure"}


@pytest.mark.clause("R1.1.3")
@pytest.mark.parametrize("reader", ["贺建国", "书记", "代局长"])
def test_the_head_the_secretary_and_who_stands_in_read_as_the_head(r1: Scenario, reader: str) -> None:
    event = r1.when(c.Submit(to=reader, reader="head"), "2026-01-05").event
    assert isinstance(event, e.Submitted)
    assert event.reader == "head"


def test_another_register_is_believed_of_its_time(r1: Scenario) -> None:
    r1.when(c.Submit(to="前任", reader="head"), "2026-01-05", by=replace(CLERK, authenticated=IMPORTED))


def test_an_office_that_has_told_nothing_is_believed() -> None:
    case = under("R1")
    case.when(c.Receive(channel="letter", details=KNOWN), "2026-01-05")
    case.when(c.Register(), "2026-01-05")
    case.when(c.Submit(to="主任", reader="head"), "2026-01-05")
