"""Which petitions are of one matter 信访事项: a row for each stretch in which a petition belonged to it.

The first petition of a matter names it; what is joined to it belongs to it until the joining is taken back. What is
known to be void was entered in error and belongs to none.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import astuple, replace

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


class Belonged(Struct, frozen=True):
    """The rows there are unless the petition is void, and since when it belongs as it does (None: not received yet)."""

    ever: dict[Key, Row]
    since: datetime | None = None
    belonging: Belonging | None = None
    void: bool = False

    @property
    def rows(self) -> Rows:
        return {} if self.void else self.ever


NOTHING = Belonged({})


def rows(track: Track) -> Rows:
    """A row by the instant since which it is so; none of a petition that is known to be void."""
    return folded(track, NAME, NOTHING, step).rows


def step(before: Belonged, segment: Segment, _track: Track) -> Belonged:
    """The rows as they are known when nothing is known of later than the segment."""
    void = segment.state.ending.voided is not None
    belonging = belonging_of(segment.state)
    if belonging is None or belonging == before.belonging:
        return before if void == before.void else replace(before, void=void)
    return Belonged(_turned(before, belonging, segment.since), segment.since, belonging, void)


def _turned(before: Belonged, belonging: Belonging, since: datetime) -> dict[Key, Row]:
    found = dict(before.ever)
    if before.since is not None:
        found[before.since,] = Row(found[before.since,].body, (since,))
    found[since,] = Row(astuple(belonging))
    return found


def belonging_of(petition: Petition) -> Belonging | None:
    """The matter of a petition; None before it was received."""
    if petition.received is None:
        return None
    return Belonging(petition.joined or petition.id, petition.received.channel, petition.details.people or 1)
