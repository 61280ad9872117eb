"""Which petitions breakdowns of counts show as one row "restricted", for every viewer alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.guarded import RESTRICTED
from projections.catalog import STATISTICS
from service.access.table import TABLE as GATE
from service.readmodels.asking import Question

TODAY = f"SELECT petition FROM {GATE} WHERE office = %(office)s AND level > 0"  # noqa: S608 - constants
# Every petition that is not void has facts, which say so themselves.
KNOWN = f"""SELECT DISTINCT petition FROM {STATISTICS.schema}.{STATISTICS.name}
    WHERE office = %(office)s AND channel = '{RESTRICTED}' AND from_pos <= %(position)s AND %(position)s < to_pos"""  # noqa: S608


def joined(asked: Question, petition: str) -> str:
    """A join of what is restricted, `m`, to the column `petition`: as it is today, of a frozen question as then known.

    The values `office` and `position` are named in it.
    """
    return f"LEFT JOIN ({KNOWN if asked.frozen else TODAY}) m ON m.petition = {petition}"


def restricted(connection: Connection[Any], asked: Question, named: Mapping[str, Any]) -> frozenset[UUID]:
    """The same petitions, for statements that are to agree on them."""
    statement = KNOWN if asked.frozen else TODAY
    return frozenset(petition for (petition,) in connection.execute(statement, named))


def masked(column: str) -> str:
    """What stands in the column, or "restricted", where `m` is joined."""
    return f"CASE WHEN m.petition IS NULL THEN {column} ELSE '{RESTRICTED}' END"
