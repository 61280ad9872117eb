"""The matter of a petition: which petitions are joined in it, and how often somebody wrote, called or came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from projections.catalog import MATTERS
from service.readmodels.asking import Question
from service.readmodels.truth import true_of, values

TABLE = f"{MATTERS.schema}.{MATTERS.name}"
# Upwards to the first petition, then down to all that are joined to one of those found: also where what had been
# joined to was joined itself later on. OFFSET 0 keeps each step a search by index: without it the server, which
# cannot know how few are joined, reads the whole table for a hash join (seen in its plan at 100,000 petitions).
CHAIN = f"""
WITH RECURSIVE up AS (
    SELECT %(petition)s::uuid AS id
    UNION SELECT step.matter FROM up CROSS JOIN LATERAL (
        SELECT m.matter FROM {TABLE} m WHERE m.petition = up.id AND {true_of("m")} OFFSET 0
    ) AS step
), found AS (
    SELECT id FROM up
    UNION SELECT step.petition FROM found CROSS JOIN LATERAL (
        SELECT m.petition FROM {TABLE} m WHERE m.matter = found.id AND {true_of("m")} OFFSET 0
    ) AS step
)
SELECT m.petition, m.matter, m.channel, m.people FROM {TABLE} m
WHERE m.petition = ANY (ARRAY(SELECT id FROM found)) AND {true_of("m")}
"""  # noqa: S608 - constants
# Upwards only, of several petitions at once.
UPWARDS = f"""
WITH RECURSIVE up AS (
    SELECT id FROM unnest(%(petitions)s::uuid[]) AS asked (id)
    UNION SELECT step.matter FROM up CROSS JOIN LATERAL (
        SELECT m.matter FROM {TABLE} m WHERE m.petition = up.id AND {true_of("m")} OFFSET 0
    ) AS step
)
SELECT m.petition, m.matter FROM {TABLE} m WHERE m.petition = ANY (ARRAY(SELECT id FROM up)) AND {true_of("m")}
"""  # noqa: S608 - constants
VISIT = "visit"


class Trips(Struct, frozen=True):
    """The petitions of one matter, void ones left out: how many in all and by channel, and how many of them visits.

    `persons`: those who came with each of the visits, counted each time they came (人次).
    """

    matter: UUID
    petitions: int
    channels: dict[str, int]
    visits: int
    persons: int


def trips(connection: Connection[Any], asked: Question, petition: UUID) -> Trips:
    """The matter of a petition as it was known at the position and moment asked about."""
    rows = connection.execute(CHAIN, values(asked) | {"petition": petition}).fetchall()
    channels = Counter(channel for _, _, channel, _ in rows)
    return Trips(
        matter=_first(petition, {one: matter for one, matter, _, _ in rows}),
        petitions=len(rows),
        channels=dict(sorted(channels.items())),
        visits=channels[VISIT],
        persons=sum(people for _, _, channel, people in rows if channel == VISIT),
    )


def firsts(connection: Connection[Any], asked: Question, petitions: Sequence[UUID]) -> dict[UUID, UUID]:
    """The petition that names the matter of each; of those that belong to none, as void ones do, nothing is said."""
    rows = connection.execute(UPWARDS, values(asked) | {"petitions": list(petitions)}).fetchall()
    matters: dict[UUID, UUID] = dict(rows)
    return {petition: _first(petition, matters) for petition in petitions if petition in matters}


def _first(petition: UUID, matters: dict[UUID, UUID]) -> UUID:
    """The petition that names the matter: the end of the way upwards, which never turns back."""
    seen = {petition}
    while (upper := matters.get(petition, petition)) not in seen:
        seen.add(upper)
        petition = upper
    return petition
