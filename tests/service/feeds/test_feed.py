"""The feed that other systems ask for: by position, as far as they may see, on record, and unchanged while it is so."""

from __future__ import annotations

from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from domain.subscriptions import EVENTS
from service.feeds import reading
from service.runtime import Instance
from service.signin import accounts
from tests.service.api.callers import V1, problem
from tests.service.feeds.offices import (
    NAME,
    OURS,
    PHONE,
    PROGRAM,
    THEIRS,
    TITLE,
    WORDS,
    Program,
    delivered,
    letter,
    subscribed,
)
from tests.service.feeds.offices import program as issued
from tests.service.feeds.receiver import Receiver
from tests.service.feeds.test_delivering import logs, read
from tests.service.jobs.desks import CLERK, OFFICE, VIA

FEED = f"{V1}/offices/{OFFICE}/feed"


@pytest.fixture(autouse=True)
def _accounts(instance: Instance) -> None:
    """There is an account, so that nobody is let in without signing in."""
    accounts.open_account(instance, OFFICE, accounts.opening("admin", "倪虹", reason="开设"), CLERK, VIA)


def asked(client: TestClient, program: Program, headers: dict[str, str] | None = None, **query: object) -> Response:
    said = {"Authorization": f"Bearer {program.token}", **(headers or {})}
    answer: Response = client.get(FEED, params={name: str(value) for name, value in query.items()}, headers=said)
    return answer


def told(client: TestClient, program: Program, **query: object) -> Any:
    answer = asked(client, program, None, **query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_page_by_page_it_tells_every_event_once_in_order_and_then_what_is_new(
    instance: Instance, client: TestClient, program: Program
) -> None:
    letter(instance)
    letter(instance, THEIRS)
    letter(instance)
    found: list[Any] = []
    place = 0
    while (page := told(client, program, after=place, limit=2))["more"]:
        found += page["items"]
        place = page["next"]
    found += page["items"]
    assert [each["data"]["event"] for each in found] == ["Received", "Registered", "Forwarded"] * 2
    positions = [each["data"]["position"] for each in found]
    assert positions == sorted(set(positions))
    place = page["next"]
    assert told(client, program, after=place)["items"] == []
    petition = letter(instance)
    assert {each["data"]["petition"] for each in told(client, program, after=place)["items"]} == {str(petition)}


def test_it_tells_what_deliveries_tell(
    instance: Instance, client: TestClient, program: Program, receiver: Receiver
) -> None:
    letter(instance)
    made = subscribed(instance, receiver.url, program.id)
    delivered(instance, made.id)
    answer = asked(client, program)
    assert answer.json()["items"] == [each.item for each in receiver.came]
    assert [word for word in (NAME, PHONE, TITLE, WORDS) if word in answer.text] == []


def test_it_is_narrowed_by_event_unit_and_channel(instance: Instance, client: TestClient, program: Program) -> None:
    letter(instance)
    visit = letter(instance, channel="visit")
    page = told(client, program, event="Registered,Forwarded", unit=OURS, channel="visit")
    assert [(each["data"]["petition"], each["type"]) for each in page["items"]] == [
        (str(visit), "petition.Forwarded"),
    ]
    assert told(client, program, unit="没有此科")["items"] == []


def test_a_wrong_event_or_channel_and_a_position_behind_the_end_are_named(
    instance: Instance, client: TestClient, program: Program
) -> None:
    assert problem(asked(client, program, event="Recieved"), 422)["errors"][0]["path"] == "query.event"
    assert problem(asked(client, program, channel="fish"), 422)["errors"][0]["path"] == "query.channel"
    size = instance.ledger.head(OFFICE).size
    (fault,) = problem(asked(client, program, after=size + 1), 422)["errors"]
    assert fault["zh"] == f"日志只到第{size}位"


def test_a_page_that_stays_as_it_is_is_answered_with_304_and_not_read_again(
    instance: Instance, client: TestClient, program: Program
) -> None:
    letter(instance)
    first = asked(client, program)
    tag = first.headers["etag"]
    for said in (tag, f"W/{tag}", f'"other", {tag}'):
        again = asked(client, program, {"If-None-Match": said})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert len(read(instance)) == 1
    letter(instance)
    assert asked(client, program, {"If-None-Match": tag}).status_code == 200


def test_what_is_told_is_on_record_and_an_empty_page_is_no_read(
    instance: Instance, client: TestClient, program: Program
) -> None:
    petition = letter(instance)
    told(client, program, event="Registered")
    (record,) = read(instance)
    assert (record.reader.person, record.via, record.action) == (f"token:{PROGRAM}", "api", "list")
    assert record.listed is not None
    assert (record.listed.name, record.listed.filter) == ("feed", "after=0&event=Registered")
    assert record.listed.petitions == (petition,)
    told(client, program, after=instance.ledger.head(OFFICE).size)
    assert len(read(instance)) == 1


def test_a_token_for_figures_is_turned_away(instance: Instance, client: TestClient) -> None:
    problem(asked(client, issued(instance, OURS, "figures", name="统计")), 403)


def test_nobody_is_told_anything_without_signing_in(instance: Instance, client: TestClient) -> None:
    letter(instance)
    problem(client.get(FEED), 401)
    assert logs(instance) == []


def test_a_page_ends_where_too_much_was_looked_at_and_says_that_there_is_more(
    instance: Instance, client: TestClient, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        letter(instance, THEIRS)
    ours = letter(instance)
    monkeypatch.setattr(reading, "MOST", 4)
    found: list[Any] = []
    place, empty = 0, 0
    while (page := told(client, program, after=place, limit=2))["more"]:
        assert page["next"] > place
        found, place, empty = found + page["items"], page["next"], empty + (not page["items"])
    assert {each["data"]["petition"] for each in found + page["items"]} == {str(ours)}
    assert empty > 0


def test_every_event_of_a_petition_can_be_asked_for() -> None:
    assert {"Received", "Corrected", "Closed"} <= set(EVENTS)
    assert EVENTS["Received"] == ("Received/1",)
