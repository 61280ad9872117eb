"""The kinds of jobs, and what each is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import Connection

from service.attachments import scanning
from service.attachments.taking import SCAN
from service.erasure.carrying import finish_all
from service.feeds import delivering, subscribing
from service.jobs import period_reminding, queue, recomputing, recording_heads, reminding
from service.jobs.queue import Job, Wanted
from service.mailing import sending
from service.runtime import Instance
from service.transfers import running

RECOMPUTE, REMIND, ORPHANS, PERIODS, HEADS = "recompute", "remind", "orphans", "periods", "heads"
ERASE, MAIL, DELIVER, EXCHANGE = "erase", "mail", subscribing.KIND, running.KIND
MAIL_PAUSE = timedelta(minutes=2)
"""So long after reminders were written they are mailed: what other jobs write meanwhile goes out in the same mail."""


@dataclass(frozen=True, slots=True)
class Work:
    """A job to be done now; what is written through `connection` is committed together with its end."""

    instance: Instance
    connection: Connection[Any]
    job: Job
    now: datetime


def _recompute(work: Work) -> None:
    recomputing.recompute(work.instance, work.job.office)


def _remind(work: Work) -> None:
    reminding.remind(work.instance, work.connection, work.job.office, work.now)
    _then_mail(work)


def _orphans(work: Work) -> None:
    if reminding.remind_of_orphaned(work.instance, work.connection, work.job.office, work.now):
        _then_mail(work)


def _periods(work: Work) -> None:
    if period_reminding.remind_of_periods(work.instance, work.connection, work.job.office, work.now):
        _then_mail(work)


def _then_mail(work: Work) -> None:
    """Where mail is configured, puts in that it goes out, together with what was written: neither without the other."""
    if work.instance.settings.mail is not None:
        key = f"{work.job.key} {work.job.kind}"
        later = Wanted(kind=MAIL, office=work.job.office, key=key, run_after=work.now + MAIL_PAUSE)
        queue.enqueue(work.connection, later, work.now)


def _mail(work: Work) -> None:
    sending.send_digests(work.instance, work.job.office, work.now)


def _heads(work: Work) -> None:
    recording_heads.record_heads(work.instance, work.job.office)


def _scan(work: Work) -> None:
    job = work.job
    scanning.scan(work.instance, job.office, UUID(job.payload["petition"]), UUID(job.key), job.attempts)


def _erase(work: Work) -> None:
    finish_all(work.instance, work.job.office)


def _deliver(work: Work) -> datetime | None:
    return delivering.deliver(work.instance, work.job.office, UUID(work.job.key))


def _exchange(work: Work) -> datetime | None:
    return running.run(work.instance, work.job.office, work.job.key)


KINDS: Mapping[str, Callable[[Work], datetime | None]] = {
    RECOMPUTE: _recompute,
    REMIND: _remind,
    ORPHANS: _orphans,
    PERIODS: _periods,
    HEADS: _heads,
    SCAN: _scan,
    ERASE: _erase,
    MAIL: _mail,
    DELIVER: _deliver,
    EXCHANGE: _exchange,
}
"""What is done for a job of each kind, and when it goes on, if it does. Done twice, each changes nothing."""
