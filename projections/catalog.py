"""Every read model with its name, version, columns and fold.

A version is raised by hand whenever a fold or a table changes what it says; the tables of a version stand
in a schema of their own, so that two versions of the program can be served side by side.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files

from msgspec import Struct

from projections import duties, register, statistics
from projections.spans import Rows
from projections.track import Track


class Projection(Struct, frozen=True):
    """A read model: `rows` folds a petition's track; `key`, `body` and `end` name the columns they fill."""

    name: str
    version: int
    key: tuple[str, ...]
    body: tuple[str, ...]
    end: tuple[str, ...]
    rows: Callable[[Track], Rows]

    @property
    def schema(self) -> str:
        """The schema of this version; its table has the name of the projection."""
        return f"{self.name}_v{self.version}"

    @property
    def sql(self) -> str:
        """The statements that make the table and its indexes in the current schema."""
        return (files("projections") / "tables" / f"{self.name}.sql").read_text()


REGISTER = Projection(
    register.NAME,
    register.VERSION,
    register.KEY,
    register.Place.__struct_fields__,
    register.END,
    register.rows,
)
DUTIES = Projection(
    duties.NAME,
    duties.VERSION,
    duties.KEY,
    duties.Owed.__struct_fields__,
    duties.Until.__struct_fields__,
    duties.rows,
)
STATISTICS = Projection(
    statistics.NAME,
    statistics.VERSION,
    statistics.Fact._fields[: statistics.KEY_COLUMNS],
    statistics.Fact._fields[statistics.KEY_COLUMNS :],
    (),
    statistics.rows,
)
ALL = (REGISTER, DUTIES, STATISTICS)
