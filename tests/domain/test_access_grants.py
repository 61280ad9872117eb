"""Who may be given which role: nobody by themselves, and no administrator anything else."""

from __future__ import annotations

from datetime import date

import pytest

from domain import office as o
from domain.access_roles import ROLES
from domain.deciding import Refused
from domain.values import Actor, Moment
from domain.words import choices

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


def told(state: o.Office, event: o.OfficeEvent) -> list[tuple[str, str]]:
    """Every reason against the event, in Chinese and English."""
    with pytest.raises(Refused) as caught:
        o.decide(state, event, SECURITY, WHEN)
    return [(reason.zh, reason.en) for reason in caught.value.reasons]


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
    ("event", "zh", "en"),
    [
        (granted("程峰"), "角色和密级至少给出一项", "neither role nor clearance is given"),
        (granted("程峰", "auditor", unit="无此科"), "没有单位“无此科”", "there is no unit '无此科'"),
        (granted("程峰", "auditor", until=date(2026, 1, 1)), "结束日期早于开始日期", "it ends before it begins"),
        (granted("  ", "auditor"), "姓名为空或者不可读", "`person` is empty or cannot be read"),
        (granted("安 管", "auditor"), "不得为本人授权", "nobody grants anything to themselves"),
        (o.AccessGranted(person="程峰", role="auditor", since=DAY, reason=" "), "理由为空", "`reason` is empty"),
        (o.AccessRevoked(person="程峰", reason="调离"), "“程峰”没有此项授权", "程峰 was not granted that"),
        (
            o.KinshipDeclared(person="程峰", relative="程 峰", since=DAY),
            "申报人与近亲属是同一人", "a person is no relation of themselves",
        ),
        (
            o.KinshipDeclared(person="程峰", relative="方登记", since=DAY, until=date(2026, 1, 1)),
            "结束日期早于开始日期", "it ends before it begins",
        ),
        (
            granted("方登记", "system_admin"),
            "系统、安全、审计管理员须相互独立，也不得兼任业务角色；“方登记”已是信访协调员、登记员",
            "administrators are kept apart from each other and from petitions; 方登记 is coordinator, registrar",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_by_name(event: o.OfficeEvent, zh: str, en: str) -> None:
    assert told(founded(), event) == [(zh, en)]


def test_an_officer_is_granted_under_the_name_that_the_office_has_and_under_no_other() -> None:
    assert told(founded(), granted("方 登记", "supervisor")) == [
        ("本机构登记的姓名为方登记", "the office has this name as 方登记")
    ]
    assert after(granted("方登记", "supervisor")).access.grants


def test_a_role_or_level_that_is_none_is_answered_with_those_that_are() -> None:
    (role,), (level,) = (
        told(founded(), event) for event in (granted("程峰", "king"), granted("程峰", clearance="top"))
    )
    assert role == (
        f"角色“king”不是可用的代码：{choices('access_role', ROLES)}",
        f"role 'king' is not one of {', '.join(ROLES)}",
    )
    assert level[0].startswith("密级“top”不是可用的代码：")
    assert "内部" in level[0]
    assert level[1] == "clearance 'top' is not one of internal, work_secret, confidential"


def test_a_revocation_needs_its_reason_and_a_relation_its_name() -> None:
    state = after(granted("程峰", "auditor"))
    assert told(state, o.AccessRevoked(person="程峰", reason=" ")) == [("理由为空", "`reason` is empty")]
    (nameless,) = told(founded(), o.KinshipDeclared(person="程峰", relative=" ", since=DAY))
    assert nameless[1] == "`relative` is empty or cannot be read"


def test_a_revocation_of_all_ends_every_grant_of_that_person_and_nobody_elses() -> None:
    state = after(
        granted("程峰", "auditor", unit="信访科"),
        granted("程峰", "supervisor"),
        granted("丁敏", "auditor"),
        o.AccessRevoked(person="程 峰", reason="调离"),
    )
    assert [(each.person, each.role) for each in state.access.grants] == [("丁敏", "auditor")]


def test_an_administrator_of_several_roles_before_is_told_all_of_them() -> None:
    state = after(granted("程峰", "auditor"), granted("程峰", "supervisor"), granted("程峰", clearance="confidential"))
    ((zh, en),) = told(state, granted("程峰", "audit_admin"))
    assert zh.endswith("“程峰”已是审计员、督办员")
    assert en.endswith("程峰 is auditor, supervisor")


def test_a_relation_is_of_two_whoever_declares_it() -> None:
    state = after(
        o.KinshipDeclared(person="程峰", relative="方登记", since=DAY),
        o.KinshipDeclared(person="方登记", relative="程峰", since=DAY, until=DAY),
    )
    assert [each.until for each in state.access.kin] == [DAY]
