"""Which petitions are of one matter 信访事项: a row for each stretch in which a petition belonged to it.

The first petition of a matter names it; what is joined to it belongs to it until the joining is taken back. What is
known to be void was entered in error and belongs to none.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct
from msgspec.structs import astuple

from domain.petition import Petition
from projections.spans import Key, Row, Rows
from projections.track import Segment, Track, folded

NAME = "matters"
VERSION = 1
KEY = ("since",)
END = ("until",)


class Belonging(Struct, frozen=True):
    """What a row says; the columns of the table, in order.

    `matter` is the petition to which this one was joined, itself where it stands alone or is the first. `people`
    came with it.
    """

    matter: UUID
    channel: str
    people: int


class Belonged(NamedTuple):
    """The rows so far, and since when the petition belongs as it does (None: not received yet)."""

    rows: dict[Key, Row]
    since: datetime | None = None
    belonging: Belonging | None = None


NOTHING = Belonged({})


def rows(track: Track) -> Rows:
    """A row by the instant since which it is so; none of a petition that is known to be void."""
    if track.state.ending.voided is not None:
        return {}
    return folded(track, NAME, NOTHING, _walk).rows


def _walk(before: Belonged, segment: Segment, _zone: tzinfo) -> Belonged:
    belonging = belonging_of(segment.state)
    if belonging is None or belonging == before.belonging:
        return before
    found = dict(before.rows)
    if before.since is not None:
        found[before.since,] = Row(found[before.since,].body, (segment.since,))
    found[segment.since,] = Row(astuple(belonging))
    return Belonged(found, segment.since, belonging)


def belonging_of(petition: Petition) -> Belonging | None:
    """The matter of a petition; None before it was received."""
    if petition.received is None:
        return None
    return Belonging(petition.joined or petition.id, petition.received.channel, petition.details.people or 1)
