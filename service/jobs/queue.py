"""The queue: a job is put in once for its key, taken by one runner at a time, done, tried again, or given up.

A runner holds the row of its job for as long as it works at it (FOR UPDATE). When it is killed the lock falls with its
connection and the job is there again: no lease runs out, nobody waits. What the job writes through the same
connection is committed together with its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from psycopg import Connection
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

MOST_ATTEMPTS = 8
"""After so many attempts a job is listed as failed and left alone until somebody retries it."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
"""Between two attempts: twice as long each time."""
GIVEN_UP_FOR = timedelta(hours=6)
"""So long a job that has no end is left alone when it was given up."""
LISTED = 200

COLUMNS = """id, kind, office, key, payload, run_after, last_error, finished_at, failed_at,
    coalesce((SELECT times FROM jobs.attempt a WHERE a.job = j.id), 0) AS attempts"""
ENQUEUE = """
INSERT INTO jobs.job (kind, office, key, payload, run_after, enqueued_at) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (office, kind, key) DO NOTHING RETURNING id
"""
WAITING = "finished_at IS NULL AND failed_at IS NULL"
TAKE = f"""
SELECT {COLUMNS} FROM jobs.job j WHERE {WAITING} AND run_after <= %s
ORDER BY run_after, id LIMIT 1 FOR UPDATE OF j SKIP LOCKED
"""  # noqa: S608 - constants
# A server that ends idle transactions would end the one that holds a job whose work goes on over other connections.
STAY = "SET LOCAL idle_in_transaction_session_timeout = 0"
BEGIN = """
INSERT INTO jobs.attempt AS a (job, times) VALUES (%s, 1)
ON CONFLICT (job) DO UPDATE SET times = a.times + 1 RETURNING times
"""
DONE = "UPDATE jobs.job SET finished_at = %s, last_error = NULL WHERE id = %s"
AGAIN = "UPDATE jobs.job SET run_after = %s, last_error = %s WHERE id = %s"
GIVEN_UP = "UPDATE jobs.job SET failed_at = %s, last_error = coalesce(%s, last_error) WHERE id = %s"
AGAIN_AT = "UPDATE jobs.job SET run_after = %s, last_error = NULL WHERE id = %s"
# One that a runner has is left to it: whoever wakes a job waits for nobody.
WOKEN = """
UPDATE jobs.job SET finished_at = NULL, failed_at = NULL, run_after = least(run_after, %(run_after)s)
WHERE id IN (
    SELECT id FROM jobs.job WHERE office = %(office)s AND kind = %(kind)s AND key = %(key)s
        AND ({when}) FOR UPDATE SKIP LOCKED
) RETURNING id
"""
OVER = "finished_at IS NOT NULL OR failed_at <= %(given_up)s"
RETRY = "UPDATE jobs.job SET failed_at = NULL, run_after = %s WHERE id = %s AND failed_at IS NOT NULL"
FORGET = "DELETE FROM jobs.attempt WHERE job = %s"
CONDITIONS: Mapping[str, str] = {
    "waiting": WAITING,
    "failed": "failed_at IS NOT NULL",
    "finished": "finished_at IS NOT NULL",
}


class Job(Struct, frozen=True, kw_only=True):
    """A job. `key` tells it from others of its kind in its office; `attempts` counts those begun, the current one too.

    `last_error` is the kind of error and the place in the program, never its words: those could hold personal data.
    """

    id: int
    kind: str
    office: str
    key: str
    payload: dict[str, Any]
    run_after: datetime
    attempts: int
    last_error: str | None
    finished_at: datetime | None
    failed_at: datetime | None

    @property
    def state(self) -> str:
        """Waiting, failed or finished."""
        if self.failed_at:
            return "failed"
        return "finished" if self.finished_at else "waiting"


class Wanted(Struct, frozen=True, kw_only=True):
    """A job that somebody wants done, not before `run_after`."""

    kind: str
    office: str
    key: str
    run_after: datetime
    payload: Mapping[str, Any] = {}


