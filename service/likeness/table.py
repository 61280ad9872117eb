"""The table of blind traits: made, written and searched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.edge.table import IndexTable

INDEX = IndexTable("likeness", 1, "trait", (files("service.likeness") / "trait.sql").read_bytes())
SCHEMA = INDEX.schema
TABLE = f"{SCHEMA}.trait"
FORGET = f"DELETE FROM {TABLE} WHERE office = %s AND petition = ANY(%s)"  # noqa: S608 - constants
OF = f"SELECT trait FROM {TABLE} WHERE office = %s AND petition = %s"  # noqa: S608 - constants
COPY = f"COPY {TABLE} (office, trait, position, petition) FROM STDIN (FORMAT BINARY)"
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
# Those that have each of the traits, the newest first.
HAVING = f"""
SELECT petition FROM {TABLE} WHERE office = %(office)s AND trait = ANY(%(traits)s::bigint[])
GROUP BY petition HAVING count(DISTINCT trait) = %(several)s ORDER BY max(position) DESC LIMIT %(most)s
"""  # noqa: S608 - constants


class Marks(Struct, frozen=True):
    """The blind traits of a petition that was received at `position`."""

    petition: UUID
    position: int
    traits: tuple[int, ...]


def write(connection: Connection[Any], office: str, marks: Iterable[Marks], known: Sequence[UUID]) -> None:
    """Puts these marks in the place of those of the petitions that were `known` before."""
    if known:
        connection.execute(FORGET, (office, list(known)))
    with connection.cursor().copy(COPY) as copy:
        copy.set_types(TYPES)
        for each in marks:
            for trait in dict.fromkeys(each.traits):
                copy.write_row((office, trait, each.position, each.petition))


def of(connection: Connection[Any], office: str, petition: UUID) -> frozenset[int]:
    """The traits of a petition."""
    return frozenset(trait for (trait,) in connection.execute(OF.encode(), (office, petition)))


def sharing(connection: Connection[Any], office: str, petition: UUID, traits: Sequence[int], most: int) -> list[UUID]:
    """At most `most` other petitions with any of these traits, those with most of them first, then the newest."""
    named = {"office": office, "petition": petition, "traits": list(traits), "most": most}
    return [found for (found,) in connection.execute(SHARING, named)] if traits else []


def having(connection: Connection[Any], office: str, traits: Sequence[int], most: int) -> list[UUID]:
    """At most `most` petitions with each of these traits, the newest first; none where no trait is named."""
    wanted = sorted(set(traits))
    named = {"office": office, "traits": wanted, "several": len(wanted), "most": most}
    return [found for (found,) in connection.execute(HAVING, named)] if wanted else []
