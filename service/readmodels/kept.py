"""What was counted or found last of each office, kept from one question to the next, and what was touched since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.ledger.application import MATTERS

MOST = 5000
"""Lines between two positions, of more than which all is counted or looked at anew."""
TOUCHED = """
SELECT DISTINCT stream FROM ledger.event
WHERE office = %(office)s AND log = %(log)s AND position > %(first)s AND position <= %(last)s
"""

Numbers = tuple[int, ...]
Place = tuple[str, str, str, str]
"""Unit, content class, clause, part."""
Breached = tuple[str, str, str]
"""Holder, content class, clause."""


def touched(connection: Connection[Any], office: str, one: int, other: int) -> list[UUID] | None:
    """The petitions in which something was written between two positions of an office's log; None: too much was."""
    first, last = sorted((one, other))
    if last - first > MOST:
        return None
    named = {"office": office, "log": MATTERS, "first": first, "last": last}
    return [stream for (stream,) in connection.execute(TOUCHED, named)]


class Tally(Struct, frozen=True):
    """How many petitions are registered; by place how many, and how many of each count; how many breaches.

    Of breaches: how many, in how many petitions, how many of these have ended.
    """

    registered: int
    places: Mapping[Place, Numbers]
    breaches: Mapping[Breached, Numbers]


class Kept(Struct, frozen=True):
    """`grounds`: what a count rests on beside the position and the petitions themselves."""

    grounds: tuple[Any, ...]
    position: int
    restricted: frozenset[UUID]
    tally: Tally


Tallies = dict[str, Kept]
"""The last count of each office."""


Received = tuple[date, UUID]
"""When a petition came in, and which it is: in this order they are worked through."""
Told = Mapping[Received, frozenset[str]]
"""Of petitions, which topics were told in them."""


class PutForward(Struct, frozen=True):
    """What was found at a position; `grounds`: what it rests on besides, the day and the topics."""

    grounds: tuple[Any, ...]
    position: int
    told: Told


AllPutForward = dict[str, PutForward]
"""The last answer of each office."""
