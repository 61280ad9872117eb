"""Generated worlds: petitions with relations, and viewers, made of few names so that they meet often."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.access import Viewer
from domain.access_roles import ADMINS, HIGHEST, LEVELS, ROLES
from domain.guarded import Guarded, person, unit
from service.readmodels.headings import TABLE

OFFICE = "yimin"
PEOPLE = [f"人{number}" for number in range(12)]
UNITS = [f"科{number}" for number in range(6)]
HEADING = f"""INSERT INTO {TABLE}
    (office, lane, petition, since, number, external_id, title, sought, from_pos, to_pos, until_pos)
VALUES (%s, 1, %s, '2026-01-01', %s, '', %s, '', 1, 10 ^ 12, 10 ^ 12)"""


def petitions(chance: random.Random, count: int) -> dict[UUID, Guarded]:
    """Petitions by id; most accuse nobody, as in life, and some accuse several."""
    return {UUID(int=chance.getrandbits(128)): _petition(chance) for _ in range(count)}


def _petition(chance: random.Random) -> Guarded:
    accuses = chance.random() < 0.4
    return Guarded(
        level=HIGHEST if accuses else chance.choice([0, 0, 0, 0, 1, 2]),
        accused=_some(chance, [*map(person, PEOPLE), *map(unit, UNITS)], 3) if accuses else frozenset(),
        recused=_some(chance, list(map(person, PEOPLE)), 2) if chance.random() < 0.2 else frozenset(),
        involved=_some(chance, [*map(person, PEOPLE), *map(unit, UNITS)], 2),
        units=_some(chance, list(map(unit, UNITS)), 3),
        quarantined=accuses and chance.random() < 0.2,
    )


def headings(connection: Connection[Any], ids: Iterable[UUID]) -> None:
    """A row for each of the petitions in the read model that has content, written as its owner."""
    rows = [(OFFICE, one, f"2026-{nth:06}", f"件{nth}") for nth, one in enumerate(ids)]
    connection.cursor().executemany(HEADING, rows)


def viewers(chance: random.Random, count: int) -> list[Viewer]:
    return [_viewer(chance) for _ in range(count)]


def _viewer(chance: random.Random) -> Viewer:
    name, own = chance.choice(PEOPLE), chance.choice(UNITS)
    roles = {chance.choice(ROLES)} if chance.random() < 0.9 else set()
    below = set(_some(chance, list(map(unit, UNITS)), 3))
    return Viewer(
        person=name,
        office=OFFICE if chance.random() < 0.95 else "elsewhere",
        roles=frozenset(roles if roles & ADMINS else roles | {chance.choice(["handler", "leader", "registrar"])}),
        clearance=chance.randrange(len(LEVELS)),
        marks=frozenset({person(name), unit(own)}),
        barring=frozenset({person(name), unit(own)}) | _some(chance, list(map(person, PEOPLE)), 2),
        units=frozenset({unit(own), *below}),
    )


def _some(chance: random.Random, names: list[str], most: int) -> frozenset[str]:
    return frozenset(chance.sample(names, chance.randint(0, most)))
