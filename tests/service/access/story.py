"""A month of an office: ordinary letters, and one that informs on an officer, with markers planted where it is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.testclient import TestClient

from tests.service.api.callers import FOUNDED, V1, Caller

MARKER = "检举标记XQZ"
PLACE = "标记乡"
STAFF: tuple[tuple[str, str, str], ...] = (
    ("钟山", "head", "局领导"),
    ("倪虹", "deputy_for_petitions", "局领导"),
    ("葛平", "deputy_head", "局领导"),
    ("田甜", "petition_section", "信访科"),
    ("方登", "registrar", "登记室"),
    ("柳青", "section_head", "后扶科"),
    ("苗壮", "handler", "后扶科"),
    ("石磊", "section_head", "规划科"),
    ("白桦", "handler", "规划科"),
    ("纪明", "discipline", "纪检组"),
    ("申计", "auditor", "纪检组"),
    ("督方", "supervisor", "督查室"),
)
GRANTS: tuple[tuple[str, str], ...] = (
    ("舒统", "statistician"),
    ("钱系", "system_admin"),
    ("安管", "security_admin"),
    ("寇审", "audit_admin"),
)
BY_ROLE: Mapping[str, str] = {
    "registrar": "方登",
    "handler": "白桦",
    "coordinator": "田甜",
    "leader": "葛平",
    "supervisor": "督方",
    "statistician": "舒统",
    "auditor": "申计",
    "system_admin": "钱系",
    "security_admin": "安管",
    "audit_admin": "寇审",
}
"""Somebody of each role who has nothing to do with the accusation and no clearance for it."""
ACCUSED, COLLEAGUE, UNCLEARED, CLEARED = "柳青", "苗壮", "石磊", "纪明"
UNITS = (("局领导", "department"), ("信访科", "petition_section"), ("后扶科", "section"), ("规划科", "section"),
         ("纪检组", "department"), ("登记室", "department"), ("督查室", "department"))  # fmt: skip


def tell(client: TestClient, book: str = "plain") -> dict[str, Any]:
    """The ids of the petitions by their names, and the number of the accusation."""
    desk = Caller.founded(client, "yimin", book, replayed=True)
    _told(client, "events", events=_organisation())
    for person, role in GRANTS:
        _told(client, "grants", person=person, role=role, since="2026-01-01", reason="工作需要")
    found: dict[str, Any] = {"desk": desk}
    for number, (name, unit) in enumerate((("road", "规划科"), ("water", "后扶科"), ("house", "规划科")), 2):
        found[name] = _ordinary(desk, name, unit, f"2026-03-{number:02d}")
    found["accusation"], found["number"] = _accusation(desk)
    return found


def _organisation() -> list[dict[str, Any]]:
    units = [{"event": "UnitSet", "name": name, "kind": kind} for name, kind in UNITS]
    staff = [
        {"event": "PersonAppointed", "person": person, "post": post, "unit": unit, "since": "2026-01-01"}
        for person, post, unit in STAFF
    ]
    return [*units, *staff]


def _told(client: TestClient, address: str, **said: Any) -> None:
    body = {"actor": {"name": "管理员"}, "recorded_at": FOUNDED, **said}
    answer = client.post(f"{V1}/offices/yimin/{address}", json=body)
    assert answer.status_code == 200, answer.text


CLERK = {"name": "田甜", "unit": "信访科", "post": "petition_section"}


def _ordinary(desk: Caller, name: str, unit: str, day: str) -> UUID:
    details = {
        "title": f"反映{name}问题",
        "petitioner": {"name": "王一"},
        "problem": "请求处理",
        "content_class": "城建",
    }
    petition = desk.do("receive", on=day, by=CLERK, channel="letter", details=details)["petition"]
    desk.do("register", petition, day, by=CLERK)
    desk.do("forward", petition, day, by=CLERK, target=unit)
    return UUID(petition)


def _accusation(desk: Caller) -> tuple[UUID, str]:
    """First an ordinary letter that everybody sees; two days later it is known to accuse somebody."""
    details = {
        "title": f"反映{MARKER}",
        "petitioner": {"name": f"举报人{MARKER}", "phone": "13900001111"},
        "problem": f"问题{MARKER}",
        "problem_place": PLACE,
        "content_class": "城建",
    }
    petition = desk.do("receive", on="2026-03-05", by=CLERK, channel="visit", details=details)["petition"]
    registered = desk.do("register", petition, "2026-03-05", by=CLERK)
    named = {"purpose": "accusation", "accused": [{"name": ACCUSED, "work_unit": "后扶科"}]}
    desk.do("classify", petition, "2026-03-07", by=CLERK, details=named)
    desk.do("comment", petition, "2026-03-08", by=CLERK, text=f"备注{MARKER}")
    desk.do("forward", petition, "2026-03-08", by=CLERK, target="纪检组", handler=CLEARED)
    desk.do(
        "sign-for", petition, "2026-03-09", by={"name": CLEARED, "unit": "纪检组", "post": "discipline"}, unit="纪检组"
    )
    return UUID(petition), registered["number"]
