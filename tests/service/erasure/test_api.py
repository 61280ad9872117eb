"""Erasure and restriction over HTTP: the same rules, the same words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from service.ledger.sealing import ERASED, RESTRICTED
from service.runtime import Instance
from tests.service.api.callers import HERE, Caller, problem
from tests.service.apps import app_of
from tests.service.erasure.people import OFFICE, writes

CLERK, FIRST, SECOND = ({"actor": {"name": name}} for name in ("田甜", "钟山", "倪虹"))


@pytest.fixture
def office(instance: Instance) -> Iterator[Caller]:
    with TestClient(app_of(instance), base_url=HERE) as client:
        yield Caller(client, OFFICE)


def post(office: Caller, path: str, body: Mapping[str, object], status: int = 200, key: str = "") -> dict[str, object]:
    headers = {"Idempotency-Key": key or uuid4().hex}
    found = office.client.post(office.path(*path.split("/")), json=body, headers=headers)
    if status == 409:
        told: dict[str, object] = problem(found, 409)
        return told
    assert found.status_code == status, found.text
    said: dict[str, object] = found.json()
    return said


def test_from_the_proposal_to_what_is_shown_afterwards(instance: Instance, office: Caller) -> None:
    one = writes(instance)
    proposal = {**CLERK, "subjects": [one.of_person], "basis": "legal_ground", "reason": "本人申请"}
    post(office, "erasures", proposal)
    post(office, "erasures/1/approvals", CLERK, 409)
    post(office, "erasures/1/approvals", FIRST)
    post(office, "erasures/1/approvals", FIRST, 409)
    post(office, "erasures/1/execution", CLERK, 409)
    post(office, "erasures/1/approvals", SECOND)
    key = uuid4().hex
    first = post(office, "erasures/1/execution", CLERK, key=key)
    assert post(office, "erasures/1/execution", CLERK, key=key) == first
    assert post(office, "erasures/1/execution", FIRST) == first, "whoever repeats it finishes it"
    post(office, "erasures/1/refusals", {**FIRST, "reason": "晚了"}, 409)
    post(office, "erasures/7/approvals", FIRST, 409)
    (told,) = office.read("erasures")["erasures"]
    assert (told["standing"], told["approvers"], told["kids"]) == ("erased", ["钟山", "倪虹"], [one.of_person])
    shown = office.ask("petitions", str(one.petition), "history").text
    assert ERASED in shown
    assert str(one.person.phone) not in shown


def test_nothing_more_is_recorded_under_seal_of_what_was_erased(instance: Instance, office: Caller) -> None:
    one = writes(instance)
    proposal = {**CLERK, "petition": str(one.petition), "basis": "legal_ground", "reason": "本人申请"}
    post(office, "erasures", proposal)
    for who in (FIRST, SECOND):
        post(office, "erasures/1/approvals", who)
    post(office, "erasures/1/execution", CLERK)
    problem(office.send("comment", {"text": "再记一笔"}, str(one.petition)), 409, "erased")


def test_a_restriction_is_set_shown_and_lifted(instance: Instance, office: Caller) -> None:
    one = writes(instance)
    said = {**FIRST, "subject": one.of_person, "reason": "本人异议"}
    post(office, "restrictions", said)
    assert office.read("erasures")["restricted"] == {one.of_person: "本人异议"}
    assert RESTRICTED in office.ask("petitions", str(one.petition), "history").text
    post(office, "restriction-lifts", said)
    post(office, "restriction-lifts", said, 409)
    assert str(one.person.phone) in office.ask("petitions", str(one.petition), "history").text
