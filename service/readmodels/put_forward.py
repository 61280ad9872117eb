"""In which open petitions something was put forward that waits for somebody: kept from one question to the next.

Finding them reads every open petition. What was found is kept, one office at a time: asked again about the same day,
only the petitions touched between the two positions are looked at. Who asks plays no part here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import Connection

from service.ledger.application import MATTERS
from service.readmodels.asking import Question
from service.readmodels.kept import AllPutForward, PutForward, Received, Told, touched
from service.readmodels.register import FOUND
from service.readmodels.truth import values

OPEN = f"SELECT received_on, petition {FOUND} {{among}}"
ASKED = """
SELECT stream, array_agg(DISTINCT topic) FROM ledger.event
WHERE office = %(office)s AND log = %(log)s AND stream = ANY(%(petitions)s) AND topic = ANY(%(topics)s)
    AND position <= %(position)s
GROUP BY stream
"""


def put_forward(connection: Connection[Any], asked: Question, topics: Sequence[str], kept: AllPutForward) -> Told:
    """The open petitions in which something of these topics was told by the position."""
    if asked.frozen:
        return _found(connection, asked, topics)
    grounds = (asked.on, tuple(topics))
    last = kept.get(asked.id)
    if last is not None and last.grounds == grounds:
        told = _moved(connection, asked, topics, last)
    else:
        told = _found(connection, asked, topics)
    kept[asked.id] = PutForward(grounds, asked.position, told)
    return told


def _found(
    connection: Connection[Any], asked: Question, topics: Sequence[str], among: Sequence[UUID] | None = None
) -> Told:
    """All of them, or those among some petitions."""
    named = values(asked) | {"log": MATTERS, "topics": list(topics), "among": list(among or ())}
    only = "" if among is None else "AND petition = ANY(%(among)s::uuid[])"
    found: list[Received] = connection.execute(OPEN.format(among=only), named).fetchall()
    asking = connection.execute(ASKED, named | {"petitions": [petition for _, petition in found]})
    told = {petition: frozenset(known) for petition, known in asking}
    return {each: told[each[1]] for each in found if each[1] in told}


def _moved(connection: Connection[Any], asked: Question, topics: Sequence[str], last: PutForward) -> Told:
    """What was found last, with the petitions touched in between as they are at the position."""
    among = touched(connection, asked.id, last.position, asked.position)
    if among is None:
        return _found(connection, asked, topics)
    if not among:
        return last.told
    stayed = {each: known for each, known in last.told.items() if each[1] not in among}
    return stayed | dict(_found(connection, asked, topics, among))
