"""What a petition is called 件头: its number in the register, the one its source gave it, and its title.

The only read model with content: what says where a petition stands holds ids, codes and dates and is searched, and the
rows found are joined to this one, on which row level security lies (tables/headings_policies.sql).
"""

from __future__ import annotations

from datetime import datetime
from unicodedata import normalize

from msgspec import Struct
from msgspec.structs import astuple

from domain.petition import Petition
from projections.spans import Key, Row, Rows
from projections.track import Segment, Track, folded

NAME = "headings"
VERSION = 2
KEY = ("since",)
END = ("until",)


class Heading(Struct, frozen=True):
    """What a row says; the columns of the table, in order. "" where there is none.

    `sought` is what a search looks into: title, number and the source's number, each made `alike`, one a line.
    """

    number: str
    external_id: str
    title: str
    sought: str


class Headed(Struct, frozen=True):
    """The rows so far, and since when the petition has been called as it is (None: not received yet)."""

    rows: dict[Key, Row]
    since: datetime | None = None
    heading: Heading | None = None


NOTHING = Headed({})


def rows(track: Track) -> Rows:
    """A row by the instant since which it is so; there is one at every moment at which the register has one."""
    return folded(track, NAME, NOTHING, step).rows


def step(before: Headed, segment: Segment, _track: Track) -> Headed:
    """The rows with what the petition is called in the segment, and the end of what it was called before."""
    heading = heading_of(segment.state)
    if heading is None or heading == before.heading:
        return before
    found = dict(before.rows)
    if before.since is not None:
        found[before.since,] = Row(found[before.since,].body, (segment.since,))
    found[segment.since,] = Row(astuple(heading))
    return Headed(found, segment.since, heading)


def heading_of(petition: Petition) -> Heading | None:
    """What the petition is called; None before it was received."""
    if petition.received is None or petition.received_at is None:
        return None
    number, external_id, title = petition.number, petition.received.external_id, petition.details.title or ""
    told = "\n".join(alike(each) for each in (title, number, external_id) if each)
    return Heading(number, external_id, title, told)


def alike(said: str) -> str:
    """Words without the width and case of their letters; whatever stands between words is one space."""
    return " ".join(normalize("NFKC", normalize("NFKC", said).casefold()).split())
