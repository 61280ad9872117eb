"""The runner: puts in what is to be done today, takes job after job, and outlives whatever goes wrong with one."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import psycopg
from psycopg import Connection

from service.jobs import planning, queue
from service.jobs.kinds import KINDS, Work
from service.jobs.queue import Job
from service.projector.failing import Failures
from service.projector.following import NO_OFFICE
from service.runtime import Instance

LOGGER = logging.getLogger("zhuoluo.jobs")
POLL = 1.0
"""Seconds between two looks at an empty queue."""
PLAN = 10.0
"""Seconds between two looks at what the offices are due."""
Kind = Callable[[Work], datetime | None]
"""Does the work of a job; when it is to go on, None once it is done."""


def utc_now() -> datetime:
    return datetime.now(UTC)


class UnknownKind(LookupError):
    """A job that this program does not know how to do: a newer one put it in."""


class Runner:
    """Takes jobs of all offices, one at a time; any number of runners share the queue."""

    def __init__(
        self,
        instance: Instance,
        kinds: Mapping[str, Kind] = KINDS,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._instance = instance
        self._kinds = kinds
        self._clock = clock
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self.failures = Failures("jobs")

    def start(self) -> None:
        """Plans and works in a thread of its own until `close`."""
        self._thread = threading.Thread(target=self._follow, name="jobs", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends after the job under way."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def once(self) -> int:
        """Plans, then works as `emptied`."""
        self.plan()
        return self.emptied()

    def emptied(self) -> int:
        """Works until nothing may run now; how many jobs were finished. A job that fails waits again."""
        finished = 0
        while not self._stopped.is_set() and (ended := self.step()) is not None:
            finished += ended
        return finished

    def plan(self) -> None:
        """Puts in what each office is due; an office that cannot be read is tried again later, the others go on."""
        now = self._clock()
        for office in self._instance.offices.ids():
            if self.failures.waits(office):
                continue
            try:
                planning.plan(self._instance, office, now)
            except Exception as error:  # noqa: BLE001 - whatever it is, it concerns this office only
                self.failures.failed(office, error)
            else:
                self.failures.passed(office)

    def step(self) -> bool | None:
        """Takes one job: whether it was finished; None = there is none to be taken now."""
        with self._instance.pool.connection() as connection, connection.transaction():
            job = queue.taken(connection, self._clock())
            if job is None:
                return None
            with self._instance.pool.connection() as outside:
                job = queue.begun(outside, job)
            return self._worked(connection, job)

    def _worked(self, connection: Connection[Any], job: Job) -> bool:
        """Does the job; what it wrote through the connection is taken back when it fails."""
        try:
            with connection.transaction():
                again = self._kind(job)(Work(self._instance, connection, job, self._clock()))
        except Exception as error:
            if connection.closed:
                raise  # the lock is gone with the connection: the job is taken again
            self._note(connection, job, error)
            return False
        if again is not None:
            queue.again(connection, job, again)
            return False
        queue.done(connection, job, self._clock())
        return True

    def _kind(self, job: Job) -> Kind:
        """What is done for the job. Raises UnknownKind, RunnersEnded."""
        if job.attempts > queue.MOST_ATTEMPTS:
            raise RunnersEnded
        if job.kind not in self._kinds:
            raise UnknownKind
        return self._kinds[job.kind]

    def _note(self, connection: Connection[Any], job: Job, error: Exception) -> None:
        said = described(error)
        given_up = queue.failed(connection, job, said, self._clock())
        end = "given up" if given_up else "tried again later"
        LOGGER.error("job %s %s of %s: %s, %s", job.id, job.kind, job.office, said, end)

    def _follow(self) -> None:
        """Plans and works every now and then. Ends with `close` only."""
        plan_at = monotonic()
        while not self._stopped.is_set():
            try:
                if monotonic() >= plan_at:
                    self.plan()
                    plan_at = monotonic() + PLAN
                self.emptied()
            except Exception as error:  # noqa: BLE001 - the database is away, or the like: it is tried again
                self.failures.failed(NO_OFFICE, error)
            else:
                self.failures.passed(NO_OFFICE)
            self._stopped.wait(POLL)


class RunnersEnded(Exception):
    """Each time the job was begun its runner ended in the middle of it."""


def described(error: Exception) -> str:
    """The kind of an error and where it arose, without its words."""
    code = error.sqlstate if isinstance(error, psycopg.Error) else None
    kind = f"{type(error).__name__} {code}" if code else type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    return f"{kind} in {frames[-1].name}:{frames[-1].lineno}" if frames else kind


@contextmanager
def working(instance: Instance) -> Iterator[Runner]:
    """A runner that works beside the requests for as long as the `with`."""
    runner = Runner(instance)
    runner.start()
    try:
        yield runner
    finally:
        runner.close()
