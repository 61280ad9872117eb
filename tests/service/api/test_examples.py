"""Every request shown in the documentation can be sent as it stands there."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from service.api import examples
from service.api.act_examples import ANOTHER, ATTACHED
from service.api.verbs import RECEIVE, VERBS
from tests.service.api.callers import V1, Caller, problem

SENT: dict[str, Any] = {name: dict(body) for name, body in examples.BY_VERB.items()}
LETTER = {**SENT[RECEIVE], "channel": "letter", "place": "elsewhere"}

RECEIVED = {"open": LETTER, "exempt": LETTER, "send-back": {**SENT[RECEIVE], "source": "superior_assigned"}}
"""How it has to have come in, for the verbs that are not for any visit."""

REGISTERED = ("register",)
INSTRUCTED = (*REGISTERED, "submit", "instruct")
SENT_ON = (*INSTRUCTED, "forward")
HELD = (*SENT_ON, "sign-for")
ANSWERED = (*HELD, "accept", "notify", "answer")
CLOSED = (*ANSWERED, "close")
BEFORE = {
    "open": (),
    "exempt": (),
    "register": (),
    "instruct": (*REGISTERED, "submit"),
    "forward": INSTRUCTED,
    "assign": INSTRUCTED,
    "sign-for": SENT_ON,
    "return": HELD,
    "answer": INSTRUCTED,
    "serve": ANSWERED,
    "close": ANSWERED,
    "archive": CLOSED,
    "reopen": CLOSED,
    "unjoin": (*REGISTERED, "join"),
    "answer-supervision": INSTRUCTED,
    "object": HELD,
    "decide-objection": (*HELD, "object"),
    "return-report": (*HELD, "report-result"),
    "review": (*HELD, "draft"),
    "approve": (*HELD, "draft"),
    "send-back": (*REGISTERED, "instruct", "forward", "sign-for", "report", "draft"),
    "miss-appointment": (*REGISTERED, "appoint"),
    "register-closure": CLOSED,
    "publish": ANSWERED,
    "request-review": ANSWERED,
    "decide-review": (*ANSWERED, "request-review"),
    "close-hearing": (*REGISTERED, "open-hearing"),
    "feed-back": (*REGISTERED, "suggest"),
}
"""What has to have happened, for each verb that needs more than a registered visit."""


def told(office: Caller, verb: str, body: Any, petition: str = "") -> Any:
    answer = office.send(verb, {**body, "recorded_at": "2026-01-20T10:00:00+08:00"}, petition)
    assert answer.status_code in (200, 201), (verb, answer.text)
    return answer.json()


def attached(office: Caller, petition: str) -> str:
    """The id of a file put to the petition."""
    headers, said = {"X-File-Name": "letter.txt"}, {"paper": "letter", "officer": "李文"}
    answer = office.client.post(
        office.path("petitions", petition, "attachments"), content=b"letter", headers=headers, params=said
    )
    assert answer.status_code == 201, answer.text
    return str(answer.headers["Location"].split("/")[-2])


def issued(office: Caller, petition: str) -> str:
    """The id of the file of a document that was issued of it."""
    said = {"document": "registration", "actor": {"name": "李文"}}
    answer = office.client.post(office.path("petitions", petition, "documents"), json=said)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["Location"].split("/")[-2])


FILES = {
    **dict.fromkeys(("release-attachment", "reject-attachment", "remove-attachment"), attached),
    "void-document": issued,
}
"""The verbs that are about a file, and how it comes to be there."""


def test_every_verb_has_an_example() -> None:
    assert set(SENT) == {RECEIVE, *VERBS}


@pytest.mark.parametrize("verb", VERBS)
def test_each_is_carried_out_under_r5_when_its_time_has_come(r5: Caller, verb: str) -> None:
    another = told(r5, RECEIVE, LETTER)["petition"]
    p = told(r5, RECEIVE, RECEIVED.get(verb, SENT[RECEIVE]))["petition"]
    for act in (*BEFORE.get(verb, REGISTERED), verb):
        stands = {ANOTHER: another, ATTACHED: FILES[act](r5, p) if act in FILES else ""}
        said = {
            name: stands.get(value, value) if isinstance(value, str) else value for name, value in SENT[act].items()
        }
        assert told(r5, act, said, p)["petition"] == p


@pytest.mark.parametrize("rulebook", ["plain", "S1", "R5"])
def test_each_is_carried_out_or_refused_by_a_clause_at_any_time(client: TestClient, rulebook: str) -> None:
    office = Caller.founded(client, "demo", rulebook)
    for verb in VERBS:
        p = client.post(office.path("petitions"), json=SENT[RECEIVE]).json()["petition"]
        answer = client.post(office.path("petitions", p, verb), json=SENT[verb])
        if answer.status_code != 200:
            reasons = problem(answer, 409, "refused")["reasons"]
            assert all(reason["clause"] and reason["zh"] and reason["en"] for reason in reasons)


def test_the_examples_of_offices_are_carried_out(client: TestClient) -> None:
    assert client.post(f"{V1}/offices", json=dict(examples.OFFICE)).status_code == 201
    path = f"{V1}/offices/{examples.OFFICE['id']}"
    for name, body in (("calendars", examples.CALENDAR), ("clock", examples.CLOCK)):
        answer = client.post(f"{path}/{name}", json=dict(body))
        assert answer.status_code == 200, answer.text
    shown = client.get(path).json()
    assert shown["version"] == 4
    assert shown["calendars"][0]["year"] == 2028
    assert shown["roles"] == examples.OFFICE["roles"]
    assert client.get(f"{V1}/offices").json()["offices"] == [shown]
