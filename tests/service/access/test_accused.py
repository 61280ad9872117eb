"""Nothing that informs on a person reaches that person (R3.3.6, R4.6): the accused asks for all there is."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from service.ledger.application import MATTERS
from service.runtime import Instance
from tests.service.access.conftest import Door
from tests.service.access.crawling import INCIDENT, answers, paths
from tests.service.access.story import ACCUSED, CLEARED, COLLEAGUE, MARKER, UNCLEARED


def traces(client: TestClient, told: dict[str, Any]) -> set[str]:
    """The addresses whose answers hold a marker of the accusation, its id or its number."""
    marks = (MARKER, str(told["accusation"]), told["number"])
    return {path for path, answer in answers(client, told).items() if any(mark in answer for mark in marks)}


@pytest.mark.clause("R3.3.6")
@pytest.mark.parametrize("person", [ACCUSED, COLLEAGUE])
def test_whoever_it_accuses_finds_no_trace_of_it_anywhere_also_not_in_the_past(
    client: TestClient, door: Door, told: dict[str, Any], person: str
) -> None:
    with door.signed_in(person):
        assert traces(client, told) == set()


def test_somebody_who_is_cleared_finds_it_where_it_is(client: TestClient, door: Door, told: dict[str, Any]) -> None:
    """The control: the same crawl finds the accusation in many places."""
    with door.signed_in(CLEARED):
        assert len(traces(client, told)) > 10


@pytest.mark.clause("R4.6")
def test_the_accused_sees_byte_for_byte_what_an_uncleared_colleague_sees(
    client: TestClient, instance: Instance, door: Door, told: dict[str, Any]
) -> None:
    """Two heads of sections with the same roles; the units whose petitions they see are made the same first.

    The log's head is signed before either asks: files name the checkpoint that covers
    them, and one asks after the other.
    """
    with door.console():
        told["desk"].do("forward", str(told["water"]), "2026-03-20", target="规划科")
        told["desk"].do("forward", str(told["house"]), "2026-03-20", target="后扶科")
        told["desk"].do("forward", str(told["road"]), "2026-03-20", target="后扶科")
    instance.checkpoints.current("yimin", MATTERS)
    with door.signed_in(ACCUSED):
        accused = answers(client, told)
    with door.signed_in(UNCLEARED):
        colleague = answers(client, told)
    assert {path for path in accused if accused[path] != colleague[path]} == set()
    assert len(accused) == len(paths(told))


def test_before_it_was_known_to_accuse_anybody_it_could_be_read_and_no_longer(
    client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    path = f"/api/v1/offices/yimin/petitions/{told['accusation']}"
    with door.signed_in(ACCUSED):
        assert client.get(path, params={"as_of": "2026-03-06T12:00:00+08:00"}).status_code == 404
    with door.signed_in(CLEARED):
        early = client.get(path, params={"as_of": "2026-03-06T12:00:00+08:00"})
        assert early.status_code == 200
        assert "accused" not in early.json()["details"]


def test_the_answer_about_it_is_the_answer_about_nothing(client: TestClient, door: Door, told: dict[str, Any]) -> None:
    nothing = "00000000-0000-4000-8000-000000000000"
    with door.signed_in(ACCUSED):
        hidden = client.get(f"/api/v1/offices/yimin/petitions/{told['accusation']}")
        missing = client.get(f"/api/v1/offices/yimin/petitions/{nothing}")
    assert hidden.status_code == missing.status_code == 404
    said = [INCIDENT.sub("", answer.text).replace(str(told["accusation"]), nothing) for answer in (hidden, missing)]
    assert said[0] == said[1]