def enqueue(connection: Connection[Any], wanted: Wanted, now: datetime) -> bool:
    """Whether the job is new: one of this kind and key that the office ever had is not put in again."""
    named = (wanted.kind, wanted.office, wanted.key, Jsonb(dict(wanted.payload)), wanted.run_after, now)
    return connection.execute(ENQUEUE, named).fetchone() is not None


def wake(connection: Connection[Any], wanted: Wanted, now: datetime) -> None:
    """Puts the job in, or lets the one of its key run, whether it is done, given up, or resting.

    Whoever works at it just now is not waited for, and may have seen what it is woken for or not.
    """
    _woken(connection, wanted, now, "true")


def recur(connection: Connection[Any], wanted: Wanted, now: datetime) -> None:
    """Puts the job in, or lets the one of its key run once more, if it is done, or was given up long ago.

    So there is one job for work that has no end.
    """
    _woken(connection, wanted, now, OVER)


def _woken(connection: Connection[Any], wanted: Wanted, now: datetime, when: str) -> None:
    with connection.transaction():
        if enqueue(connection, wanted, now):
            return
        named = {"office": wanted.office, "kind": wanted.kind, "key": wanted.key, "run_after": wanted.run_after,
                 "given_up": now - GIVEN_UP_FOR}  # fmt: skip
        for (job,) in connection.execute(WOKEN.format(when=when).encode(), named).fetchall():
            connection.execute(FORGET, (job,))


def taken(connection: Connection[Any], now: datetime) -> Job | None:
    """The next job that may run and that nobody has, this runner's until its transaction ends; None = there is none."""
    job = connection.cursor(row_factory=class_row(Job)).execute(TAKE, (now,)).fetchone()
    if job is not None:
        connection.execute(STAY)
    return job


def begun(outside: Connection[Any], job: Job) -> Job:
    """The job with this attempt counted, before the work: so a job that kills its runner is given up too.

    `outside` is another connection than the one that holds the job, or the count would go with what is taken back.
    """
    row = outside.execute(BEGIN, (job.id,)).fetchone()
    assert row is not None  # noqa: S101 - what is inserted or updated is returned
    return replace(job, attempts=row[0])


def done(connection: Connection[Any], job: Job, now: datetime) -> None:
    """Finishes the job."""
    connection.execute(DONE, (now, job.id))


def again(connection: Connection[Any], job: Job, at: datetime) -> None:
    """Lets the job, which did its work so far, go on at that time, with all its attempts."""
    connection.execute(AGAIN_AT, (at, job.id))
    connection.execute(FORGET, (job.id,))


def failed(connection: Connection[Any], job: Job, error: str, now: datetime) -> bool:
    """Notes the error; the job is tried again after a pause, or given up after the last attempt (then True)."""
    if job.attempts >= MOST_ATTEMPTS:
        connection.execute(GIVEN_UP, (now, error, job.id))
        return True
    connection.execute(AGAIN, (now + pause(job.attempts), error, job.id))
    return False


def retry(connection: Connection[Any], job: int, now: datetime) -> bool:
    """Whether there was such a failed job; it waits again now, with all its attempts."""
    with connection.transaction():
        found = connection.execute(RETRY, (now, job)).rowcount > 0
        if found:
            connection.execute(FORGET, (job,))
    return found


def jobs(connection: Connection[Any], state: str | None = None, office: str | None = None) -> list[Job]:
    """The newest jobs in a state ("waiting", "failed", "finished") or in any, of one office or all: at most LISTED."""
    condition = CONDITIONS[state] if state else "true"
    statement = f"""
        SELECT {COLUMNS} FROM jobs.job j WHERE {condition} AND (%(office)s::text IS NULL OR office = %(office)s)
        ORDER BY id DESC LIMIT {LISTED}
    """  # noqa: S608 - constants
    return connection.cursor(row_factory=class_row(Job)).execute(statement, {"office": office}).fetchall()


def pause(attempts: int) -> timedelta:
    """How long a job rests after so many attempts."""
    return min(FIRST_PAUSE * (1 << (attempts - 1)), LONGEST_PAUSE)
