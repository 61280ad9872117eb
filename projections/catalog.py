"""Every read model with its name, version, columns and fold.

A version is raised by hand whenever a fold or a table changes what it says; the tables of a version stand
in a schema of their own, so that two versions of the program can be served side by side.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any

from msgspec import Struct

from projections import duties, entered_late, excused, grams, headings, matters, register, statistics
from projections.spans import Rows
from projections.track import Segment, Track


class Projection(Struct, frozen=True):
    """A read model: `rows` folds a petition's track; `key`, `body` and `end` name the columns they fill.

    It folds by `step` over the segments, beginning with `start`; what was found has the rows under `rows`.
    """

    name: str
    version: int
    key: tuple[str, ...]
    body: tuple[str, ...]
    end: tuple[str, ...]
    rows: Callable[[Track], Rows]
    start: Any
    step: Callable[[Any, Segment, Track], Any]

    @property
    def schema(self) -> str:
        """The schema of this version; its table has the name of the projection."""
        return f"{self.name}_v{self.version}"

    @property
    def table_sql(self) -> str:
        """The statement that makes the table, with its primary key, in the current schema."""
        return _tables(f"{self.name}.sql")

    @property
    def index_sql(self) -> str:
        """The statements that make the indexes that readers need, in the current schema."""
        return _tables(f"{self.name}_indexes.sql")

    @property
    def policy_sql(self) -> str:
        """The statements that say who is shown which rows, in the current schema; "" where the table has no content."""
        return _tables(POLICIES[self.name]) if self.name in POLICIES else ""


POLICIES = {headings.NAME: "headings_policies.sql"}
"""The read models on which row level security lies."""


def _tables(file: str) -> str:
    return (files("projections") / "tables" / file).read_text(encoding="utf-8")


REGISTER = Projection(
    register.NAME,
    register.VERSION,
    register.KEY,
    register.Place.__struct_fields__,
    register.END,
    register.rows,
    register.NOTHING,
    register.step,
)
DUTIES = Projection(
    duties.NAME,
    duties.VERSION,
    duties.KEY,
    duties.Owed.__struct_fields__,
    duties.Until.__struct_fields__,
    duties.rows,
    duties.NOTHING,
    duties.step,
)
STATISTICS = Projection(
    statistics.NAME,
    statistics.VERSION,
    statistics.Fact._fields[: statistics.KEY_COLUMNS],
    statistics.Fact._fields[statistics.KEY_COLUMNS :],
    (),
    statistics.rows,
    statistics.NOTHING,
    statistics.step,
)
MATTERS = Projection(
    matters.NAME,
    matters.VERSION,
    matters.KEY,
    matters.Belonging.__struct_fields__,
    matters.END,
    matters.rows,
    matters.NOTHING,
    matters.step,
)
ENTERED_LATE = Projection(
    entered_late.NAME,
    entered_late.VERSION,
    entered_late.KEY,
    entered_late.Entered.__struct_fields__,
    (),
    entered_late.rows,
    entered_late.NOTHING,
    entered_late.step,
)
EXCUSED = Projection(
    excused.NAME,
    excused.VERSION,
    excused.KEY,
    excused.Excused.__struct_fields__,
    (),
    excused.rows,
    excused.NOTHING,
    excused.step,
)
HEADINGS = Projection(
    headings.NAME,
    headings.VERSION,
    headings.KEY,
    headings.Heading.__struct_fields__,
    headings.END,
    headings.rows,
    headings.NOTHING,
    headings.step,
)
GRAMS = Projection(
    grams.NAME,
    grams.VERSION,
    grams.KEY,
    grams.Grams.__struct_fields__,
    grams.END,
    grams.rows,
    grams.NOTHING,
    grams.step,
)
ALL = (REGISTER, DUTIES, STATISTICS, MATTERS, ENTERED_LATE, EXCUSED, HEADINGS, GRAMS)
