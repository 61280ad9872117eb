"""Nobody is left untold who can be told (S1.23), and what was answered on the spot says what was answered."""

from __future__ import annotations

from uuid import UUID

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain.values import IMPORTED, Details, Person
from tests.domain.scenario import CLERK, SHEET, UNREACHED, Scenario

HALL = c.Receive(channel="visit", place="hall", details=SHEET)
EXEMPT = c.Exempt(reason="无法告知")
EARLIER = UUID(int=99)


def letter(**known: object) -> c.Receive:
    return c.Receive(channel="letter", details=Details(title="路灯不亮", **known))  # type: ignore[arg-type]


def came_in(case: Scenario, received: c.Receive) -> Scenario:
    case.when(received, "2026-01-05")
    case.when(c.Register(), "2026-01-05")
    return case


# ---- the exemption


@pytest.mark.clause("S1.23")
@pytest.mark.parametrize("where", [{"phone": "13800001111"}, {"address": "某路1号"}])
def test_who_gave_name_and_address_or_telephone_is_told(s1: Scenario, where: dict[str, str]) -> None:
    """姓名（名称）、住址不清的除外."""
    came_in(s1, letter(petitioner=Person(id=UUID(int=3), name="焦桂英", **where)))
    assert set(s1.refused(EXEMPT, "2026-01-06")) == {"S1.23"}
    assert set(s1.refused(EXEMPT, "2026-01-06", already_done="补录")) == {"S1.23"}


@pytest.mark.clause("S1.23")
@pytest.mark.parametrize(
    "known",
    [
        {"anonymous": True},
        {},
        {"petitioner": Person(id=UUID(int=3), name="焦桂英")},
        {"petitioner": Person(id=UUID(int=3), name="unknown", phone="13800001111")},
    ],
)
def test_who_gave_no_name_or_no_address_need_not_be_told(s1: Scenario, known: dict[str, object]) -> None:
    came_in(s1, letter(**known)).when(EXEMPT, "2026-01-06")
    assert "notice_direct" not in s1.owed()


@pytest.mark.clause("S1.23")
def test_who_cannot_be_reached_is_put_on_record_first(s1: Scenario) -> None:
    came_in(s1, HALL).when(UNREACHED, "2026-01-06")
    s1.when(EXEMPT, "2026-01-06")
    assert "notice_direct" not in s1.owed()


@pytest.mark.clause("S1.23")
@pytest.mark.parametrize("later", [Details(anonymous=True), Details(petitioner=Person(id=UUID(int=8), name="匿名"))])
def test_who_was_named_is_not_made_anonymous_to_be_left_out(s1: Scenario, later: Details) -> None:
    came_in(s1, HALL).when(c.Classify(details=later), "2026-01-06")
    assert set(s1.refused(EXEMPT, "2026-01-06")) == {"S1.23"}


@pytest.mark.clause("S1.23")
def test_what_is_merged_is_answered_with_its_first_and_a_repeat_has_its_own_answer(s1: Scenario) -> None:
    came_in(s1, HALL).when(c.Join(to=EARLIER, kind="repeat"), "2026-01-06")
    assert set(s1.refused(EXEMPT, "2026-01-06")) == {"S1.23"}
    s1.when(c.Unjoin(to=EARLIER, reason="误"), "2026-01-06")
    s1.when(c.Join(to=EARLIER, kind="merged"), "2026-01-06")
    s1.when(EXEMPT, "2026-01-06")
    s1.when(c.Unjoin(to=EARLIER, reason="误"), "2026-01-06")
    assert set(s1.refused(EXEMPT, "2026-01-06")) == {"S1.23"}


@pytest.mark.clause("R5.12")
def test_an_exemption_dated_back_comes_too_late_all_the_same(r5: Scenario) -> None:
    """It is nothing but its record: the thirty days ended before that was made."""
    came_in(r5, HALL).when(UNREACHED, "2026-01-06")
    r5.when(EXEMPT, "2026-01-06", recorded="2026-03-20", already_done="补录")
    ends = {duty.key.id: duty.end.late for duty in r5.state.duties if duty.end}
    assert ends == {"answer_hall": True, "notice_direct": True}


@pytest.mark.clause("R5.12")
def test_an_exemption_from_another_register_keeps_its_day(r5: Scenario) -> None:
    came_in(r5, HALL).when(UNREACHED, "2026-01-06")
    r5.when(EXEMPT, "2026-01-06", recorded="2026-03-20", by=replace(CLERK, authenticated=IMPORTED))
    assert not any(duty.end.late for duty in r5.state.duties if duty.end)


# ---- on the spot


@pytest.mark.clause("S1.23")
@pytest.mark.parametrize("channel", ["letter", "online", "fax"])
def test_nobody_is_answered_on_the_spot_in_writing_unless_it_is_written_down(s1: Scenario, channel: str) -> None:
    s1.when(replace(letter(), channel=channel), "2026-01-05")
    assert set(s1.refused(c.Register(on_spot=True), "2026-01-05")) == {"structure"}
    s1.when(c.Register(on_spot=True, details=Details(answer_given="已电话答复")), "2026-01-05")


@pytest.mark.parametrize("channel", ["visit", "call"])
def test_who_is_there_may_be_answered_on_the_spot(s1: Scenario, channel: str) -> None:
    s1.when(replace(letter(), channel=channel), "2026-01-05")
    s1.when(c.Register(on_spot=True), "2026-01-05")


@pytest.mark.parametrize("kind", ["policy", "interim"])
def test_an_answer_on_the_spot_says_what_was_answered(s1: Scenario, kind: str) -> None:
    came_in(s1, HALL)
    assert set(s1.refused(c.Answer(reply_kind=kind, on_spot=True), "2026-01-06")) == {"structure"}
    s1.when(c.Answer(reply_kind=kind, text="已说明", on_spot=True), "2026-01-06")
