"""Petitions of every relation to whoever asks, and somebody of every role who asks; told by the console."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.testclient import TestClient

from domain.subjects import case_subject
from tests.service.access.conftest import SignedIn
from tests.service.access.story import BY_ROLE, CLERK, GRANTS, STAFF, UNITS
from tests.service.api.callers import DEPUTY, FOUNDED, V1, Caller

TWIN = "乙"
"""What is added to a name for somebody of the same role and unit who is cleared for nothing."""
COLUMNS = (*BY_ROLE, "token_read", "token_write", "token_figures", "signed_out")
RELATIONS = ("own", "other", "above", "accused", "accused_unit", "recused", "level", "quarantined", "erased", "barred")
ACCUSATION = {"purpose": "accusation"}
AFTER = {"recorded_at": "2026-03-04T00:00:00+08:00"}
FELLOWS = (("尹同", "registrar", "信访科"), ("殷登", "registrar", "登记室"), ("殷督", "supervisor", "督查室"))
COLLEAGUES = (("石磊", "规划科"), ("钟山", "局领导"), ("纪明", "纪检组"), *((name, unit) for name, _, unit in FELLOWS))
"""Somebody of each unit in which the askers serve."""


def asker(column: str, relation: str = "own") -> SignedIn | None:
    """Whoever asks in that column of the table; the level is asked about by those who are not cleared."""
    if column == "signed_out":
        return None
    if column.startswith("token_"):
        scope = column.removeprefix("token_")
        return SignedIn("程序", via="token", scopes=frozenset({scope}), unit="规划科")
    return SignedIn(BY_ROLE[column] + (TWIN if relation == "level" else ""))


def tell(client: TestClient) -> Mapping[str, str]:
    """The ids of the petitions, by the relation they are for."""
    desk = Caller.founded(client, "yimin", "plain", replayed=True)
    _told(client, "events", events=_organisation())
    for person, role in GRANTS:
        _told(client, "grants", person=person, role=role, since="2026-01-01", reason="工作需要")
        _told(client, "grants", person=person + TWIN, role=role, since="2026-01-01", reason="工作需要")
    for role, person in BY_ROLE.items():
        if not role.endswith("_admin"):
            _told(client, "grants", person=person, clearance="confidential", since="2026-01-01", reason="工作需要")
    found = {relation: _received(desk, relation) for relation in RELATIONS}
    _related(client, desk, found)
    return found


def _organisation() -> list[dict[str, Any]]:
    units = [{"event": "UnitSet", "name": name, "kind": kind} for name, kind in UNITS]
    below = {"event": "UnitSet", "name": "规划股", "kind": "section", "parent": "规划科"}
    askers = set(BY_ROLE.values())
    twins = [(person + TWIN, post, unit) for person, post, unit in STAFF if person in askers]
    staff = [
        {"event": "PersonAppointed", "person": person, "post": post, "unit": unit, "since": "2026-01-01"}
        for person, post, unit in (*STAFF, *twins, *FELLOWS)
    ]
    return [*units, below, *staff]


def _told(client: TestClient, address: str, **said: Any) -> None:
    body = {"actor": {"name": "管理员"}, "recorded_at": FOUNDED, **said}
    answer = client.post(f"{V1}/offices/yimin/{address}", json=body)
    assert answer.status_code == 200, answer.text


def _received(desk: Caller, relation: str) -> str:
    details = {"title": f"反映{relation}问题", "petitioner": {"name": "王一"}, "problem": "请求处理"}
    petition = str(desk.do("receive", on="2026-03-02", by=CLERK, channel="letter", details=details)["petition"])
    desk.do("register", petition, "2026-03-02", by=CLERK)
    unit = {"other": "后扶科", "above": "规划股"}.get(relation, "规划科")
    desk.do("forward", petition, "2026-03-02", by=CLERK, target=unit)
    return petition


def _related(client: TestClient, desk: Caller, found: Mapping[str, str]) -> None:
    """What makes each of them what it is called."""
    every = [{"name": person} for person in BY_ROLE.values()] + [{"name": "某人", "work_unit": "规划科"}]
    fellows = [{"name": person, "work_unit": unit} for person, unit in COLLEAGUES]
    day = "2026-03-03"
    desk.do("classify", found["accused"], day, by=CLERK, details={**ACCUSATION, "accused": every})
    desk.do("classify", found["accused_unit"], day, by=CLERK, details={**ACCUSATION, "accused": fellows})
    desk.do("classify", found["quarantined"], day, by=CLERK, details=ACCUSATION)
    desk.do("classify", found["level"], day, by=CLERK, details={"secrecy": "work_secret"})
    posted = {person for person, _, _ in STAFF}
    for person in (each for each in BY_ROLE.values() if each in posted):  # nobody else has anything to stay away from
        desk.do("recuse", found["recused"], day, by=DEPUTY, officer=person, stage="granted", reason="近亲属")
    _told(client, "restrictions", subject=case_subject(UUID(found["barred"])), reason="本人异议", **AFTER)
    _told(client, "erasures", petition=found["erased"], basis="legal_ground", reason="本人申请", **AFTER)
    for who in ("钟山", "倪虹"):
        _told(client, "erasures/1/approvals", actor={"name": who}, **AFTER)
    _told(client, "erasures/1/execution", **AFTER)
