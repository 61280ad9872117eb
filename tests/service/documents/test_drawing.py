"""A document of a petition is drawn up for whoever may read it, on record before it leaves, with what proves it."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from domain.documents.kinds import KINDS
from service.access.recording import EVERYTHING
from service.runtime import Instance
from service.web.query.code import QueryCodes, shown
from tests.service.access.conftest import Door, client, door, told
from tests.service.access.story import BY_ROLE, CLEARED, CLERK, MARKER
from tests.service.access.test_reads import records
from tests.service.api.callers import V1
from tests.service.documents.reading import text

__all__ = ["client", "door", "told"]

OFFICE = f"{V1}/offices/yimin"


def of(told: dict[str, Any], name: str = "road") -> str:
    return f"{OFFICE}/petitions/{told[name]}/documents"


def test_every_kind_is_listed_with_what_it_lacks(client: TestClient, door: Door, told: dict[str, Any]) -> None:
    with door.signed_in(BY_ROLE["registrar"]):
        found = client.get(of(told)).json()["documents"]
    assert [each["document"] for each in found] == list(KINDS)
    lacking = {each["document"]: [reason["en"] for reason in each["reasons"]] for each in found}
    assert lacking["registration"] == lacking["slip"] == lacking["service"] == []
    assert lacking["acceptance"] == ["Notice of acceptance rests on accepted: there is none yet"]


def test_a_document_is_a_file_and_its_reading_is_on_record(
    client: TestClient, door: Door, told: dict[str, Any], instance: Instance
) -> None:
    with door.signed_in(BY_ROLE["handler"]):
        answer = client.get(f"{of(told)}/registration")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    assert {"反映road问题", "王一"} <= {each for each in ("反映road问题", "王一") if each in text(answer.content)}
    (found,) = records(instance)
    assert (found.petition, found.fields) == (told["road"], EVERYTHING)


def test_what_it_shows_is_proved_by_the_event_after_which_it_shows_it(
    client: TestClient, door: Door, told: dict[str, Any], instance: Instance
) -> None:
    with door.signed_in(BY_ROLE["handler"]):
        read = text(client.get(f"{of(told)}/registration").content)
    with instance.pool.connection() as connection:
        rows = connection.execute(
            "SELECT position, leaf FROM ledger.event WHERE stream = %s", [told["road"]]
        ).fetchall()
    position, leaf = max(rows)
    head = instance.checkpoints.current("yimin", "matters").head
    assert f"台账第{position}号事件（叶哈希{leaf.hex()[:16]}" in read
    assert f"检查点：{head.size}条，根{head.root.hex()[:16]}" in read


@pytest.mark.parametrize(("name", "coded"), [("registrar", True), ("handler", False)])
def test_the_query_code_is_printed_by_whoever_may_hand_it_out(
    client: TestClient, door: Door, told: dict[str, Any], instance: Instance, name: str, *, coded: bool
) -> None:
    with door.console():
        told["desk"].do("accept", str(told["road"]), "2026-03-10", by=CLERK)
    with door.signed_in(BY_ROLE[name]):
        read = text(client.get(f"{of(told)}/acceptance").content)
    assert (shown(QueryCodes(instance.keys).of("yimin", told["road"])) in read) is coded
    assert any("query_code" in each.fields for each in records(instance)) is coded


def test_as_of_an_earlier_position_it_shows_what_was_known_then(
    client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    with door.signed_in(BY_ROLE["registrar"]):
        now = client.get(f"{of(told)}/slip")
        before = client.get(f"{of(told)}/slip", params={"position": 1})
    assert now.status_code == 200
    assert before.status_code == 404, "it had not come in"


def test_nobody_gets_a_document_of_what_is_hidden_from_them(
    client: TestClient, door: Door, told: dict[str, Any], instance: Instance
) -> None:
    for person, status in ((BY_ROLE["handler"], 404), (CLEARED, 200)):
        with door.signed_in(person):
            answer = client.get(f"{of(told, 'accusation')}/registration", headers={"X-Purpose": "verification"})
        assert answer.status_code == status
        assert MARKER in text(answer.content) if status == 200 else MARKER not in answer.text
    assert [each.allowed for each in records(instance)] == [False, True]


def test_what_cannot_be_drawn_up_is_refused_with_what_is_missing(
    client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    with door.signed_in(BY_ROLE["registrar"]):
        early = client.get(f"{of(told)}/opinion")
        unknown = client.get(f"{of(told)}/poem")
    assert (early.status_code, unknown.status_code) == (409, 409)
    assert "须依据拟稿" in early.json()["detail"]
    assert "没有此种文书" in unknown.json()["detail"]


def test_a_character_that_no_font_has_is_named(client: TestClient, door: Door, told: dict[str, Any]) -> None:
    details = {"petitioner": {"name": "王𰀀"}}
    with door.console():
        told["desk"].do("classify", str(told["road"]), "2026-03-10", by=CLERK, details=details)
    with door.signed_in(BY_ROLE["registrar"]):
        answer = client.get(f"{of(told)}/registration")
    assert answer.status_code == 422
    assert "𰀀（U+30000）" in answer.json()["detail"]
