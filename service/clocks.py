"""Accepting a clock that had jumped, so that an office can be written to again (design: Clock)."""

from __future__ import annotations

from datetime import UTC, datetime

from domain.deciding import Refused, structural
from domain.office import ClockAccepted
from domain.values import Actor
from service.ledger.entry import Via
from service.ledger.submission import Written
from service.runtime import Instance

SKEW = "SELECT extract(epoch FROM clock_timestamp() - %s::timestamptz)::float8"


def accept_clock(instance: Instance, office: str, reason: str, actor: Actor, via: Via) -> Written:
    """Writes that an administrator accepts this computer's clock as it stands, with the times it was judged by.

    Raises: Refused for an office with replayed time or without a reason, UnknownOffice, LedgerError.
    """
    return instance.offices.add(office, acceptance(instance, office, reason), actor, via, accepts_clock=True)


def acceptance(instance: Instance, office: str, reason: str) -> ClockAccepted:
    """The event of accepting the clock as it stands now. Raises Refused as above, UnknownOffice."""
    if instance.offices.get(office).replayed:
        zh, en = "重放时间的机构没有时钟可接受", "an office with replayed time has no clock to accept"
        raise Refused((structural(zh, en),))
    if not reason.strip():
        raise Refused((structural("须说明理由", "it needs a reason"),))
    clock = datetime.now(UTC)
    return ClockAccepted(
        last=instance.ledger.head(office).recorded_at,
        clock=clock,
        skew_seconds=_skew(instance, clock),
        reason=reason,
    )


def _skew(instance: Instance, clock: datetime) -> float:
    """Seconds by which the database's clock is ahead of `clock`."""
    with instance.pool.connection() as connection:
        row = connection.execute(SKEW, (clock,)).fetchone()
    assert row is not None  # noqa: S101 - a SELECT without FROM has a row
    return round(float(row[0]), 3)
