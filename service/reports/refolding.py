"""The facts of a period folded from the events themselves, petition by petition: what no read model had a hand in.

Slow (every petition of the log is read and folded) and independent of the tables: `report verify --from-events`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from domain.events import Line
from domain.periods import Period
from domain.report_content import SPECS, Content, Table, changes, counted
from projections import statistics
from projections.statistics import Fact
from projections.track import track
from service.ledger import reading
from service.ledger.application import MATTERS
from service.projector.zones import zone_of
from service.reports.checking import Check, of_table
from service.reports.tables import FACTS

PAGE = 500
"""Petitions read at once."""
FOLDS = {FACTS: statistics.rows}
"""By formula: how the facts of a petition are folded. A formula that was reported once stays here."""


class Refolded(Struct, frozen=True):
    """A fact of a petition, with what counting asks of it."""

    petition: UUID
    fact: Fact

    def __getattr__(self, name: str) -> Any:
        return getattr(self.fact, name)


def by_events(connection: Connection[Any], content: Content, of: Period) -> Iterator[Check]:
    """The counting tables of a report, counted from facts folded from scratch up to its position."""
    tables = [table for spec in SPECS if (table := content.table(spec.id)) is not None]
    for formula in sorted({table.formula for table in tables}):
        mine = [table for table in tables if table.formula == formula]
        if formula in FOLDS:
            yield from _recounted(mine, list(facts(connection, content, of, formula)))


def _recounted(tables: list[Table], found: list[Any]) -> Iterator[Check]:
    specs = {spec.id: spec for spec in SPECS}
    for table in tables:
        yield of_table(f"events of {table.id}", table, changes(table.rows, counted(found, specs[table.id])))


def facts(connection: Connection[Any], content: Content, of: Period, formula: str) -> Iterator[Refolded]:
    """The facts of the period, as known at the report's position."""
    office, position = content.basis.office, content.basis.position
    zone = zone_of(connection, office, MATTERS)
    for page in reading.petitions(connection, office, MATTERS, position, PAGE):
        for petition, lines in reading.streams(connection, office, MATTERS, page, position).items():
            known = track([line for line in lines if isinstance(line, Line)], zone)
            for key, row in FOLDS[formula](known).items():
                fact = Fact(*key, *row.body)  # type: ignore[arg-type]
                if fact.day in of:
                    yield Refolded(petition, fact)
