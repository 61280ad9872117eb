"""A job is done once, whoever takes it, whoever is killed; what always fails is given up and listed with its error."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import class_row

from service.database import Database
from service.jobs import queue
from service.jobs.kinds import Work
from service.jobs.queue import MOST_ATTEMPTS, Job, Wanted, enqueue, jobs
from service.jobs.runner import Runner
from service.projector.following import NO_OFFICE
from service.runtime import Instance
from tests.service.jobs.desks import OFFICE, Clock, put
from tests.service.jobs.stuck import stuck
from tests.service.processes import until

Make = Callable[[], Instance]


def runner(instance: Instance, clock: Clock, work: Callable[[Work], None]) -> Runner:
    return Runner(instance, {"work": work}, clock)


def nothing(_work: Work) -> None:
    """A job that is done as soon as it is begun."""


def only(connection: Connection[Any]) -> Job:
    (job,) = jobs(connection)
    return job


def test_a_job_is_put_in_once_for_its_key_also_after_it_was_done(
    instance: Instance, connection: Connection[Any], clock: Clock
) -> None:
    wanted = Wanted(kind="work", office=OFFICE, key="2026-01-14", run_after=clock())
    assert [enqueue(connection, wanted, clock()) for _ in range(2)] == [True, False]
    assert runner(instance, clock, nothing).once() == 1
    assert not enqueue(connection, wanted, clock())
    assert (only(connection).state, only(connection).finished_at) == ("finished", clock())


def test_the_same_key_of_another_kind_or_office_is_another_job(connection: Connection[Any], clock: Clock) -> None:
    put(connection, "work", "1", clock)
    put(connection, "other", "1", clock)
    assert enqueue(connection, Wanted(kind="work", office="desk", key="1", run_after=clock()), clock())
    assert len(jobs(connection)) == 3


def test_a_job_waits_for_its_time(instance: Instance, connection: Connection[Any], clock: Clock) -> None:
    later = clock() + timedelta(hours=1)
    enqueue(connection, Wanted(kind="work", office=OFFICE, key="1", run_after=later), clock())
    worker = runner(instance, clock, nothing)
    clock.advance(timedelta(minutes=59, seconds=59))
    assert worker.step() is None
    clock.advance(timedelta(seconds=1))
    assert worker.step() is True


def taken_by_two(instance: Instance, other: Instance, clock: Clock) -> list[int]:
    """The jobs run while there is one in the queue: one runner is in the middle of it when the other looks."""
    ran: list[int] = []
    begun, go_on = Event(), Event()

    def slow(work: Work) -> None:
        ran.append(work.job.id)
        begun.set()
        assert go_on.wait(60)

    def quick(work: Work) -> None:
        ran.append(work.job.id)

    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(runner(instance, clock, slow).step)
        assert begun.wait(60)
        try:
            runner(other, clock, quick).step()
        finally:
            go_on.set()
        assert first.result() is True, "nobody waited for it"
    return ran


def test_two_runners_do_not_run_one_job_twice(
    instance: Instance, new_instance: Make, connection: Connection[Any], clock: Clock
) -> None:
    put(connection, "work", "1", clock)
    assert len(taken_by_two(instance, new_instance(), clock)) == 1


def test_they_would_if_they_did_not_claim_it(
    instance: Instance,
    new_instance: Make,
    connection: Connection[Any],
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control of the test before: the next job is read, but not taken."""

    def read(connection: Connection[Any], now: Any) -> Job | None:
        statement = f"SELECT {queue.COLUMNS} FROM jobs.job j WHERE {queue.WAITING} AND run_after <= %s"
        return connection.cursor(row_factory=class_row(Job)).execute(statement.encode(), (now,)).fetchone()

    monkeypatch.setattr(queue, "taken", read)
    put(connection, "work", "1", clock)
    assert len(taken_by_two(instance, new_instance(), clock)) == 2


def test_of_many_jobs_and_runners_each_job_is_run_once_and_none_is_lost(
    instance: Instance, new_instance: Make, connection: Connection[Any], clock: Clock
) -> None:
    for number in range(200):
        put(connection, "work", str(number), clock)
    ran: Counter[str] = Counter()

    def count(work: Work) -> None:
        ran.update([work.job.key])

    workers = [runner(each, clock, count) for each in (instance, new_instance()) for _ in range(2)]
    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(Runner.emptied, workers)) == 200
    assert ran == Counter(str(number) for number in range(200))
    assert {job.state for job in jobs(connection)} == {"finished"}


def test_a_runner_that_is_killed_in_the_middle_leaves_the_job_to_the_next(
    instance: Instance, database: Database, home: Path, connection: Connection[Any], clock: Clock
) -> None:
    """While it lives nobody else gets the job; once it is killed anybody does, and nothing half-done remains."""
    put(connection, "work", "1", clock)
    worker = runner(instance, clock, nothing)
    with stuck(database, home, clock()) as process:
        assert worker.step() is None, "the other one works at it"
        assert only(connection).state == "waiting"
        process.kill()
        process.wait(60)
        assert until(lambda: bool(worker.step()) or only(connection).state == "finished")
    assert (only(connection).state, only(connection).payload) == ("finished", {})


