"""The kinds of jobs, and what each is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from service.attachments import scanning
from service.attachments.taking import SCAN
from service.erasure.carrying import finish_all
from service.jobs import period_reminding, recomputing, recording_heads, reminding
from service.jobs.queue import Job
from service.runtime import Instance

RECOMPUTE, REMIND, ORPHANS, PERIODS, HEADS = "recompute", "remind", "orphans", "periods", "heads"
ERASE = "erase"


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


def _orphans(work: Work) -> None:
    reminding.remind_of_orphaned(work.instance, work.connection, work.job.office, work.now)


def _periods(work: Work) -> None:
    period_reminding.remind_of_periods(work.instance, work.connection, work.job.office, work.now)


def _heads(work: Work) -> None:
    recording_heads.record_heads(work.instance, work.job.office)


def _scan(work: Work) -> None:
    job = work.job
    scanning.scan(work.instance, job.office, UUID(job.payload["petition"]), UUID(job.key), job.attempts)


def _erase(work: Work) -> None:
    finish_all(work.instance, work.job.office)


KINDS: Mapping[str, Callable[[Work], None]] = {
    RECOMPUTE: _recompute,
    REMIND: _remind,
    ORPHANS: _orphans,
    PERIODS: _periods,
    HEADS: _heads,
    SCAN: _scan,
    ERASE: _erase,
}
"""What is done for a job of each kind. Done twice, each changes nothing the second time."""
