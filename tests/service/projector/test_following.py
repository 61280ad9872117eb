"""Following the logs: own writes are read at once or not at all, and one sick office harms no other."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import Connection

from domain import commands as c
from domain import office as o
from domain.access import CONSOLE
from domain.values import Details
from projections.catalog import ALL
from service.desk import Answer, Request, Step
from service.ledger import reading
from service.ledger.application import MATTERS
from service.ledger.entry import Via
from service.projector import advancing, folding, following, schema
from service.projector import office as keeping
from service.projector.following import Behind
from service.readmodels import register
from service.readmodels.asking import question
from service.runtime import Instance
from tests.service.processes import until
from tests.service.projector.offices import CLERK, dump

Make = Callable[[], Instance]
SCHEMAS = [projection.schema for projection in ALL]


@pytest.fixture
def office(instance: Instance) -> str:
    return founded(instance, "yimin")


def founded(instance: Instance, office: str) -> str:
    made = o.OfficeCreated(id=office, name="移民局", time_zone="Asia/Shanghai")
    instance.offices.create(made, "plain", CLERK, datetime.now(UTC), Via(channel="test"))
    return office


def receive(instance: Instance, office: str, petition: UUID | None = None) -> Answer:
    """A letter comes in and is registered."""
    details = Details(title="道路积水", due_on=date(2026, 1, 5))
    steps = [Step(command=c.Receive(channel="letter", details=details)), Step(command=c.Register())]
    return instance.desk.handle(
        Request(office=office, petition=petition or uuid4(), steps=steps, actor=CLERK, via=Via(channel="test"))
    )


def seen(instance: Instance, office: str) -> set[UUID]:
    """The petitions that somebody who asks now is shown."""
    asked = question(instance, CONSOLE, office)
    with instance.pool.connection() as connection:
        return {row.petition for row in register.whole(connection, asked)}


def come_to(connection: Connection[Any], office: str) -> int:
    return schema.come_to(connection, office, MATTERS, SCHEMAS)


def test_a_reader_sees_its_own_write_though_nobody_else_folds(instance: Instance, office: str) -> None:
    petition = receive(instance, office).petition
    assert seen(instance, office) == {petition}


def test_many_who_write_and_read_at_once_in_two_processes_each_see_what_they_wrote(
    instance: Instance, new_instance: Make, office: str
) -> None:
    other = new_instance()
    instance.projector.start()

    def write_and_read(nth: int) -> bool:
        writer, reader = (instance, other) if nth % 2 else (other, instance)
        petition = receive(writer, office).petition
        return petition in seen(reader, office)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(write_and_read, range(48)))
    assert len(seen(instance, office)) == 48


def test_while_the_runner_is_paused_a_reader_is_told_to_come_again(instance: Instance, office: str) -> None:
    instance.projector.current(office)
    instance.projector.paused.set()
    written = receive(instance, office)
    with pytest.raises(Behind, match=f"at position 2, not yet at {written.position}"):
        instance.projector.current(office, patience=0)
    instance.projector.paused.clear()
    assert instance.projector.current(office) == written.position


def test_a_reader_that_waits_is_let_through_once_somebody_has_folded(
    instance: Instance, new_instance: Make, office: str
) -> None:
    other = new_instance()
    other.projector.paused.set()
    written = receive(instance, office)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(other.projector.current, office, 60)
        instance.projector.current(office)
        assert waiting.result() == written.position


def test_the_thread_folds_what_another_process_has_written(
    instance: Instance, new_instance: Make, office: str, connection: Connection[Any]
) -> None:
    instance.projector.start()
    written = receive(new_instance(), office)
    assert until(lambda: come_to(connection, office) == written.position)


def test_a_restart_goes_on_from_the_stored_position(
    instance: Instance, new_instance: Make, office: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition = receive(instance, office).petition
    stood = instance.projector.current(office)
    answer = Step(command=c.Answer(reply_kind="result", text="已办", delivered=True))
    request = Request(office=office, petition=petition, steps=[answer], actor=CLERK, via=Via(channel="test"))
    instance.desk.handle(request)
    read: list[int] = []
    tail = reading.tail

    def noted(connection: Connection[Any], office: str, log: str, after: int, limit: int) -> Any:
        read.append(after)
        return tail(connection, office, log, after, limit)

    monkeypatch.setattr(reading, "tail", noted)
    restarted = new_instance()
    restarted.projector.current(office)
    assert read == [stood]
    with restarted.pool.connection() as connection:
        (row,) = register.page(connection, question(restarted, CONSOLE, office)).rows
    assert (row.petition, row.state) == (petition, "answered")


def test_a_reader_of_a_log_that_nobody_can_fold_is_told_at_once_and_other_offices_go_on(
    instance: Instance, office: str, connection: Connection[Any], caplog: pytest.LogCaptureFixture
) -> None:
    """An event of a newer program, or a forged one; the log says where it fails, but none of its words."""
    healthy, before = founded(instance, "healthy"), receive(instance, office).position
    poison(connection, office, "Prophesied/9", b'{"secret": "' + "王小明".encode() + b'"}')
    instance.projector.start()
    with caplog.at_level(logging.WARNING, "zhuoluo.projector"), pytest.raises(Behind, match="stopped there"):
        instance.projector.current(office, patience=600)
    written = receive(instance, healthy)
    assert until(lambda: come_to(connection, healthy) == written.position)
    assert come_to(connection, office) == before, "all that stands before the event is there"
    expected = {f"{office}/{name}": "MapperDeserialisationError" for name in SCHEMAS}
    assert instance.projector.failures.said() == expected
    records = [record.message for record in caplog.records if record.name == "zhuoluo.projector"]
    assert len(records) == len(SCHEMAS)
    assert all(f"at position {before + 1}, Prophesied/9" in each and "in _line" in each for each in records)
    assert "王小明" not in caplog.text
    assert "secret" not in caplog.text


def poison(connection: Connection[Any], office: str, topic: str, content: bytes) -> None:
    """Puts an event behind the head that no program of this version has written."""
    connection.execute(
        "INSERT INTO ledger.event"
        " (office, log, position, stream, version, topic, recorded_at, content, stamp, mac, leaf)"
        " SELECT office, log, size + 1, gen_random_uuid(), 1, %s, now(), %s, '', %s, %s FROM ledger.head"
        " WHERE office = %s",
        (topic, content, bytes(32), bytes(32), office),
    )
    connection.execute("UPDATE ledger.head SET size = size + 1 WHERE office = %s", (office,))


def test_an_office_that_failed_is_tried_again_until_it_follows(
    instance: Instance,
    office: str,
    connection: Connection[Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Where no read model can be folded, each is tried by itself, and again from where it stood."""
    fold, well, words = folding.fold, Event(), "王小明"

    def sick(*given: Any) -> Any:
        if not well.is_set():
            raise RuntimeError(words)
        return fold(*given)

    monkeypatch.setattr(advancing, "fold", sick)
    with caplog.at_level(logging.WARNING, "zhuoluo.projector"):
        instance.projector.start()
        written = receive(instance, office)
        assert until(lambda: len(instance.projector.failures.said()) == len(ALL))
        well.set()
        assert until(lambda: come_to(connection, office) == written.position)
        assert until(lambda: instance.projector.failures.said() == {})
    kinds = [record.levelname for record in caplog.records if record.name == "zhuoluo.projector"]
    assert sorted(kinds) == ["ERROR"] * len(ALL) + ["WARNING"] * len(ALL), "each is logged once, and so is its end"
    assert words not in caplog.text


