"""The table of blind traits: made, written and searched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection, sql

from service.projector.schema import CLAIM

NAME, VERSION = "likeness", 1
SCHEMA = f"{NAME}_v{VERSION}"
TABLE = f"{SCHEMA}.trait"
FORGET = f"DELETE FROM {TABLE} WHERE office = %s AND petition = ANY(%s)"  # noqa: S608 - constants
COPY = f"COPY {TABLE} (office, trait, position, petition) FROM STDIN (FORMAT BINARY)"
FROM_THE_START = "UPDATE projector.position SET position = 0 WHERE schema = %s"
EMPTY = f"TRUNCATE {TABLE}"
TYPES = ("text", "int8", "int8", "uuid")
# Of each trait the newest petitions that have it; of those the ones that have most of the traits.
SHARING = f"""
SELECT shared.petition FROM unnest(%(traits)s::bigint[]) AS wanted (trait) CROSS JOIN LATERAL (
    SELECT t.petition, t.position FROM {TABLE} t
    WHERE t.office = %(office)s AND t.trait = wanted.trait AND t.petition <> %(petition)s
    ORDER BY t.position DESC LIMIT %(most)s
) AS shared
GROUP BY shared.petition ORDER BY count(*) DESC, max(shared.position) DESC LIMIT %(most)s
"""  # noqa: S608 - constants


class Marks(Struct, frozen=True):
    """The blind traits of a petition that was received at `position`."""

    petition: UUID
    position: int
    traits: tuple[int, ...]


def opened(connection: Connection[Any]) -> None:
    """Makes the table when it is not there yet; of several processes one makes it, the others wait."""
    with connection.transaction():
        if connection.execute(CLAIM, (SCHEMA, NAME, VERSION)).fetchone() is None:
            return
        name = sql.Identifier(SCHEMA)
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(name))
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(name))
        connection.execute(sql.SQL("SET LOCAL search_path = {}").format(name))
        connection.execute((files("service.likeness") / "trait.sql").read_bytes())


def emptied(connection: Connection[Any]) -> None:
    """Forgets every trait and how far the offices were indexed.

    Positions first: who indexes holds a row of them, and is waited for. And once more, for an office that was indexed
    for the first time in between.
    """
    with connection.transaction():
        connection.execute(FROM_THE_START, (SCHEMA,))
        connection.execute(EMPTY.encode())
        connection.execute(FROM_THE_START, (SCHEMA,))


def write(connection: Connection[Any], office: str, marks: Iterable[Marks], known: Sequence[UUID]) -> None:
    """Puts these marks in the place of those of the petitions that were `known` before."""
    if known:
        connection.execute(FORGET, (office, list(known)))
    with connection.cursor().copy(COPY) as copy:
        copy.set_types(TYPES)
        for each in marks:
            for trait in dict.fromkeys(each.traits):
                copy.write_row((office, trait, each.position, each.petition))


def sharing(connection: Connection[Any], office: str, petition: UUID, traits: Sequence[int], most: int) -> list[UUID]:
    """At most `most` other petitions with any of these traits, those with most of them first, then the newest."""
    named = {"office": office, "petition": petition, "traits": list(traits), "most": most}
    return [found for (found,) in connection.execute(SHARING, named)] if traits else []
