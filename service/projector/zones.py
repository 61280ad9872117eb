"""The time zone of an office, as its own first event says it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection

from domain.office import OfficeLine, office_stream, replay
from service.ledger import reading

FIRST = 1
"""Where the log says which office it is of. What stands behind it may be beyond this program: it is not read."""


class NotCreated(LookupError):
    """The log does not begin with the making of an office."""


def zone_of(connection: Connection[Any], office: str, log: str) -> ZoneInfo:
    """The zone in which this office counts its days. Raises NotCreated."""
    stream = office_stream(office)
    lines = reading.streams(connection, office, log, [stream], FIRST).get(stream, [])
    created = replay(line for line in lines if isinstance(line, OfficeLine)).created
    if created is None:
        message = f"office {office!r} has not been created"
        raise NotCreated(message)
    return ZoneInfo(created.time_zone)
