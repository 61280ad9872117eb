"""The kinds of jobs, and what each is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

from service.jobs import period_reminding, recomputing, reminding
from service.jobs.queue import Job
from service.runtime import Instance

RECOMPUTE, REMIND, ORPHANS, PERIODS = "recompute", "remind", "orphans", "periods"


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


KINDS: Mapping[str, Callable[[Work], None]] = {
    RECOMPUTE: _recompute,
    REMIND: _remind,
    ORPHANS: _orphans,
    PERIODS: _periods,
}
"""What is done for a job of each kind. Done twice, each changes nothing the second time."""
