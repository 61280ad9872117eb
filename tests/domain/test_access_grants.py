"""Who may be given which role: nobody by themselves, and no administrator anything else."""

from __future__ import annotations

from datetime import date

import pytest

from domain import office as o
from domain.deciding import Refused
from domain.values import Actor, Moment

DAY = date(2026, 3, 2)
WHEN = Moment(DAY)
SECURITY = Actor("安管")


def founded() -> o.Office:
    state = o.Office()
    for event in (
        o.OfficeCreated(id="yimin", name="移民局", time_zone="Asia/Shanghai"),
        o.UnitSet(name="信访科", kind="petition_section"),
        o.PersonAppointed(person="方登记", post="registrar", unit="信访科", since=DAY),
    ):
        state = o.evolve(state, o.decide(state, event, SECURITY, WHEN))
    return state


def granted(person: str, role: str = "", **more: object) -> o.AccessGranted:
    return o.AccessGranted(person=person, role=role, since=DAY, reason="工作需要", **more)  # type: ignore[arg-type]


def after(*events: o.OfficeEvent) -> o.Office:
    state = founded()
    for event in events:
        state = o.evolve(state, o.decide(state, event, SECURITY, WHEN))
    return state


def refused(state: o.Office, event: o.OfficeEvent, actor: Actor = SECURITY) -> str:
    with pytest.raises(Refused) as caught:
        o.decide(state, event, actor, WHEN)
    return "; ".join(reason.en for reason in caught.value.reasons)


def test_a_grant_stands_and_the_same_one_said_again_takes_its_place() -> None:
    state = after(granted("程峰", "auditor"), granted("程峰", "auditor", clearance="confidential"))
    assert [(each.role, each.clearance) for each in state.access.grants] == [("auditor", "confidential")]


def test_what_is_revoked_is_gone_and_the_rest_stays() -> None:
    state = after(
        granted("程峰", "auditor"),
        granted("程峰", "supervisor"),
        o.AccessRevoked(person="程峰", role="auditor", reason="调离"),
    )
    assert [each.role for each in state.access.grants] == ["supervisor"]


def test_nobody_grants_anything_to_themselves() -> None:
    assert "themselves" in refused(founded(), granted("安 管", "auditor"))


@pytest.mark.parametrize("other", ["security_admin", "audit_admin", "registrar", "auditor"])
def test_an_administrator_is_nothing_else(other: str) -> None:
    assert "kept apart" in refused(after(granted("钱系统", "system_admin")), granted("钱系统", other))


def test_who_holds_a_post_of_petition_work_is_no_administrator() -> None:
    assert "kept apart" in refused(founded(), granted("方登记", "system_admin"))


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (granted("程峰", "king"), "not one of"),
        (granted("程峰"), "neither role nor clearance"),
        (granted("程峰", clearance="top"), "not one of"),
        (granted("程峰", "auditor", unit="无此科"), "no unit"),
        (granted("  ", "auditor"), "empty"),
        (granted("程峰", "auditor", until=date(2026, 1, 1)), "before it begins"),
        (o.AccessGranted(person="程峰", role="auditor", since=DAY, reason=" "), "reason"),
        (o.AccessRevoked(person="程峰", reason="调离"), "not granted"),
        (o.KinshipDeclared(person="程峰", relative="程 峰", since=DAY), "themselves"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(event: o.OfficeEvent, words: str) -> None:
    assert words in refused(founded(), event)


def test_a_relation_is_of_two_whoever_declares_it() -> None:
    state = after(
        o.KinshipDeclared(person="程峰", relative="方登记", since=DAY),
        o.KinshipDeclared(person="方登记", relative="程峰", since=DAY, until=DAY),
    )
    assert [each.until for each in state.access.kin] == [DAY]
