"""Who asks decides what is in a register: no trace of what they may not see, and it is on record before it leaves."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.access_log.recording import Reads
from service.ledger.submission import Unavailable
from service.registers.kinds import REGISTERS
from service.registers.writing import KINDS
from service.runtime import Instance
from tests.service.access.conftest import Door, client, door, told
from tests.service.access.crawling import text_of
from tests.service.access.story import ACCUSED, BY_ROLE, CLEARED, COLLEAGUE, MARKER, PLACE, UNCLEARED
from tests.service.access.test_reads import records
from tests.service.api.callers import V1
from tests.service.registers.leaving import unpacked

__all__ = ["client", "door", "told"]

OFFICE = f"{V1}/offices/yimin"


def sent(client: TestClient, register: str, kind: str = "csv", **said: str) -> bytes:
    answer = client.get(f"{OFFICE}/registers/{register}/{kind}", params=said)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == KINDS[kind].type
    assert f".{KINDS[kind].ending}" in answer.headers["content-disposition"]
    return answer.content


@pytest.mark.clause("R4.6")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("person", [ACCUSED, COLLEAGUE, UNCLEARED])
def test_whoever_may_not_see_the_accusation_gets_no_trace_of_it(
    client: TestClient, door: Door, told: dict[str, Any], person: str, kind: str
) -> None:
    marks = (MARKER, PLACE, str(told["accusation"]), told["number"], CLEARED, "纪检组")
    for register in REGISTERS:
        for moment in ({}, {"as_of": "2026-03-06T12:00:00+08:00"}):
            with door.signed_in(person):
                content = text_of(sent(client, register, kind, **moment))
            assert [mark for mark in marks if mark in content] == []
    with door.signed_in(CLEARED):
        assert told["number"] in text_of(sent(client, "petitions", kind)), "the control: it is there for others"


def test_how_many_are_not_shown_is_said_in_one_row_alike_to_all_who_see_as_much(
    client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    del told
    found = {}
    for person in (ACCUSED, COLLEAGUE, CLEARED):
        with door.signed_in(person):
            found[person] = unpacked(sent(client, "petitions"))["petitions.csv"][1:]
    assert found[ACCUSED] == found[COLLEAGUE]
    shown, hidden = _parted(found[ACCUSED])
    assert hidden > 0
    assert shown + hidden == sum(_parted(found[CLEARED])), "nothing is left out without being said"
    assert shown < _parted(found[CLEARED])[0], "the control: who is cleared sees more"


def _parted(rows: list[list[str]]) -> tuple[int, int]:
    """How many petitions stand in a register, and how many it says to be restricted."""
    said = [row[0].removeprefix("限制知悉 restricted: ") for row in rows if len(row) == 1]
    return len(rows) - len(said), sum(map(int, said))


@pytest.mark.clause("R6.5")
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_on_record_with_its_days_and_its_petitions(
    client: TestClient, door: Door, told: dict[str, Any], instance: Instance, kind: str
) -> None:
    with door.signed_in(BY_ROLE["supervisor"]):
        sent(client, "petitions", kind, first="2026-03-03")
    (found,) = [each for each in records(instance) if each.listed and each.listed.name == f"petitions.{kind}"]
    assert found.listed
    assert "2026-03-03" in found.listed.filter
    assert found.reader.person == BY_ROLE["supervisor"]
    del told


def test_what_cannot_be_put_on_record_does_not_leave(
    client: TestClient, door: Door, told: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise Unavailable

    monkeypatch.setattr(Reads, "record", refused)
    with door.signed_in(BY_ROLE["supervisor"]):
        answer = client.get(f"{OFFICE}/registers/petitions/csv")
    assert answer.status_code == 503
    assert not answer.content.startswith(b"PK")
    del told


@pytest.mark.parametrize(
    ("register", "said", "status"),
    [("none", {}, 422), ("petitions", {"first": "2026-03-03", "last": "2026-03-02"}, 422)],
)
def test_what_is_no_register_and_days_the_wrong_way_round_are_refused(
    client: TestClient, door: Door, told: dict[str, Any], register: str, said: dict[str, str], status: int
) -> None:
    del told
    with door.signed_in(BY_ROLE["supervisor"]):
        answer = client.get(f"{OFFICE}/registers/{register}/xlsx", params=said)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_page_of_the_register_leads_to_every_one_of_its_days_and_moment(
    client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    with door.signed_in(BY_ROLE["supervisor"]):
        page = client.get("/register", params={"received_from": "2026-03-03", "channel": "letter"}).text
        links = [unescape(each) for each in re.findall(r'href="(/registers/[^"]*)"', page)]
        assert len(links) == len(REGISTERS) * len(KINDS)
        for link in links:
            assert "received_from=2026-03-03" in link
            assert "channel" not in link
            assert client.get(link).content.startswith(b"PK")
    del told
