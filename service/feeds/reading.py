"""The events behind a position that a viewer may know of, in order, as they are told.

Where each petition stood is read as of its event; whether it may be known of is judged by today's relations. An event
that is hidden is passed over, as one that is not wanted is: the position behind which to go on tells neither apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct
from psycopg import Connection

from domain import events as e
from domain.subscriptions import Wanted
from projections.catalog import HEADINGS, REGISTER
from service.feeds.items import Item, Stood, item
from service.ledger import reading
from service.ledger.application import MATTERS
from service.readmodels.asking import Question
from service.runtime import Instance

LARGEST_BATCH = 1000
"""Events that are looked at together, at most."""
MOST = 20_000
"""Events that are looked at for one page: then it ends, however few were wanted."""
LAST = datetime(9999, 1, 1, tzinfo=UTC)
"""Later than any fact: how a petition stands in the end, as it was known at a position."""
TRUE = """{t}.office = %(office)s AND {t}.petition = a.petition
    AND {t}.from_pos <= a.position AND a.position < {t}.to_pos
    AND {t}.since <= %(last)s AND (a.position < {t}.until_pos OR %(last)s < {t}.until)"""
STOOD = f"""
SELECT a.position, r.unit, r.channel, r.content_class, r.state, h.number
FROM unnest(%(positions)s::bigint[], %(petitions)s::uuid[]) AS a (position, petition)
JOIN {REGISTER.schema}.{REGISTER.name} r ON {TRUE.format(t="r")}
JOIN {HEADINGS.schema}.{HEADINGS.name} h ON {TRUE.format(t="h")}
WHERE {{seen}}
"""  # noqa: S608 - constants

Told = tuple[e.Line, bytes]
"""An event of a petition, and its leaf hash."""


class FeedPage(Struct, frozen=True):
    """What is told, and behind which position it goes on; `more`: there are events behind that."""

    items: Sequence[Item]
    next: int
    more: bool


def page(instance: Instance, asked: Question, wanted: Wanted, after: int, limit: int) -> FeedPage:
    """At most `limit` events behind the position `after`, up to that of the question.

    Cost: one look-up by key for each event that is looked at.
    """
    found: list[Item] = []
    place, batch, looked = after, limit, 0
    while place < asked.position and looked < MOST:
        lines = _behind(instance, asked, wanted, place, batch)
        for each in _told(instance, asked, wanted, lines):
            found.append(each)
            if len(found) == limit:
                return _page(found, each.position, asked)
        place = lines[-1][0].position if len(lines) == batch else asked.position
        looked, batch = looked + batch, min(4 * batch, LARGEST_BATCH)
    return _page(found, place, asked)


def _page(found: Sequence[Item], place: int, asked: Question) -> FeedPage:
    return FeedPage(found, place, more=place < asked.position)


def _behind(instance: Instance, asked: Question, wanted: Wanted, after: int, limit: int) -> list[Told]:
    with instance.pool.connection() as connection:
        lines = reading.of_topics(
            connection, asked.id, MATTERS, wanted.topics, after=after, upto=asked.position, limit=limit
        )
    return [(line, leaf) for line, leaf in lines if isinstance(line, e.Line)]


def _told(instance: Instance, asked: Question, wanted: Wanted, lines: Sequence[Told]) -> list[Item]:
    """Those of the events that are wanted and may be known of, in order."""
    with instance.reading(asked.seeing) as connection:
        stood = _stood(connection, asked, [line for line, _ in lines])
    return [
        item(asked.id, line, leaf, stood[line.position])
        for line, leaf in lines
        if line.position in stood and _fits(wanted, stood[line.position])
    ]


def _fits(wanted: Wanted, stood: Stood) -> bool:
    return (not wanted.units or stood.unit in wanted.units) and (
        not wanted.channels or stood.channel in wanted.channels
    )


def _stood(connection: Connection[Any], asked: Question, lines: Sequence[e.Line]) -> Mapping[int, Stood]:
    """Where each petition stood behind its event, by position; of what the viewer may not know of nothing.

    Who has it may be a person, where an office has no units: a name is not told.
    """
    named = {
        "office": asked.id,
        "positions": [line.position for line in lines],
        "petitions": [line.petition for line in lines],
        "last": LAST,
        **asked.seeing.values,
    }
    rows = connection.execute(STOOD.format(seen=asked.seeing.of("r", found=True)), named)
    units = asked.office.profile.units_by_name
    return {position: Stood(unit if unit in units else "", *said) for position, unit, *said in rows}
