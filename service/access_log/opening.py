"""Which log of access records is written to now: the year's, opened by the last checkpoint of the one before.

When the first read of a year comes, whichever process has it closes the log before (from then on the database appends
nothing more to it), has its end signed, and writes that into the first line of the new log. Each step may be done by
several at once, and again after a crash, with the same outcome.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from psycopg import Connection

from domain.access_record import (
    AccessClockFollowed,
    AccessEvent,
    AccessLine,
    AccessLogOpened,
    log_of,
    own_stream,
    year_of,
)
from service.evidence.kept import DamagedHead
from service.evidence.signing import Checkpoints, NothingToSign
from service.evidence.signing import Refused as NotSigned
from service.ledger import head as heads
from service.ledger.application import MATTERS, Ledger
from service.ledger.batch import TOLERANCE
from service.ledger.entry import Via
from service.ledger.head import Head, UnknownLog
from service.ledger.submission import ClockRefused, Conflict
from service.ledger.writer import skew_of

Skew = Callable[[Connection[Any], datetime], float]
VIA = Via(channel="job")


def measured(connection: Connection[Any], clock: datetime) -> float:
    """Seconds by which the database's clock is ahead of `clock`."""
    return skew_of(connection, clock)


class Opening:
    """Finds and opens the logs of access records."""

    def __init__(self, ledger: Ledger, checkpoints: Checkpoints, clock: Callable[[], datetime], skew: Skew) -> None:
        self._ledger = ledger
        self._checkpoints = checkpoints
        self._clock = clock
        self._skew = skew
        self._open: dict[str, str] = {}

    def log_for(self, office: str, year: int) -> str:
        """The log to write to in that year: a newer one where another process, whose clock is ahead, has opened it.

        Raises ClockRefused when a new log is due by a clock that is off the database's, LedgerError, UnknownLog.
        """
        known = self._open.get(office, "")
        if known >= log_of(year):
            return known
        with self._ledger.connections.borrow() as connection:
            newest = heads.last_access(connection, office, log_of(9999))
        log = max(newest, log_of(year))
        self._begin(office, log)
        self._open[office] = log
        return log

    def forget(self, office: str) -> None:
        """Looks again: the log was closed by another process."""
        self._open.pop(office, None)

    def follow_clock(self, office: str, log: str) -> bool:
        """Takes over what an administrator has accepted of the clock for the office's matters; False if nothing was."""
        with self._ledger.connections.borrow() as connection:
            if not self._accepts(connection, heads.read(connection, office, MATTERS)):
                return False
        version = self._ledger.log(office, log).last_version(own_stream(office, log)) + 1
        with suppress(Conflict):
            self._write(office, log, version, AccessClockFollowed(clock=self._clock()))
        return True

    def _accepts(self, connection: Connection[Any], matters: Head) -> bool:
        """Whether the log of matters would take an event by this clock now."""
        clock, limit = self._clock(), TOLERANCE.total_seconds()
        if matters.replayed or abs(self._skew(connection, clock) - matters.accepted_skew) > limit:
            return False
        last = matters.recorded_at
        return last is None or last - clock <= TOLERANCE or last == matters.accepted_last

    def _begin(self, office: str, log: str) -> None:
        """The log with its first line, whoever of several writes it."""
        with self._ledger.connections.borrow() as connection:
            with suppress(UnknownLog):
                if heads.read(connection, office, log).size:
                    return
            self._refuse_wrong_clock(connection, office)
            heads.close(connection, office, log)
            previous = heads.last_access(connection, office, log, least=1)
        event = self._opened(office, previous, year_of(log) or 0)
        self._ledger.create(office, log)
        with suppress(Conflict):
            self._write(office, log, 1, event)

    def _refuse_wrong_clock(self, connection: Connection[Any], office: str) -> None:
        """A year is not closed by a computer whose clock nobody else believes."""
        skew = self._skew(connection, self._clock())
        matters = heads.read(connection, office, MATTERS)
        if min(abs(skew), abs(skew - matters.accepted_skew)) > TOLERANCE.total_seconds():
            message = (
                f"this computer's clock and the database's differ by {skew:.1f} s: no year's access log is opened "
                "(本机时钟与数据库时钟不一致，不启用新年度查阅日志)"
            )
            raise ClockRefused(message)

    def _opened(self, office: str, previous: str, year: int) -> AccessLogOpened:
        if not previous:
            return AccessLogOpened(year=year)
        head = self._ledger.head(office, previous)
        try:
            checkpoint = self._checkpoints.current(office, previous).text
        except (NotSigned, DamagedHead, NothingToSign):  # the record of reads goes on; that it is not signed is said
            checkpoint = ""
        return AccessLogOpened(
            year=year, previous=previous, size=head.size, root=head.root.hex(), checkpoint=checkpoint
        )

    def _write(self, office: str, log: str, version: int, event: AccessEvent) -> None:
        """With the clock accepted as it is: that was looked at before."""
        line = AccessLine(stream=own_stream(office, log), version=version, event=event)
        accepts = isinstance(event, AccessClockFollowed) or self._differs(office)
        self._ledger.log(office, log).write([line], VIA, accepts_clock=accepts)

    def _differs(self, office: str) -> bool:
        """Whether an administrator has accepted a difference for the office's matters."""
        return self._ledger.head(office, MATTERS).accepted_skew != 0
