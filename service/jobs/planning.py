"""Which jobs an office is due at a moment; putting them in again changes nothing.

An office with replayed time is due none but to finish an erasure: its time comes from its commands, and only they move
it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.reminding import opening
from service import drafts
from service.feeds import delivering
from service.jobs import queue
from service.jobs.kinds import DELIVER, ERASE, EXCHANGE, HEADS, ORPHANS, PERIODS, RECOMPUTE, REMIND
from service.jobs.queue import Wanted
from service.offices import KnownOffice
from service.runtime import Instance
from service.transfers import running


def plan(instance: Instance, office: str, now: datetime) -> None:
    """Puts in what the office is due, and forgets drafts that are too old. Raises UnknownOffice."""
    known = instance.offices.get(office)
    with instance.pool.connection() as connection:
        drafts.forget(connection, office, now)
        for wanted in due(known, now):
            queue.enqueue(connection, wanted, now)
    for subscription in delivering.waiting(instance, office, now):
        with instance.pool.connection() as connection:
            queue.recur(connection, Wanted(kind=DELIVER, office=office, key=str(subscription), run_after=now), now)
    for partner in running.waiting(instance, office, now):
        with instance.pool.connection() as connection:
            queue.recur(connection, Wanted(kind=EXCHANGE, office=office, key=partner, run_after=now), now)


def due(known: KnownOffice, now: datetime) -> Iterator[Wanted]:
    """What is due on the day on which the office is open next, one recomputation for each calendar it goes by.

    Each erasure that was written is finished once: its keys, the blind index.

    Heads of lower offices are asked for where reports of some were received.
    """
    office = known.profile.id
    for erasure in known.state.erasures.proposals:
        if erasure.kids:
            yield Wanted(kind=ERASE, office=office, key=str(erasure.number), run_after=now)
    if known.replayed:
        return
    hours = known.book_on(known.moment(now).day).settings.office_hours
    opens = opening(now, hours, known.calendar, known.zone)
    daily = (REMIND, ORPHANS, PERIODS, HEADS) if known.state.received else (REMIND, ORPHANS, PERIODS)
    for kind in daily:
        yield Wanted(kind=kind, office=office, key=opens.day.isoformat(), run_after=opens.at)
    yield Wanted(kind=RECOMPUTE, office=office, key=known.calendar.digest, run_after=now)
