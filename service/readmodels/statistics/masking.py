"""What is restricted today is shown as "restricted" in every breakdown, at whatever position it is asked about.

The facts themselves say so from the position on at which a petition was known to be restricted. Of a position before
that (and where only another petition of the matter says so) the gate is asked, which knows it as it is today: then
the facts are read through MASKED, and counted one by one. A frozen question (asking.frozen) does without: a report
stays what it was, whatever became known behind its position.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psycopg import Connection

from domain.guarded import RESTRICTED
from projections.catalog import STATISTICS
from service.access.table import TABLE as GATE
from service.readmodels.asking import Question
from service.readmodels.statistics.counting import TABLE

TOLD_APART = ("unit", "channel", "source", "purpose", "content_class", "place", "outcome", "clause")
"""Dimensions that are words; `repeat` is not, and false of what is restricted."""
ALIKE = (
    *("office", "petition", "measure", "act", "duty", "day", "matter", "visit", "persons", "days", "elapsed"),
    *("from_pos", "to_pos"),
)
MASKED = f"""(
    SELECT {", ".join(f"s.{name}" for name in ALIKE)}, s.repeat AND g.petition IS NULL AS repeat,
        {
    ", ".join(f"CASE WHEN g.petition IS NULL THEN s.{name} ELSE '{RESTRICTED}' END AS {name}" for name in TOLD_APART)
}
    FROM {TABLE} s LEFT JOIN {GATE} g ON g.office = s.office AND g.petition = s.petition AND g.level > 0
) AS {STATISTICS.name}"""  # noqa: S608 - constants
# The index of what is restricted first; of each of these its facts, by key.
HIDDEN_SINCE = f"""
SELECT EXISTS (SELECT FROM {GATE} g JOIN {TABLE} s ON s.office = g.office AND s.petition = g.petition
    WHERE g.office = %(office)s AND g.level > 0 AND s.channel <> '{RESTRICTED}'
        AND s.from_pos <= %(position)s AND %(position)s < s.to_pos AND s.day >= %(first)s AND s.day <= %(last)s)
"""  # noqa: S608 - constants
NOT_RESTRICTED = f"channel <> '{RESTRICTED}'"
"""The condition that a fact is of none that is restricted: it has a class and a place."""


def source(connection: Connection[Any], asked: Question, named: Mapping[str, Any]) -> str:
    """What the facts of the days from `first` to `last` of `named` are read from: TABLE, or MASKED where it must be."""
    if asked.frozen:
        return TABLE
    ((hidden,),) = connection.execute(HIDDEN_SINCE, named).fetchall()
    return MASKED if hidden else TABLE
