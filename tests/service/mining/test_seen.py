"""Who asks decides what is in the file: nothing of what they may not see, nothing personal, and all of it on record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from domain.access import CONSOLE
from domain.values import Person
from service.access_log.recording import Reads
from service.ledger import reading as ledger
from service.ledger.submission import Unavailable
from service.mining import choosing
from service.mining.exporting import FORMATS, OCEL, XES
from service.mining.pseudonyms import Pseudonyms
from service.readmodels.asking import question
from service.runtime import Instance
from tests.service.access.conftest import Door, client, door, told
from tests.service.access.story import ACCUSED, BY_ROLE, CLEARED, CLERK, COLLEAGUE, MARKER, PLACE, UNCLEARED
from tests.service.access.test_reads import records
from tests.service.api.callers import FOUNDED, V1
from tests.service.mining import reading

__all__ = ["client", "door", "told"]

OFFICE = f"{V1}/offices/yimin"
KINDS = pytest.mark.parametrize("kind", FORMATS)


def exported(client: TestClient, kind: str, **said: str) -> str:
    answer = client.get(f"{OFFICE}/exports/{kind}", params=said)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith(FORMATS[kind].type)
    assert FORMATS[kind].ending in answer.headers["content-disposition"]
    return answer.text


def reads(monkeypatch: pytest.MonkeyPatch, streams: Callable[..., Any]) -> None:
    """From here on what is exported is read from the ledger by this function."""
    monkeypatch.setattr("service.mining.cases.reading", SimpleNamespace(streams=streams))


def restricted(content: str) -> int:
    return int(reading.xes(content).said["zhuoluo:restricted"])


@pytest.mark.clause("R4.6")
@KINDS
@pytest.mark.parametrize("person", [ACCUSED, COLLEAGUE, UNCLEARED])
def test_whoever_may_not_see_the_accusation_gets_a_file_without_a_trace_of_it(
    client: TestClient, door: Door, told: dict[str, Any], person: str, kind: str
) -> None:
    marks = (MARKER, PLACE, str(told["accusation"]), told["number"], CLEARED, "纪检组")
    for moment in ({}, {"as_of": "2026-03-06T12:00:00+08:00"}):
        with door.signed_in(person):
            content = exported(client, kind, **moment)
        assert [mark for mark in marks if mark in content] == []
    with door.signed_in(CLEARED):
        content = exported(client, kind)
    assert [mark for mark in marks if mark not in content] == [MARKER, PLACE], "the control: it is there for others"


def test_the_file_says_how_many_are_not_shown_the_same_to_all_who_see_as_much(
    client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    with door.console():
        for name, unit in (("water", "规划科"), ("house", "后扶科"), ("road", "后扶科")):
            told["desk"].do("forward", str(told[name]), "2026-03-20", target=unit)
    for kind in FORMATS:
        with door.signed_in(ACCUSED):
            accused = exported(client, kind)
        with door.signed_in(BY_ROLE["supervisor"]):
            assert exported(client, kind) == accused, "the accused gets byte for byte what an uncleared colleague gets"
    found = {}
    for person in (ACCUSED, BY_ROLE["supervisor"], BY_ROLE["handler"], CLEARED):
        with door.signed_in(person):
            content = exported(client, "xes")
        found[person] = len(reading.xes(content).traces), restricted(content)
    assert found == {ACCUSED: (3, 1), BY_ROLE["supervisor"]: (3, 1), BY_ROLE["handler"]: (3, 1), CLEARED: (4, 0)}


def test_only_the_period_narrows_the_number_of_those_that_are_not_shown(
    client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    del told
    with door.signed_in(BY_ROLE["supervisor"]):
        assert restricted(exported(client, "xes", received_to="2026-03-04")) == 0
        assert restricted(exported(client, "xes", received_from="2026-03-05")) == 1
        assert client.get(f"{OFFICE}/exports/xes?unit=后扶科").status_code == 422
        wrong = client.get(f"{OFFICE}/exports/xes?received_from=2026-03-05&received_to=2026-03-04")
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "query.received_to")


@KINDS
def test_an_export_is_on_record_with_its_period_and_its_petitions(
    client: TestClient, door: Door, told: dict[str, Any], instance: Instance, kind: str
) -> None:
    with door.signed_in(BY_ROLE["statistician"]):
        exported(client, kind, received_from="2026-03-03")
    (found,) = [each for each in records(instance) if each.listed]
    assert found.listed is not None
    assert (found.listed.name, found.listed.filter) == (f"register.{kind}", "received_from=2026-03-03")
    assert set(found.listed.petitions) == {told["water"], told["house"]}


@KINDS
def test_what_cannot_be_recorded_does_not_leave(
    client: TestClient, door: Door, told: dict[str, Any], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    def refuse(*_: object) -> None:
        raise Unavailable

    read: list[object] = []
    reads(monkeypatch, lambda *asked: read.append(asked))
    monkeypatch.setattr(Reads, "record", refuse)
    with door.signed_in(BY_ROLE["supervisor"]):
        answer = client.get(f"{OFFICE}/exports/{kind}")
    assert answer.status_code == 503
    assert str(told["road"]) not in answer.text
    assert read == [], "nothing was even read"


@KINDS
def test_what_is_restricted_while_a_file_is_written_is_left_out_of_its_rest(
    door: Door, told: dict[str, Any], instance: Instance, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(choosing, "BATCH", 1)
    viewer = instance.viewers.of(instance.offices.get("yimin"), BY_ROLE["supervisor"], date(2026, 3, 20))
    found = choosing.chosen(instance, question(instance, viewer, "yimin"), None, None)
    assert found.count == 3
    parts: Iterator[bytes] = FORMATS[kind].written(instance, found)
    begun = next(parts) + next(parts)
    with door.console():
        told["desk"].do("restrict", str(told["house"]), "2026-03-21", by=CLERK, reason="涉密", secrecy="work_secret")
    instance.gate.current("yimin")
    content = begun + b"".join(parts)
    assert str(told["house"]).encode() not in content
    assert str(told["water"]).encode() in content
    (reading.xes if kind == "xes" else reading.ocel)(content)


WANG = {"name": "王五", "phone": "13900001111", "id_number": "110101199001011237"}


def _person(content: bytes, petition: str) -> str | None:
    found = reading.ocel(content).objects[f"petition:{petition}"]
    return dict(reading.related(found)).get("raised by")


def _received(client: TestClient, office: str, day: str, **petitioner: str) -> str:
    body = {"actor": CLERK, "channel": "letter", "occurred": day, "recorded_at": f"{day}T23:00:00+08:00"}
    answer = client.post(f"{V1}/offices/{office}/petitions", json={**body, "details": {"petitioner": petitioner}})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["petition"])


def _file(instance: Instance, office: str) -> bytes:
    return b"".join(OCEL.written(instance, choosing.chosen(instance, question(instance, CONSOLE, office), None, None)))


def test_a_person_has_one_pseudonym_in_an_office_and_another_one_in_another(
    client: TestClient, door: Door, told: dict[str, Any], instance: Instance
) -> None:
    with door.console():
        other = {"actor": {"name": "管理员"}, "id": "other", "name": "另一局", "rulebook": "plain", "roles": {}}
        made = client.post(f"{V1}/offices", json={**other, "time": "replayed", "recorded_at": FOUNDED})
        assert made.status_code == 201, made.text
        elsewhere = _received(client, "other", "2026-03-25", **WANG)
        first = _received(client, "yimin", "2026-03-25", **WANG)
        again = _received(client, "yimin", "2026-03-26", **{**WANG, "name": "王 五", "phone": "0571-88880000"})
        by_phone = _received(client, "yimin", "2026-03-27", name="王五", phone="139 0000 1111")
        as_well = _received(client, "yimin", "2026-03-28", name="王五", phone="13900001111")
        namesake = _received(client, "yimin", "2026-03-29", name="王五")
    content = _file(instance, "yimin")
    who = [_person(content, petition) for petition in (first, again, by_phone, as_well, namesake)]
    assert who[0] == who[1], "who has the same identity number"
    assert who[2] == who[3], "who has the same name and phone"
    assert len(set(who)) == 3, "a name alone makes nobody the same"
    assert _person(_file(instance, "other"), elsewhere) not in who
    assert _person(content, str(told["road"])) is not None


def test_a_pseudonym_cannot_be_made_without_the_key_of_the_instance(
    client: TestClient, door: Door, told: dict[str, Any], instance: Instance
) -> None:
    del told
    with door.console():
        petition = _received(client, "yimin", "2026-03-25", **WANG)
    person = _person(_file(instance, "yimin"), petition)
    sealer = instance.ledger.log("yimin").sealer
    somebody = Person(id=UUID(int=1), **WANG)
    mine = Pseudonyms(instance.keys.instance_key(), "yimin", sealer)
    assert f"person:{mine.of(somebody)}" == person, "the control: with it, it can"
    theirs = Pseudonyms(b"\0" * 32, "yimin", sealer)
    assert f"person:{theirs.of(somebody)}" != person


def test_who_was_erased_or_may_not_be_processed_is_nobody(
    client: TestClient, door: Door, told: dict[str, Any], instance: Instance
) -> None:
    road, water = told["road"], told["water"]
    person = {}
    with door.console():
        for name in (road, water):
            said = client.get(f"{OFFICE}/petitions/{name}").json()["details"]["petitioner"]["id"]
            person[name] = f"person-{said.replace('-', '')}"
        before = _file(instance, "yimin")
        assert _person(before, str(road))
        _told(client, "restrictions", subject=person[water], reason="本人异议")
        _told(client, "erasures", subjects=[person[road]], basis="legal_ground", reason="本人申请")
        for who in ("钟山", "倪虹"):
            _told(client, "erasures/1/approvals", actor={"name": who})
        _told(client, "erasures/1/execution")
    after = _file(instance, "yimin")
    assert (_person(after, str(road)), _person(after, str(water))) == (None, None)
    assert _person(after, str(told["house"])) == _person(before, str(told["house"]))
    assert len(reading.ocel(after).events) == len(reading.ocel(before).events), "what was done stays"


def _told(client: TestClient, address: str, **said: Any) -> None:
    body = {"actor": {"name": "管理员"}, "recorded_at": "2026-03-30T00:00:00+08:00", **said}
    answer = client.post(f"{OFFICE}/{address}", json=body)
    assert answer.status_code == 200, answer.text


@KINDS
def test_a_file_is_read_and_written_a_batch_at_a_time(
    door: Door, told: dict[str, Any], instance: Instance, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    with door.console():
        for nth in range(20):
            told["desk"].do("receive", on=f"2026-04-{nth + 1:02}", by=CLERK, channel="letter")
    monkeypatch.setattr(choosing, "BATCH", 4)
    asked: list[int] = []
    streams = ledger.streams

    def counted(connection: Any, office: str, log: str, ids: Any, upto: int) -> Any:
        asked.append(len(ids))
        return streams(connection, office, log, ids, upto)

    reads(monkeypatch, counted)
    found = choosing.chosen(instance, question(instance, CONSOLE, "yimin"), None, None)
    parts = FORMATS[kind].written(instance, found)
    sizes, before = [], []
    for part in parts:
        sizes.append(len(part))
        before.append(len(asked))
    passes = 2 if kind == OCEL.name else 1
    assert asked == [4] * (24 // 4) * passes
    assert before[2] <= 2, "handed out before the next batch is read"
    assert max(sizes) < sum(sizes) / 3


@KINDS
def test_a_file_that_breaks_off_has_no_end(
    client: TestClient, door: Door, told: dict[str, Any], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Nobody takes a half for a whole: it cannot be read."""
    monkeypatch.setattr(choosing, "BATCH", 1)
    streams, asked = ledger.streams, list[object]()

    def failing(*given: Any) -> Any:
        asked.append(given)
        if len(asked) > 2:
            raise Unavailable
        return streams(*given)

    reads(monkeypatch, failing)
    with door.signed_in(BY_ROLE["supervisor"]):
        content = client.get(f"{OFFICE}/exports/{kind}").content
    assert str(told["road"]).encode() in content
    with pytest.raises(Exception, match=r"no element found|Expecting|delimiter"):
        (reading.xes if kind == XES.name else reading.ocel)(content)