def test_a_job_that_ends_every_runner_is_given_up(
    instance: Instance, connection: Connection[Any], clock: Clock
) -> None:
    """Each of them began it, which is on record before the work, and none came back."""
    put(connection, "work", "1", clock)
    for _ in range(MOST_ATTEMPTS):
        queue.begun(connection, only(connection))
    assert runner(instance, clock, nothing).step() is False
    (given_up,) = jobs(connection, "failed")
    assert (given_up.last_error or "").startswith("RunnersEnded")


def fails(work: Work) -> None:
    enqueue(work.connection, Wanted(kind="work", office=OFFICE, key="left over", run_after=work.now), work.now)
    message = "王小明 110101199001010000"
    raise ValueError(message)


def test_a_job_that_always_fails_is_tried_ever_more_seldom_and_then_listed_as_failed_with_its_error(
    instance: Instance, connection: Connection[Any], clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    put(connection, "work", "1", clock)
    worker, pauses = runner(instance, clock, fails), []
    with caplog.at_level(logging.ERROR, "zhuoluo.jobs"):
        while not jobs(connection, "failed"):
            assert worker.step() is False
            assert worker.step() is None, "not again before its time"
            pauses.append((only(connection).run_after - clock()).total_seconds())
            clock.now = max(clock.now, only(connection).run_after)
    assert pauses[:-1] == [30, 60, 120, 240, 480, 960, 1920]
    given_up = only(connection)
    assert (given_up.attempts, given_up.failed_at) == (MOST_ATTEMPTS, clock())
    assert (given_up.last_error or "").startswith("ValueError in fails:")
    assert len(caplog.records) == MOST_ATTEMPTS
    assert "王小明" not in caplog.text + (given_up.last_error or "")
    clock.advance(timedelta(days=365))
    assert worker.step() is None


def test_what_a_job_wrote_before_it_failed_is_taken_back(
    instance: Instance, connection: Connection[Any], clock: Clock
) -> None:
    put(connection, "work", "1", clock)
    assert runner(instance, clock, fails).step() is False
    assert only(connection).key == "1"


def test_a_job_that_fails_holds_up_no_other(instance: Instance, connection: Connection[Any], clock: Clock) -> None:
    for key in ("1", "2", "3"):
        put(connection, "work", key, clock)

    def fails_once(work: Work) -> None:
        assert work.job.key != "1"

    assert runner(instance, clock, fails_once).once() == 2
    assert {job.key: job.state for job in jobs(connection)} == {"1": "waiting", "2": "finished", "3": "finished"}


def test_a_job_of_a_kind_that_this_program_does_not_know_waits_for_one_that_does(
    instance: Instance, connection: Connection[Any], clock: Clock
) -> None:
    put(connection, "prophesy", "1", clock)
    assert runner(instance, clock, nothing).step() is False
    assert (only(connection).last_error or "").startswith("UnknownKind")
    clock.advance(timedelta(hours=1))
    assert Runner(instance, {"prophesy": nothing}, clock).step() is True


def test_a_failed_job_can_be_retried_and_has_all_its_attempts_again(
    instance: Instance, connection: Connection[Any], clock: Clock
) -> None:
    put(connection, "work", "1", clock)
    while not jobs(connection, "failed"):
        runner(instance, clock, fails).step()
        clock.advance(timedelta(hours=1))
    job = only(connection)
    assert queue.retry(connection, job.id, clock())
    assert not queue.retry(connection, job.id, clock()), "it waits already"
    assert (only(connection).attempts, only(connection).state) == (0, "waiting")
    assert runner(instance, clock, nothing).step() is True


def test_the_thread_outlives_a_database_that_is_away(
    instance: Instance, connection: Connection[Any], clock: Clock
) -> None:
    worker = runner(instance, clock, nothing)
    name = connection.info.dbname
    with psycopg.connect(connection.info.dsn, dbname="postgres", autocommit=True) as outside:
        outside.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        outside.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s",
            (name, connection.info.backend_pid),
        )
        worker.start()
        assert until(lambda: NO_OFFICE in worker.failures.said(), seconds=30)
        outside.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    put(connection, "work", "1", clock)
    assert until(lambda: only(connection).state == "finished", seconds=60)
    assert until(lambda: worker.failures.said() == {})
    worker.close()


def test_a_server_that_ends_idle_transactions_does_not_end_a_job(
    new_instance: Make, connection: Connection[Any], clock: Clock
) -> None:
    """Its work may go on over other connections for longer than the server lets a transaction be idle."""
    name = connection.info.dbname
    connection.execute(f"ALTER DATABASE {name} SET idle_in_transaction_session_timeout = '30s'")
    put(connection, "work", "1", clock)
    found: list[Any] = []

    def look(work: Work) -> None:
        found.extend(work.connection.execute("SHOW idle_in_transaction_session_timeout").fetchall())

    assert runner(new_instance(), clock, look).once() == 1
    assert found == [("0",)]


def test_a_job_whose_connection_breaks_is_taken_again(
    instance: Instance, connection: Connection[Any], clock: Clock
) -> None:
    put(connection, "work", "1", clock)

    def cut_off(work: Work) -> None:
        connection.execute("SELECT pg_terminate_backend(%s)", (work.connection.info.backend_pid,))
        work.connection.execute("SELECT 1")

    with pytest.raises(psycopg.OperationalError):
        runner(instance, clock, cut_off).step()
    worker = runner(instance, clock, nothing)
    assert until(lambda: bool(worker.step()) or only(connection).state == "finished")
