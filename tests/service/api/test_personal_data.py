"""A personal text that comes in through the API lies nowhere in the clear, and is told to those who may read it."""

from __future__ import annotations

import base64
import json
import logging
import typing
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from types import UnionType
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from msgspec import Meta, Struct
from starlette.testclient import TestClient

from domain import commands as c
from domain.values import Details, Person
from projections.catalog import HEADINGS
from service.runtime import Instance, running
from service.settings import Settings
from tests.service.api.callers import DEPUTY, HEAD, HERE, Caller
from tests.service.api.traces import files_with, inner, tables_with
from tests.service.apps import app_of

MARK = "玉兰街QZ"
"""All markers begin with it, so that one search finds any of them."""
CLEAR = "公园路灯QX"
"""The control: an officer's title is not personal and stands in the clear."""


def personal(kind: type[Struct]) -> set[str]:
    """The personal fields of a struct."""
    hints = typing.get_type_hints(kind, include_extras=True)
    return {name for name in kind.__struct_fields__ if is_sealed(hints[name])}


def is_sealed(hint: Any) -> bool:
    meta = [each for each in getattr(hint, "__metadata__", ()) if isinstance(each, Meta)]
    if any(each.extra and "seal" in each.extra for each in meta):
        return True
    parts = typing.get_args(hint) if typing.get_origin(hint) in (typing.Union, UnionType, tuple) else ()
    return any(is_sealed(part) for part in parts)


MADE = {("Attach", "plain_digest")}
"""Sealed values that nobody sends: they are made of what is sent."""
CLASSES = {
    (kind.__name__, name) for kind in (Person, Details, c.Correct, *typing.get_args(c.Act)) for name in personal(kind)
} - MADE