def test_the_thread_outlives_a_database_that_is_away(
    instance: Instance,
    office: str,
    connection: Connection[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(following, "PATIENCE", 0.05)
    monkeypatch.setattr(keeping, "PATIENCE", 0.05)
    instance.projector.start()
    name = connection.info.dbname
    with connect_to_another(connection) as outside:
        outside.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        outside.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s",
            (name, connection.info.backend_pid),
        )
        assert until(lambda: following.NO_OFFICE in instance.projector.failures.said())
        outside.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert until(lambda: instance.projector.failures.said() == {}, seconds=30)
    written = receive(instance, office)
    assert until(lambda: come_to(connection, office) == written.position)


def connect_to_another(connection: Connection[Any]) -> Connection[Any]:
    return psycopg.connect(connection.info.dsn, dbname="postgres", autocommit=True)


def test_what_another_process_folded_is_not_folded_again(
    instance: Instance, new_instance: Make, office: str, connection: Connection[Any]
) -> None:
    """Two runners that take turns: what one remembers of a petition is older than what the other wrote."""
    other = new_instance()
    petition = receive(instance, office).petition
    for reader, act in (
        (other, c.Answer(reply_kind="result", text="已办", delivered=True)),
        (instance, c.Close(outcome="recorded")),
        (other, c.Archive(file_number="1")),
        (instance, c.Comment(text="备注")),
    ):
        reader.projector.current(office)
        step = Step(command=act)
        instance.desk.handle(
            Request(office=office, petition=petition, steps=[step], actor=CLERK, via=Via(channel="test"))
        )
    instance.projector.current(office)
    followed = [dump(connection, office, schema.opened(connection, projection)) for projection in ALL]
    following.rebuild(instance.pool, lambda *_: None)
    assert [dump(connection, office, schema.opened(connection, projection)) for projection in ALL] == followed
