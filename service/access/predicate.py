"""The rule of domain/access.py as a condition in SQL, for lists, searches and single petitions.

Python (domain.access.sees), this and the policies of row level security (projections/tables/headings_policies.sql) say
the same; a test holds them equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from domain.access import CONSOLE, Viewer
from domain.access_roles import PETITIONS
from service.access.blinding import BlindMarks
from service.access.table import TABLE

EVERYBODY = "true"
NOBODY = "false"
FREE = """NOT {g}.accused && %(viewer_barring)s::bigint[] AND NOT {g}.recused && %(viewer_marks)s::bigint[]"""
ADMITTED = f"""{FREE.format(g="g")} AND (g.involved && %(viewer_marks)s::bigint[] OR (
        CASE WHEN g.quarantined THEN %(viewer_intake)s ELSE g.level <= %(viewer_clearance)s END
        AND (%(viewer_everywhere)s OR g.units && %(viewer_units)s::bigint[])))"""
# Of a viewer who sees nearly all, and of rows that were found first: a scalar look by key, row by row; the server would
# hash the whole gate for an EXISTS.
SEEN = f"""(SELECT {ADMITTED} FROM {TABLE} g WHERE g.office = {{t}}.office AND g.petition = {{t}}.petition)"""  # noqa: S608 - constants
# Of one who sees some units: what follows from the rule is said besides, so that where these are few the server may
# begin with them, by the indexes of the gate.
SEEN_OF_SOME = f"""EXISTS (SELECT FROM {TABLE} g WHERE g.office = {{t}}.office AND g.petition = {{t}}.petition
    AND (g.involved && %(viewer_marks)s::bigint[] OR g.units && %(viewer_units)s::bigint[]) AND {ADMITTED})"""
AMONG = "SELECT p.petition FROM unnest(%(petitions)s::uuid[]) AS named (id) "
AMONG += f"JOIN {TABLE} p ON p.office = %(office)s AND p.petition = named.id WHERE "
UNRESTRICTED = f"""
SELECT petition FROM {TABLE} WHERE office = %s AND petition = ANY(%s) AND level = 0 AND NOT quarantined
"""  # noqa: S608 - constants
LEVEL = f"SELECT level FROM {TABLE} WHERE office = %s AND petition = %s"  # noqa: S608 - constants


class Seeing(Struct, frozen=True):
    """What one viewer sees of one office: a condition for rows, and the values that it names."""

    viewer: Viewer
    office: str
    values: Mapping[str, Any] = {}

    def of(self, table: str, *, found: bool = False) -> str:
        """The condition on rows of `table` (a name or an alias) with columns office and petition.

        `found`: they were found first by other conditions, so that each of them is looked up.
        """
        if self.viewer is CONSOLE:
            return EVERYBODY
        if not self.anything:
            return NOBODY
        return (SEEN if found or self.viewer.everywhere else SEEN_OF_SOME).format(t=table)

    @property
    def anything(self) -> bool:
        """Whether there may be a petition of the office that the viewer sees."""
        return self.viewer is CONSOLE or (self.viewer.office == self.office and bool(self.viewer.roles & PETITIONS))

    def among(self, connection: Connection[Any], petitions: Iterable[UUID]) -> set[UUID]:
        """Those of the petitions that the viewer may know of; of the console all. Cost: one look-up by key for each."""
        if self.viewer is CONSOLE:
            return set(petitions)
        named = {"office": self.office, "petitions": list(petitions), **self.values}
        return {petition for (petition,) in connection.execute(AMONG + self.of("p"), named)}

    def on_record(self, connection: Connection[Any], petitions: Iterable[UUID]) -> set[UUID]:
        """Those of which reads may be told: what is seen; to who sees no petition by role, all but the forbidden."""
        if self.viewer is CONSOLE or self.viewer.roles & PETITIONS:
            return self.among(connection, petitions)
        named = {"office": self.office, "petitions": list(petitions), **self.values}
        statement = AMONG + FREE.format(g="p") if self.viewer.office == self.office else AMONG + NOBODY
        return {petition for (petition,) in connection.execute(statement, named)}


def level_of(connection: Connection[Any], office: str, petition: UUID) -> int:
    """The level of a petition as it stands in the gate, 0 when it has no row there."""
    row = connection.execute(LEVEL, (office, petition)).fetchone()
    return int(row[0]) if row else 0


def unrestricted(connection: Connection[Any], office: str, petitions: Iterable[UUID]) -> set[UUID]:
    """Those of the petitions of which the gate knows that nothing restricts them, whoever asks."""
    return {petition for (petition,) in connection.execute(UNRESTRICTED, (office, list(petitions)))}


def seeing(viewer: Viewer, office: str, blind: BlindMarks) -> Seeing:
    """The viewer's marks as the gate has them."""
    if viewer is CONSOLE:
        return Seeing(viewer, office)
    return Seeing(
        viewer,
        office,
        {
            "viewer_barring": blind.all(viewer.barring),
            "viewer_marks": blind.all(viewer.marks),
            "viewer_units": blind.all(viewer.units),
            "viewer_clearance": viewer.clearance,
            "viewer_intake": viewer.intake,
            "viewer_everywhere": viewer.everywhere,
        },
    )
