"""Two processes of sixteen threads each write 20,000 events into one office, and fight over one stream in twenty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import psycopg
import pytest

from service.database import Database, connection_pool
from service.keys import KeyFolder
from service.ledger import merkle
from service.ledger.application import Ledger
from service.ledger.submission import KeyReused
from tests.faults.crowd import CONTESTED, STREAM_EVENTS, Given, Told, crowd, told
from tests.faults.stored import Stored, verified
from tests.service.ledger.conftest import OFFICE

pytestmark = [pytest.mark.faults, pytest.mark.slow]

PROCESSES = 2
STREAMS = 4000
EVENTS = STREAMS * STREAM_EVENTS
DISPUTED = EVENTS // CONTESTED
"""Events that every process writes, so that all but the first are told of a conflict, a repeat or a reuse."""


class Tail(Thread):
    """Follows the log in this process, which writes nothing, from before the first event on."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(daemon=True)
        self.seen: list[tuple[int, object, int]] = []
        self._subscription = ledger.log(OFFICE).recorder.subscribe(gt=0)

    def run(self) -> None:
        with self._subscription as events:
            for event in events:
                self.seen.append((event.id, event.originator_id, event.originator_version))
                if event.id >= EVENTS:
                    return


class Outcome:
    """What the processes were told, what is stored, and what the tail saw."""

    def __init__(self, ledger: Ledger, database: Database, keys: Path) -> None:
        self.ledger, self.database, self.keys = ledger, database, keys
        tail = Tail(ledger)
        with crowd(database.conninfo, keys, STREAMS, PROCESSES) as running:
            tail.start()
            for process in running:
                assert process.stdin is not None
                process.stdin.write(b"begin\n")
                process.stdin.flush()
            self.told: list[Told] = [told(process) for process in running]
        tail.join(timeout=60)
        self.seen = tail.seen
        self.stored = Stored(database.conninfo)

    def given(self, kind: str) -> list[Given]:
        return [given for one in self.told for given in one.given if given.kind == kind]


@pytest.fixture
def outcome(database: Database, tmp_path: Path) -> Iterator[Outcome]:
    keys = tmp_path / "keys"
    with connection_pool(database, 2) as pool:
        ledger = Ledger(database.conninfo, pool, KeyFolder(keys))
        ledger.create(OFFICE)
        yield Outcome(ledger, database, keys)
        ledger.close()


def test_two_processes_of_sixteen_threads_write_twenty_thousand_events_into_one_office(outcome: Outcome) -> None:
    """One run, looked at from all sides: it is the run that takes the time."""
    positions_have_no_gap_and_the_root_is_that_from_scratch(outcome)
    everybody_was_told_what_is_stored(outcome)
    of_disputed_events_one_was_written_and_the_others_heard_why_not(outcome)
    a_repeated_key_is_answered_as_at_first(outcome)
    the_tail_saw_every_event_once_and_in_order(outcome)
    assert sum(one.batches for one in outcome.told) < EVENTS / 2, "commands that queue together share a transaction"


def positions_have_no_gap_and_the_root_is_that_from_scratch(outcome: Outcome) -> None:
    stored = outcome.stored
    assert len(stored.rows) == EVENTS
    assert (stored.without_gap(), stored.streams_in_order()) == (True, True)
    with psycopg.connect(outcome.database.conninfo) as connection:
        leaves = [leaf for (leaf,) in connection.execute("SELECT leaf FROM ledger.event ORDER BY position")]
    assert merkle.root(merkle.appended(0, (), leaves)) == outcome.ledger.head(OFFICE).root
    assert verified(outcome.database.conninfo, outcome.keys).fault is None


def everybody_was_told_what_is_stored(outcome: Outcome) -> None:
    """Each event has one command that was told "written", and that command was told its position."""
    written = [
        (given.first, given.stream, given.version, given.key)
        for one in outcome.told
        for given in one.given
        if given.said == "written"
    ]
    stored = [(position, stream, version, key) for position, stream, version, key, _ in outcome.stored.rows]
    assert sorted(written) == stored


def of_disputed_events_one_was_written_and_the_others_heard_why_not(outcome: Outcome) -> None:
    said = Counter((given.kind, given.said) for one in outcome.told for given in one.given)
    quarter = DISPUTED // 4
    assert said == {
        ("own", "written"): EVENTS - DISPUTED,
        ("contested", "written"): 2 * quarter,
        ("contested", "Conflict"): 2 * quarter,
        ("repeated", "written"): quarter,
        ("repeated", "repeated"): quarter,
        ("reused", "written"): quarter,
        ("reused", "KeyReused"): quarter,
    }


def a_repeated_key_is_answered_as_at_first(outcome: Outcome) -> None:
    """To both processes, and to a third one after all of it."""
    first = {given.key: given.first for given in outcome.given("repeated") if given.said == "written"}
    again = {given.key: given.first for given in outcome.given("repeated") if given.said == "repeated"}
    assert first == again
    for key, position in first.items():
        answer = outcome.ledger.answered(OFFICE, key, bytes(32))
        assert answer is not None
        assert (answer.first, answer.repeated) == (position, True)
    with pytest.raises(KeyReused):
        outcome.ledger.answered(OFFICE, next(iter(first)), b"x" * 32)


def the_tail_saw_every_event_once_and_in_order(outcome: Outcome) -> None:
    assert outcome.seen == [(position, stream, version) for position, stream, version, _, _ in outcome.stored.rows]


def test_a_tail_over_numbers_from_a_sequence_misses_what_is_committed_late(database: Database) -> None:
    """The control: two writers, numbers from a sequence, and a reader that goes on from the last one it saw."""
    insert = "INSERT INTO numbered DEFAULT VALUES RETURNING id"
    with (
        psycopg.connect(database.conninfo, autocommit=True) as reader,
        psycopg.connect(database.conninfo) as slow,
        psycopg.connect(database.conninfo) as quick,
    ):
        reader.execute("CREATE TABLE numbered (id bigserial PRIMARY KEY)")
        seen: list[int] = []
        for writer in (slow, quick):
            writer.execute(insert)
        for writer in (quick, slow):
            writer.commit()
            after = max(seen, default=0)
            seen += [id_ for (id_,) in reader.execute("SELECT id FROM numbered WHERE id > %s ORDER BY id", [after])]
        assert reader.execute("SELECT array_agg(id ORDER BY id) FROM numbered").fetchone() == ([1, 2],)
    assert seen == [2], "the first number was committed behind the reader's back"
