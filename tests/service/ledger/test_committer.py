"""What the committer promises to every command."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from domain.office import ClockAccepted, OfficeLine, office_stream
from domain.values import Moment
from service.database import Database
from service.ledger import merkle
from service.ledger.application import Ledger, Log
from service.ledger.submission import (
    ClockRefused,
    Conflict,
    KeyReused,
    LedgerError,
    RecordedBackwards,
    Written,
)
from tests.service.ledger.conftest import CLERK, DAY, OFFICE, Clock, commented, received, registered, via


def leaves_of(database: Database) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.conninfo) as connection:
        return connection.execute("SELECT position, leaf, xmin::text FROM ledger.event ORDER BY position").fetchall()


def at_once(tasks: list[Callable[[], Any]]) -> list[Any]:
    """The results (or the ledger's errors) of tasks that start together."""
    start = Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return task()
        except LedgerError as error:
            return error

    with ThreadPoolExecutor(len(tasks)) as threads:
        return list(threads.map(run, tasks))


def test_positions_have_no_gap_and_the_root_is_the_root_computed_from_scratch(
    ledger: Ledger, log: Log, database: Database
) -> None:
    at_once([lambda: log.write([received(uuid4())], via()) for _ in range(40)])
    rows = leaves_of(database)
    assert [position for position, _, _ in rows] == list(range(1, 41))
    assert merkle.appended(0, (), [leaf for _, leaf, _ in rows]) == ledger.head(OFFICE).edge


def test_commands_that_queue_together_share_a_transaction(ledger: Ledger, log: Log, database: Database) -> None:
    log.write([received(uuid4())], via())
    with psycopg.connect(database.conninfo) as blocker:
        blocker.execute("SELECT 1 FROM ledger.head FOR UPDATE")
        with ThreadPoolExecutor(12) as threads:
            writes = [threads.submit(log.write, [received(uuid4())], via()) for _ in range(12)]
            wait_until(lambda: len(ledger.writer(OFFICE)._waiting) == 11)
            blocker.rollback()
            positions = {write.result().first for write in writes}
    assert positions == set(range(2, 14))
    transactions = {xmin for position, _, xmin in leaves_of(database) if position > 1}
    assert len(transactions) == 2, "the one that was being written, and the eleven that waited"


def wait_until(condition: Callable[[], bool]) -> None:
    give_up = datetime.now(UTC) + timedelta(seconds=30)
    while not condition():
        assert datetime.now(UTC) < give_up, "the condition never became true"


def test_a_command_over_several_streams_goes_in_whole_or_not_at_all(log: Log) -> None:
    one, two = uuid4(), uuid4()
    log.write([received(one), received(two)], via())
    with pytest.raises(Conflict, match=str(two)):
        log.write([commented(one, 2), commented(two, 1)], via())
    assert [len(log.stream(one)), len(log.stream(two))] == [1, 1]


def test_of_two_writers_of_one_version_one_is_told_of_the_conflict_and_the_others_go_in(log: Log) -> None:
    contested = uuid4()
    log.write([received(contested)], via())
    rivals = [lambda: log.write([commented(contested, 2)], via()) for _ in range(8)]
    others = [lambda: log.write([received(uuid4())], via()) for _ in range(8)]
    results = at_once(rivals + others)
    assert sum(isinstance(result, Conflict) for result in results[:8]) == 7
    assert not any(isinstance(result, LedgerError) for result in results[8:])


def test_a_repeated_key_is_answered_with_the_first_result(log: Log) -> None:
    petition = uuid4()
    first = log.write([received(petition)], via("k1"))
    again = log.write([received(petition)], via("k1"))
    assert (again.first, again.events, first.repeated, again.repeated) == (first.first, 1, False, True)
    assert len(log.stream(petition)) == 1


def test_the_same_key_twice_in_one_batch_gives_one_event(log: Log) -> None:
    results = at_once([lambda: log.write([received(uuid4())], via("same")) for _ in range(16)])
    assert {result.first for result in results} == {1}
    assert sum(not result.repeated for result in results) == 1
    assert log.recorder.max_notification_id() == 1


def test_the_same_key_with_another_request_is_refused(log: Log) -> None:
    log.write([received(uuid4())], via("k1"))
    with pytest.raises(KeyReused, match="k1"):
        log.write([received(uuid4())], via("k1", b"x" * 32))


def test_a_key_is_found_again_before_anything_is_decided(ledger: Ledger, log: Log) -> None:
    written = log.write([received(uuid4()), received(uuid4())], via("k1"))
    found = ledger.answered(OFFICE, "k1", b"r" * 32)
    assert found is not None
    assert (found.first, found.events, found.repeated) == (written.first, 2, True)
    assert ledger.answered(OFFICE, "k2", b"r" * 32) is None
    with pytest.raises(KeyReused):
        ledger.answered(OFFICE, "k1", b"y" * 32)


def numbers_of(log: Log, petitions: list[UUID]) -> list[str]:
    return [line.number for petition in petitions for line in log.stream(petition) if line.number]


def test_register_numbers_of_a_series_and_year_have_no_gap_also_after_conflicts(log: Log) -> None:
    petitions = [uuid4() for _ in range(30)]
    taken = uuid4()
    log.write([received(taken)], via())
    tasks = [partial(log.write, [received(p), registered(p, 2)], via()) for p in petitions]
    conflicts = [lambda: log.write([registered(taken, 1)], via()) for _ in range(5)]
    results = at_once([*tasks, *conflicts])
    assert sum(isinstance(result, Conflict) for result in results) == 5
    assert sorted(numbers_of(log, petitions)) == [f"信〔2026〕{n:04}" for n in range(1, 31)]
    other_year = uuid4()
    log.write([received(other_year), registered(other_year, 2, "2027")], via())
    assert numbers_of(log, [other_year]) == ["信〔2027〕0001"]


def test_an_event_that_cannot_be_stored_does_not_keep_the_others_out(log: Log) -> None:
    recorder = log.recorder
    good = [lambda: log.write([received(uuid4())], via()) for _ in range(7)]
    too_long = via("k" * 201)
    results = at_once([*good, lambda: log.write([received(uuid4())], too_long)])
    assert isinstance(results[7], LedgerError)
    assert recorder.max_notification_id() == 7


def twenty_five_letters(log: Log) -> list[Written]:
    return [log.write([received(uuid4())], via()) for _ in range(25)]


def test_two_ledgers_on_one_log_share_it_fairly(ledger: Ledger, log: Log, database: Database, keys: Any) -> None:
    second = Ledger(database.conninfo, ledger._pool, keys)
    logs = [log, second.log(OFFICE)]
    results = at_once([partial(twenty_five_letters, logs[i % 2]) for i in range(8)])
    positions = sorted(written.first for result in results for written in result)
    second.close()
    assert positions == list(range(1, 201))


def test_a_clock_behind_the_log_refuses_writing_until_an_administrator_accepts_it(log: Log, clock: Clock) -> None:
    clock.ahead = 1.5
    log.write([received(uuid4())], via())
    clock.ahead = -1.5
    with pytest.raises(ClockRefused, match="clock accept"):
        log.write([received(uuid4())], via())
    accept(log, clock)
    written = log.write([received(uuid4())], via())
    first, _, third = (line.recorded_at for line in log.lines(1, 3))
    assert written.first == 3
    assert first == third, "the time of the log stands still until the clock has caught up"


def accept(log: Log, clock: Clock) -> None:
    event = ClockAccepted(last=None, clock=clock(), skew_seconds=0.0, reason="NTP 故障已修复")
    line = OfficeLine(stream=office_stream(OFFICE), version=1, event=event, occurred=Moment(DAY), actor=CLERK)
    log.write([line], via(), accepts_clock=True)


def test_a_clock_off_the_databases_refuses_writing_until_an_administrator_accepts_it(log: Log, clock: Clock) -> None:
    clock.ahead = 60.0
    with pytest.raises(ClockRefused, match="differ by -60"):
        log.write([received(uuid4())], via())
    accept(log, clock)
    assert log.write([received(uuid4())], via()).first == 2
    clock.ahead = 0.0
    with pytest.raises(ClockRefused):
        log.write([received(uuid4())], via())


def test_times_within_a_log_never_decrease(log: Log, clock: Clock) -> None:
    for ahead in (0.5, 0.0, 1.0, -0.5, 0.2):
        clock.ahead = ahead
        log.write([received(uuid4())], via())
    times = [line.recorded_at for line in log.lines(1, 5) if line.recorded_at]
    assert len(times) == 5
    assert times == sorted(times)


def test_a_replayed_log_takes_its_times_from_the_commands(ledger: Ledger) -> None:
    log = ledger.create("demo", replayed=True)
    january = datetime(2026, 1, 5, 1, tzinfo=UTC)
    log.write([received(uuid4())], via(), at=january)
    log.write([received(uuid4())], via(), at=january + timedelta(days=1))
    assert [line.recorded_at for line in log.lines(1, 2)] == [january, january + timedelta(days=1)]
    with pytest.raises(RecordedBackwards, match="before the last time"):
        log.write([received(uuid4())], via(), at=january)
    with pytest.raises(RecordedBackwards, match="must say when"):
        log.write([received(uuid4())], via())