class Planted:
    """Markers, each of its own, by the class of personal field that it was planted in."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[str, str]] = {}
        self._numbers = count(1)

    def text(self, kind: str, name: str) -> str:
        marker = f"{MARK}{next(self._numbers):03}巷"
        self.found[marker] = (kind, name)
        return marker

    def person(self) -> dict[str, str]:
        return {name: self.text("Person", name) for name in sorted(personal(Person))}

    def details(self, **more: Any) -> dict[str, Any]:
        people = {"petitioner": self.person(), "representatives": [self.person()], "accused": [self.person()]}
        return {name: self.text("Details", name) for name in sorted(personal(Details))} | people | more

    def act(self, kind: type[Struct], **more: Any) -> dict[str, Any]:
        """The fields of a command: what is personal in it, and what else it needs."""
        texts: dict[str, Any] = {name: self.text(kind.__name__, name) for name in sorted(personal(kind))}
        if kind is c.Archive:
            texts["catalogue"] = [texts["catalogue"]]
        return texts | more


@pytest.fixture
def instance(home: Path) -> Iterator[Instance]:
    """All of an installation under one home: its own server with its log, the keys."""
    with running(Settings(home)) as made:
        yield made


def told(office: Caller, planted: Planted) -> list[str]:
    """Petitions in whose lives every command with a personal field occurs."""
    do, act = office.do, planted.act
    p = do("receive", channel="letter", details=planted.details(title=CLEAR, due_on="2026-03-01"))["petition"]
    do("register", p, already_done=planted.text("Asked", "already_done"))
    do("propose", p, **act(c.Propose))
    do("submit", p, **act(c.Submit, to="倪虹"))
    do("instruct", p, **act(c.Instruct, supervise=True))
    do("answer-supervision", p, **act(c.AnswerSupervision))
    _received_and_heard(office, planted, p)
    do("accept", p, **act(c.Accept))
    do("classify", p, details={"reachable": False, "not_given": {"phone": "unknown"}})
    do("exempt", p, **act(c.Exempt))
    do("forward", p, **act(c.Forward, target="后扶科"))
    do("sign-for", p, unit="后扶科")
    do("object", p, **act(c.Object, unit="后扶科"))
    do("decide-objection", p, **act(c.DecideObjection, upheld=True, unit="后扶科"))
    do("return", p, **act(c.Return, unit="后扶科"))
    do("assign", p, **act(c.Assign, target="安置科", reply_by="2150-01-01"))
    do("comment", p, **act(c.Comment))
    do("report-result", p, **act(c.ReportResult, to="assigner"))
    do("return-report", p, **act(c.ReturnReport, unit="安置科"))
    do("report", p, **act(c.Report))
    do("draft", p, **act(c.Draft))
    do("review", p, **act(c.Review))
    do("approve", p, **act(c.Approve))
    do("redirect", p, **act(c.Redirect))
    do("explain-delay", p, **act(c.ExplainDelay))
    do("press", p, **act(c.Press, to="安置科"))
    do("answer", p, **act(c.Answer, reply_kind="result", delivered=True))
    do("publish", p, **act(c.Publish))
    do("request-review", p, level="1")
    do("decide-review", p, **act(c.DecideReview, level="1", result="maintain"))
    do("close", p, **act(c.Close, outcome="recorded"))
    do("register-closure", p, **act(c.RegisterClosure))
    do("rate", p, **act(c.Rate, subject="petition_office", rating="satisfied"))
    do("call-back", p, **act(c.CallBack, reached=True))
    do("archive", p, **act(c.Archive, file_number="1"))
    do("reopen", p, **act(c.Reopen))
    do("withdraw", p, **act(c.Withdraw))
    receive = {"verb": "receive", "channel": "letter", "details": planted.details(due_on="2026-03-01")}
    do("correct", p, by=HEAD, **act(c.Correct, of=1, act=receive, occurred="2020-01-05"))
    q = do("receive", channel="letter")["petition"]
    do("join", q, **act(c.Join, to=p))
    do("unjoin", q, **act(c.Unjoin, to=p))
    do("refuse-acceptance", q, **act(c.RefuseAcceptance, ground="not_competent"))
    return [p, q]


def _received_and_heard(office: Caller, planted: Planted, p: str) -> None:
    """What happens with the petitioner in the room, and beside the handling."""
    do, act = office.do, planted.act
    do("request-material", p, **act(c.RequestMaterial))
    do("restrict", p, **act(c.Restrict, restricted=False))
    do("recuse", p, **act(c.Recuse, officer="赵敏", stage="declared"))
    do("special-report", p, **act(c.SpecialReport, to="钟山"))
    do("meet", p, **act(c.Meet))
    do("appoint", p, leader="倪虹", appointed_on="2150-01-01")
    do("miss-appointment", p, **act(c.MissAppointment))
    do("guide", p, **act(c.Guide))
    do("note-incident", p, **act(c.NoteIncident, incident="threat", persons=[planted.person()]))
    do("tell-body", p, **act(c.TellBody, to="police"))
    do("open-hearing", p, **act(c.OpenHearing))
    do("close-hearing", p, **act(c.CloseHearing))
    _attached(office, planted, p)
    do("suggest", p, **act(c.Suggest, to_body="住建局"))
    do("feed-back", p, **act(c.FeedBack, adopted=True))
    do("hand-over", p, **act(c.HandOver, giver="赵敏", taker="周海"))


def _attached(office: Caller, planted: Planted, p: str) -> None:
    """Two files, whose names and contents are personal, and what becomes of them."""
    path, said = office.path("petitions", p, "attachments"), {"paper": "letter", "officer": "田甜"}
    ids = []
    for _ in range(2):
        name = planted.text("Attach", "file_name")
        answer = office.client.post(
            path, params=said, headers={"X-File-Name": quote(f"{name}.txt")}, content=f"{name}的来信".encode()
        )
        assert answer.status_code == 201, answer.text
        ids.append(answer.headers["Location"].split("/")[-2])
        assert name in office.client.get(answer.headers["Location"]).text
    office.do("release-attachment", p, **planted.act(c.ReleaseAttachment, attachment=ids[0]))
    office.do("remove-attachment", p, **planted.act(c.RemoveAttachment, attachment=ids[0]))
    office.do("reject-attachment", p, **planted.act(c.RejectAttachment, attachment=ids[1]))
    told = {"document": "registration", "actor": {"name": "田甜"}}
    issued = office.client.post(office.path("petitions", p, "documents"), json=told)
    assert issued.status_code == 201, issued.text
    attachment = issued.headers["Location"].split("/")[-2]
    office.do("void-document", p, **planted.act(c.VoidDocument, attachment=attachment))


def sent_back(office: Caller, planted: Planted) -> list[str]:
    """A step of a route done again, which the book of R5 knows."""
    do = office.do
    p = do("receive", channel="letter", source="superior_assigned")["petition"]
    do("register", p)
    do("instruct", p, by=HEAD, text="请查")
    do("forward", p, target="后扶科", target_kind="section")
    do("report", p, finding="属实")
    do("draft", p, text="拟同意")
    do("send-back", p, by=DEPUTY, **planted.act(c.SendBack, to_step="report"))
    return [p]


def asked_for_time(office: Caller, planted: Planted) -> list[str]:
    """Extensions, which the book of R5 knows."""
    p = office.do("receive", channel="visit", place="hall", details=planted.details(receivers=["田甜", "罗辉"]))[
        "petition"
    ]
    office.do("register", p)
    office.do("request-extension", p, **planted.act(c.RequestExtension, duty="answer_hall", days=45))
    office.do("deny-extension", p, by=HEAD, **planted.act(c.DenyExtension, duty="answer_hall"))
    office.do("extend", p, by=HEAD, **planted.act(c.Extend, duty="answer_hall", days=60))
    office.do("void", p, **planted.act(c.Void))
    return [p]


def refused(office: Caller, planted: Planted) -> None:
    """Requests that fail in different ways, late and early."""
    text = planted.text("Asked", "refused")
    name = planted.text("Person", "name")
    for body in (
        {"channel": "pigeon", "details": {"problem": text}},
        {"channel": "letter", "details": {"title": f"{name}来信", "petitioner": {"name": name}}},
        {"channel": "letter", "details": {"people": text}},
        {"channel": text, "details": {"accused": [{"name": name, "age": 3}]}},
        {"channel": "letter", "occurred": text},
    ):
        assert office.send("receive", body).status_code in (409, 422)
    for query in ({"unit": text}, {"cursor": text}, {"on": text}, {"position": text}, {"channel": text}):
        office.ask("register", **query)
    assert office.ask("petitions", text).status_code == 404
    assert office.send("comment", {"text": "好"}, text).status_code == 404


def test_a_planted_marker_is_found_nowhere_under_the_home_but_in_answers_to_those_who_may_read(
    instance: Instance, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    planted = Planted()
    client = TestClient(app_of(instance), base_url=HERE)
    plain, r5 = Caller.founded(client, "desk", "plain"), Caller.founded(client, "yimin", "R5")
    with caplog.at_level(logging.DEBUG):
        petitions = [(plain, told(plain, planted)), (r5, asked_for_time(r5, planted)), (r5, sent_back(r5, planted))]
        refused(plain, Planted())
    assert set(planted.found.values()) >= CLASSES, "every class of personal field has been sent"

    histories = "".join(office.ask("petitions", p, "history").text for office, ps in petitions for p in ps)
    assert [marker for marker in planted.found if marker not in histories] == []
    for path in ("register", "open", "overdue", "duties", "breaches", "statistics/2026-01", "statistics/2026-01/facts"):
        shown = plain.ask(path).text + r5.ask(path).text
        assert [marker for marker in planted.found if marker in shown] == []

    assert MARK not in caplog.text
    with psycopg.connect(instance.database.conninfo, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        found = tables_with(connection, [MARK, CLEAR])
    assert found == {(CLEAR, "ledger.event"), (CLEAR, f"{HEADINGS.schema}.{HEADINGS.name}")}
    lying = files_with(home, [MARK, CLEAR])
    assert {text for text, _ in lying} == {CLEAR}
    assert {"postgres/data/base", "postgres/data/pg_wal"} <= {"/".join(path.split("/")[:3]) for _, path in lying}


@pytest.mark.parametrize("form", ["utf-8", "escaped", "hex", "base64 0", "base64 1", "base64 2"])
def test_a_marker_in_the_clear_would_be_found(tmp_path: Path, form: str) -> None:
    marker = f"{MARK}001巷"
    kind, _, shift = form.partition(" ")
    made = {
        "utf-8": marker.encode(),
        "escaped": json.dumps({"name": marker}).encode(),
        "hex": marker.encode().hex().encode(),
        "base64": base64.b64encode(b"x" * int(shift or 0) + marker.encode() + b"yz"),
    }[kind]
    (tmp_path / "f").write_bytes(b"\x00\xff" * 99 + made + b"\x01" * 99)
    assert files_with(tmp_path, [MARK, "玉兰路QZ"]) == {(MARK, "f")}


def test_the_part_of_base64_that_is_looked_for_is_long() -> None:
    raw = MARK.encode()
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + raw)
        assert len(inner(encoded, before, len(raw))) >= len(raw) * 8 // 6 - 2
