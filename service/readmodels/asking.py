"""What every query is asked by: who, which office, at which position, judged on which day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from psycopg import Connection

from domain.access import CONSOLE, Viewer
from domain.values import midnight
from domain.wellformed import YEARS
from projections.catalog import ALL, Projection
from projections.instants import Judged, judged_on
from service.access.predicate import Seeing
from service.ledger.application import MATTERS
from service.ledger.head import UnknownLog
from service.offices import KnownOffice
from service.runtime import Instance

SOON_DAYS = 5
"""What ends within so many calendar days is due soon, when nobody says otherwise."""
RECORDED = "SELECT recorded_at FROM ledger.event WHERE office = %s AND log = %s AND position = %s"


class BadQuestion(ValueError):
    """A query that cannot be answered as asked; the message names the parameter."""


class Question(Struct, frozen=True):
    """Who asks about which office, as it was known at `position` and judged on `on`.

    `frozen`: breakdowns show as restricted what was known to be so at `position`, not what is today; see `frozen`.
    """

    viewer: Viewer
    office: KnownOffice
    position: int
    on: Judged
    seeing: Seeing
    frozen: bool = False

    @property
    def id(self) -> str:
        return self.office.profile.id

    def within(self, days: int = SOON_DAYS) -> datetime:
        """The instant up to which what becomes overdue is due soon: what ends on the day or up to `days` after."""
        return midnight(self.on.day + timedelta(days=days + 1), self.office.zone)


def question(
    instance: Instance,
    viewer: Viewer,
    office: str,
    *,
    position: int | None = None,
    known_at: datetime | None = None,
    on: date | datetime | None = None,
    needs: Sequence[Projection] = ALL,
) -> Question:
    """The question, with what was not said filled in: the newest position, and today in the office's zone.

    Where time is replayed, today is the day of the last line. `needs`: the read models that it will be answered from.
    Raises: UnknownOffice, Behind, BadQuestion for a position beyond the log or a day out of all reason.
    """
    known = instance.offices.get(office)
    newest = instance.projector.current(office, needs=needs)
    if position is not None and not 0 <= position <= newest:
        message = f"position {position} is not between 0 and {newest}, the last of this log (position 超出范围)"
        raise BadQuestion(message)
    if known_at is not None:
        with instance.pool.connection() as connection:
            newest = position_at(connection, office, known_at, newest)
    asked = newest if position is None else min(position, newest)
    instance.gate.current(office)
    seeing = instance.gate.seeing(viewer, office)
    return Question(viewer, known, asked, _judged(on or today(instance, known), known), seeing)


def frozen(asked: Question) -> Question:
    """The same question for what must come out the same for ever: a report that is drafted, or verified.

    Whatever else is asked is masked by what is restricted today, at whatever position.
    """
    return replace(asked, frozen=True)


def of_everybody(asked: Question) -> Question:
    """The same question for what is counted, which does not depend on who asks."""
    return replace(asked, viewer=CONSOLE, seeing=Seeing(CONSOLE, asked.id))


def _judged(on: date | datetime, office: KnownOffice) -> Judged:
    if on.year not in YEARS:
        message = f"day {on} is not between {YEARS.start} and {YEARS.stop - 1} (日期超出范围)"
        raise BadQuestion(message)
    return judged_on(on, office.zone)


def today(instance: Instance, office: KnownOffice) -> date:
    """The office's local day now; where time is replayed, that of the last line."""
    last = instance.ledger.head(office.profile.id).recorded_at if office.replayed else None
    return (last or datetime.now(UTC)).astimezone(office.zone).date()


def recorded_at(connection: Connection[Any], office: str, position: int) -> datetime | None:
    """When the line at that position was recorded; None before the first."""
    row = connection.execute(RECORDED, (office, MATTERS, position)).fetchone()
    return row[0] if row else None


def position_at(connection: Connection[Any], office: str, moment: datetime, newest: int) -> int:
    """The last position recorded at or before `moment`; 0 when there is none.

    Cost: about log2(newest) look-ups by key; recorded times never decrease within a log.
    """
    low, high = 0, newest
    while low < high:
        middle = (low + high + 1) // 2
        recorded = recorded_at(connection, office, middle)
        if recorded is None:
            raise UnknownLog(office)
        if recorded <= moment:
            low = middle
        else:
            high = middle - 1
    return low
