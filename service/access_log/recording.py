"""Writes down every read before anything of it is shown. What cannot be written down is not shown (fail closed).

`Reads.record` returns only when the record is committed. Several threads and processes write into one log: the
committer takes what waits together, and a person's reads of one day are one stream, so that writers seldom meet. Two
that do meet take turns in one process, and try again where another process was faster.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Lock
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
from msgspec import Struct

from domain import access_record as ar
from domain.access_record import AccessEvent, AccessLine, AccessRecorded
from service.access_log.opening import Opening, Skew, measured
from service.evidence.signing import Checkpoints
from service.ledger.application import Ledger, now
from service.ledger.entry import Via
from service.ledger.submission import ClockRefused, Conflict, LedgerError, LogClosed, Unavailable
from service.offices import Offices

ATTEMPTS = 50
"""How often a record is tried again that another process was faster with, or whose year has just ended."""
TURNS = 256
MOST_KNOWN = 10_000
"""Streams whose last version is kept in mind."""


class Recorded(Struct, frozen=True):
    """Where the record stands: it is committed."""

    office: str
    log: str
    position: int


class Reads:
    """Records the reads of all offices of one database. Time is always the real one, also where an office replays.

    `clock` and `skew` (seconds by which the database's clock is ahead of a given time) say in which year a read falls.
    """

    def __init__(
        self,
        ledger: Ledger,
        offices: Offices,
        checkpoints: Checkpoints,
        clock: Callable[[], datetime] = now,
        skew: Skew = measured,
    ) -> None:
        self._ledger = ledger
        self._offices = offices
        self._clock = clock
        self._opening = Opening(ledger, checkpoints, clock, skew)
        self._turns = [Lock() for _ in range(TURNS)]
        self._versions: dict[tuple[str, UUID], int] = {}
        self._zones: dict[str, ZoneInfo] = {}

    def record(self, office: str, read: AccessRecorded) -> Recorded:
        """Records what somebody is about to be shown, or was refused, and returns once that is committed.

        Raises: Unavailable and ClockRefused when it cannot be written (503: nothing may be shown), UnknownOffice, and
        BadRecord for a read that is not told as it must be.
        """
        event = ar.checked(read)
        try:
            return self._recorded(office, event)
        except (Unavailable, ClockRefused):
            raise
        except (psycopg.Error, LedgerError) as error:
            message = (
                f"the read cannot be recorded, so nothing is shown: {type(error).__name__} (查阅无法留痕，不予显示)"
            )
            raise Unavailable(message) from error

    def _recorded(self, office: str, event: AccessRecorded) -> Recorded:
        zone = self._zone(office)
        for _ in range(ATTEMPTS):
            day = self._clock().astimezone(zone).date()
            log = self._opening.log_for(office, day.year)
            stream = ar.day_stream(office, event.reader.person, day)
            try:
                return Recorded(office, log, self._written(office, log, stream, event))
            except LogClosed:
                self._opening.forget(office)
            except ClockRefused:
                if not self._opening.follow_clock(office, log):
                    raise
            except Conflict:
                continue
        message = "others write the same stream again and again (反复冲突)"
        raise Unavailable(message)

    def _written(self, office: str, log: str, stream: UUID, event: AccessEvent) -> int:
        """The position. One thread at a time for each stream: a version is taken only when the one before is in."""
        application, key = self._ledger.log(office, log), (log, stream)
        with self._turns[hash(key) % TURNS]:
            known = self._versions.pop(key, None)
            version = (application.last_version(stream) if known is None else known) + 1
            line = AccessLine(stream=stream, version=version, event=event)
            written = application.write([line], Via(channel=event.via if isinstance(event, AccessRecorded) else ""))
            self._remember(key, version)
            return written.first

    def _remember(self, key: tuple[str, UUID], version: int) -> None:
        if len(self._versions) >= MOST_KNOWN:
            self._versions.clear()
        self._versions[key] = version

    def _zone(self, office: str) -> ZoneInfo:
        """The zone of an office never changes. Raises UnknownOffice."""
        if office not in self._zones:
            self._zones[office] = self._offices.get(office).zone
        return self._zones[office]
