"""A poisoned event stops the read model that cannot fold it, before that event, and nothing else; no line is lost."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from random import Random
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace
from psycopg import Connection

from domain import commands as c
from domain import events as e
from domain.office import office_stream
from projections.catalog import ALL, REGISTER, STATISTICS, Projection
from projections.spans import Rows
from projections.track import Track
from service.desk import Answer, Request, Step
from service.ledger import reading
from service.ledger.application import MATTERS
from service.ledger.entry import Via
from service.projector import office as keeping
from service.projector import sample, schema
from service.projector.advancing import LogProjector
from service.projector.following import Behind, Projector, rebuild
from service.runtime import Instance
from service.status import STOPPED, ModelStatus, status
from tests.service.processes import until
from tests.service.projector.offices import CLERK, dump, tell
from tests.service.projector.test_following import founded, receive

pytestmark = pytest.mark.faults

Make = Callable[[], Instance]
POISON = "王小明的身份证号"
"""Personal words, which the error says."""
OTHERS = [projection for projection in ALL if projection is not STATISTICS]


class Sick:
    """Statistics that cannot fold a petition that is commented on, until somebody cures them."""

    def __init__(self) -> None:
        self.cured = Event()

    def rows(self, known: Track) -> Rows:
        if not self.cured.is_set() and any(isinstance(line.event, e.Commented) for line in known.lines):
            raise ValueError(POISON)
        return STATISTICS.rows(known)

    @property
    def all(self) -> list[Projection]:
        """Every read model of the program, this one sick."""
        return [replace(each, rows=self.rows) if each is STATISTICS else each for each in ALL]


@pytest.fixture
def sick() -> Sick:
    return Sick()


@pytest.fixture
def office(instance: Instance) -> str:
    return founded(instance, "yimin")


@pytest.fixture
def program(instance: Instance, sick: Sick) -> Iterator[Instance]:
    """A program with the sick read model, which follows by itself."""
    with closing(Projector(instance.pool, instance.ledger, sick.all)) as projector:
        projector.start()
        yield dataclasses.replace(instance, projector=projector)


def comment(instance: Instance, office: str, petition: UUID, text: str) -> Answer:
    steps = [Step(command=c.Comment(text=text))]
    return instance.desk.handle(
        Request(office=office, petition=petition, steps=steps, actor=CLERK, via=Via(channel="test"))
    )


def poisoned(instance: Instance, office: str, letters: int = 2) -> Answer:
    """Letters come in; one of them is commented on, which is the poison; letters come in; it is commented on again."""
    one = receive(instance, office).petition
    for _ in range(letters):
        receive(instance, office)
    answer = comment(instance, office, one, POISON)
    for _ in range(letters):
        receive(instance, office)
    comment(instance, office, one, "已电话联系")
    return answer


def position(connection: Connection[Any], office: str, *projections: Projection) -> int:
    return schema.come_to(connection, office, MATTERS, [each.schema for each in projections])


def head(instance: Instance, office: str) -> int:
    return instance.ledger.head(office).size


def stopped(connection: Connection[Any], office: str) -> dict[str, ModelStatus]:
    """The read models of the office that stand still, as any process sees them."""
    (found,) = [each for each in status(connection).offices if each.office == office]
    return {model.name: model for model in found.models if model.state == STOPPED}


def rows(connection: Connection[Any], office: str, projections: Sequence[Projection] = ALL) -> list[Any]:
    return [dump(connection, office, schema.opened(connection, projection)) for projection in projections]


def healthy_rows(instance: Instance, connection: Connection[Any], office: str) -> list[Any]:
    """What a program without the sickness says, from the first line on."""
    rebuild(instance.pool, lambda *_: None)
    return rows(connection, office)


def test_the_others_are_current_and_the_sick_one_says_before_which_event_it_stands(
    program: Instance, office: str, connection: Connection[Any], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "zhuoluo.projector"):
        at = poisoned(program, office)
        assert until(lambda: position(connection, office, *OTHERS) == head(program, office))
        assert until(lambda: set(stopped(connection, office)) == {"statistics"})
    assert position(connection, office, STATISTICS) == at.position - 1
    found = stopped(connection, office)["statistics"]
    assert found.lag == head(program, office) - at.position + 1
    assert found.stopped is not None
    assert (found.stopped.position, found.stopped.petition) == (at.position, at.petition)
    assert (found.stopped.topic, found.stopped.error) == ("Commented/1", "ValueError")
    assert found.stopped.place.startswith("test_stopping.rows:")
    said = [record.message for record in caplog.records if record.name == "zhuoluo.projector"]
    assert len(said) == 1
    assert f"{office}/{STATISTICS.schema}" in said[0]
    assert f"position {at.position}, Commented/1 of {at.petition}" in said[0]
    assert POISON not in caplog.text + repr(found)


def test_where_all_are_folded_in_one_go_the_same_event_stops_them_all(
    instance: Instance, office: str, connection: Connection[Any], sick: Sick
) -> None:
    """The control: one batch for all read models, which is taken back when one of them fails."""
    poisoned(instance, office)
    tables = [schema.opened(connection, projection) for projection in sick.all]
    with pytest.raises(ValueError, match=POISON):
        LogProjector(office, MATTERS, tables).advance(connection, 500)
    assert position(connection, office, *OTHERS) == 0


def test_readers_of_others_are_served_and_those_of_the_sick_one_told_at_once(program: Instance, office: str) -> None:
    at = poisoned(program, office)
    assert program.projector.current(office, needs=(REGISTER,)) == head(program, office)
    assert program.projector.current(office, needs=OTHERS) == head(program, office)
    told = f"at position {at.position - 1}, not yet at .*stopped there .*{STATISTICS.schema}"
    with pytest.raises(Behind, match=told):
        program.projector.current(office, patience=600, needs=(STATISTICS, REGISTER))
    with pytest.raises(Behind, match=told):
        program.projector.current(office, patience=600)


def test_it_goes_on_without_a_restart_when_the_cause_has_passed(
    program: Instance, office: str, sick: Sick, connection: Connection[Any], caplog: pytest.LogCaptureFixture
) -> None:
    poisoned(program, office)
    assert until(lambda: set(stopped(connection, office)) == {"statistics"})
    with caplog.at_level(logging.WARNING, "zhuoluo.projector"):
        sick.cured.set()
        assert until(lambda: position(connection, office, *ALL) == head(program, office))
        assert until(lambda: program.projector.failures.said() == {})
    assert f"{STATISTICS.schema} follow again" in caplog.text
    assert connection.execute("SELECT count(*) FROM projector.stopped").fetchone() == (0,)
    assert program.projector.current(office) == head(program, office)
    followed = rows(connection, office)
    assert followed == healthy_rows(program, connection, office), "nothing is lost, nothing is there twice"


def test_a_fixed_program_goes_on_from_there_while_the_sick_one_still_runs(
    program: Instance, new_instance: Make, office: str, connection: Connection[Any]
) -> None:
    at = poisoned(program, office)
    assert until(lambda: set(stopped(connection, office)) == {"statistics"})
    fixed = new_instance()
    fixed.projector.start()
    assert until(lambda: position(connection, office, *ALL) == head(program, office))
    assert until(lambda: stopped(connection, office) == {})
    more = comment(program, office, at.petition, "又及")
    assert until(lambda: position(connection, office, *ALL) == more.position)
    assert fixed.projector.current(office) == more.position
    assert until(lambda: program.projector.failures.said() == {}), "the sick one sees that others have gone past it"
    followed = rows(connection, office)
    assert followed == healthy_rows(fixed, connection, office)


def test_a_program_that_starts_with_the_sickness_stands_where_it_stood(
    program: Instance, instance: Instance, office: str, sick: Sick, connection: Connection[Any]
) -> None:
    at = poisoned(program, office)
    assert until(lambda: set(stopped(connection, office)) == {"statistics"})
    program.projector.close()
    with closing(Projector(instance.pool, instance.ledger, sick.all)) as again:
        written = receive(instance, office)
        assert again.current(office, needs=OTHERS) == written.position
        with pytest.raises(Behind):
            again.current(office, patience=600)
    assert position(connection, office, STATISTICS) == at.position - 1


def test_the_event_is_found_among_hundreds_and_then_tried_alone(
    instance: Instance, office: str, sick: Sick, connection: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    tail = reading.tail

    def noted(connection: Connection[Any], office: str, log: str, after: int, limit: int) -> Any:
        read.append(limit)
        return tail(connection, office, log, after, limit)

    at = poisoned(instance, office, letters=60)
    monkeypatch.setattr(reading, "tail", noted)
    with closing(Projector(instance.pool, instance.ledger, sick.all)) as projector:
        with pytest.raises(Behind):
            projector.current(office, patience=600)
        assert position(connection, office, STATISTICS) == at.position - 1
        assert position(connection, office, *OTHERS) == head(instance, office)
        assert len(read) < 40, "all together, each alone, and twice the halves of 500 lines"
        read.clear()
        projector.start()
        tried = "SELECT attempts FROM projector.stopped"
        assert until(lambda: (connection.execute(tried).fetchone() or (0,))[0] > 2)
        assert set(read) == {1}


def test_an_event_that_cannot_be_written_stops_as_one_that_cannot_be_folded(
    instance: Instance, office: str, connection: Connection[Any]
) -> None:
    """The database itself refuses the row of one petition."""
    good, bad = receive(instance, office), uuid4()
    table = f"{REGISTER.schema}.{REGISTER.name}"
    connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT refused CHECK (petition <> '{bad}')")
    instance.projector.start()
    refused = receive(instance, office, bad)
    receive(instance, office)
    others = [projection for projection in ALL if projection is not REGISTER]
    assert until(lambda: position(connection, office, *others) == head(instance, office))
    assert until(lambda: set(stopped(connection, office)) == {"register"})
    found = stopped(connection, office)["register"].stopped
    assert found is not None
    assert (found.error, found.petition) == ("CheckViolation 23514", bad)
    assert good.position < found.position <= refused.position
    connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT refused")
    assert until(lambda: position(connection, office, *ALL) == head(instance, office))
    followed = rows(connection, office)
    assert followed == healthy_rows(instance, connection, office)


def test_two_sick_ones_stand_each_before_its_own_event(
    program: Instance, office: str, connection: Connection[Any]
) -> None:
    bad = uuid4()
    table = f"{REGISTER.schema}.{REGISTER.name}"
    connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT refused CHECK (petition <> '{bad}')")
    receive(program, office, bad)
    at = poisoned(program, office)
    others = [projection for projection in ALL if projection not in (REGISTER, STATISTICS)]
    assert until(lambda: set(stopped(connection, office)) == {"register", "statistics"})
    assert until(lambda: position(connection, office, *others) == head(program, office))
    assert position(connection, office, STATISTICS) == at.position - 1
    assert position(connection, office, REGISTER) < at.position - 1


def test_two_processes_with_the_sickness_agree_where_it_stands_and_go_on_together(
    program: Instance, instance: Instance, office: str, sick: Sick, connection: Connection[Any]
) -> None:
    with closing(Projector(instance.pool, instance.ledger, sick.all)) as other:
        other.start()
        at = poisoned(program, office, letters=5)
        assert until(lambda: set(stopped(connection, office)) == {"statistics"})
        more = [poisoned(program, office) for _ in range(3)]
        assert until(lambda: position(connection, office, *OTHERS) == head(program, office))
        assert position(connection, office, STATISTICS) == at.position - 1 < more[0].position
        sick.cured.set()
        assert until(lambda: position(connection, office, *ALL) == head(program, office))
        assert until(lambda: (program.projector.failures.said(), other.failures.said()) == ({}, {}))
    followed = rows(connection, office)
    assert followed == healthy_rows(instance, connection, office)


def test_a_rebuild_by_a_fixed_program_brings_it_past_the_event(
    program: Instance, office: str, connection: Connection[Any]
) -> None:
    at = poisoned(program, office)
    assert until(lambda: set(stopped(connection, office)) == {"statistics"})
    assert rebuild(program.pool, lambda *_: None) == head(program, office)
    assert stopped(connection, office) == {}
    assert until(lambda: program.projector.failures.said() == {})
    assert program.projector.current(office) == head(program, office) > at.position


def test_what_the_office_itself_recorded_stops_a_new_process_there_and_not_before(
    instance: Instance, new_instance: Make, office: str, connection: Connection[Any]
) -> None:
    """The zone of an office stands in its first event: no later one is read to learn it."""
    receive(instance, office)
    before = receive(instance, office).position
    connection.execute(
        "INSERT INTO ledger.event"
        " (office, log, position, stream, version, topic, recorded_at, content, stamp, mac, leaf)"
        " SELECT office, log, size + 1, %s, 99, 'Prophesied/9', now(), '{}', '', %s, %s FROM ledger.head",
        (office_stream(office), bytes(32), bytes(32)),
    )
    connection.execute("UPDATE ledger.head SET size = size + 1")
    with pytest.raises(Behind):
        new_instance().projector.current(office, patience=600)
    assert {position(connection, office, each) for each in ALL} == {before}
    stops = [model.stopped for model in stopped(connection, office).values()]
    assert {(stop.position, stop.petition, stop.topic) for stop in stops if stop} == {
        (before + 1, None, "Prophesied/9")
    }


@pytest.mark.parametrize("seed", range(3))
def test_whatever_cannot_be_folded_each_read_model_stands_before_its_first_such_event(
    instance: Instance, connection: Connection[Any], monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Of some read models, chosen by chance, each is sick at some lines; once they are cured nothing is missing."""
    chance = Random(seed)
    monkeypatch.setattr(keeping, "BATCH", chance.randrange(2, 60))
    told = tell(instance.ledger, connection, list(islice(sample.lines(300, seed=seed), 300)))
    bad = {each.name: set(chance.sample([line.position for line in told.lines], 3)) for each in chance.sample(ALL, 3)}
    cured = Event()

    def sick(projection: Projection) -> Projection:
        def rows(known: Track) -> Rows:
            if not cured.is_set() and bad[projection.name] & {line.position for line in known.lines}:
                raise ValueError(POISON)
            return projection.rows(known)

        return replace(projection, rows=rows)

    every = [sick(each) if each.name in bad else each for each in ALL]
    with closing(Projector(instance.pool, instance.ledger, every)) as projector:
        with pytest.raises(Behind):
            projector.current(told.id, patience=600)
        for projection in ALL:
            stands = min(bad.get(projection.name, {told.last + 1})) - 1
            if projection.name not in bad:
                projector.current(told.id, needs=(projection,))
            assert position(connection, told.id, projection) == stands
        cured.set()
        projector.start()
        assert until(lambda: position(connection, told.id, *ALL) == told.last, seconds=60)
    followed = rows(connection, told.id)
    assert followed == healthy_rows(instance, connection, told.id)
