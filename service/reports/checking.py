"""What a check says: equal, or what differs, or why it cannot be told."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from domain.report_content import Changed, Table

EQUAL, DIFFERS, UNKNOWN = "equal", "differs", "unknown"
"""`unknown`: it cannot be checked here; `note` says why."""


class Check(Struct, frozen=True, kw_only=True):
    """One thing that was checked: what, by which formula where it is a table, how it stands, and what differs.

    `newer`: the formula that has replaced it, and `by_newer` the rows that it makes otherwise.
    """

    what: str
    standing: str
    note: str = ""
    formula: str = ""
    differs: tuple[Changed, ...] = ()
    newer: str = ""
    by_newer: tuple[Changed, ...] = ()


def compared(what: str, stated: object, found: object) -> Check:
    """Two values that ought to be the same."""
    if stated == found:
        return Check(what=what, standing=EQUAL)
    return Check(what=what, standing=DIFFERS, note=f"stated {stated}, found {found}")


def of_table(what: str, table: Table, found: Sequence[Changed]) -> Check:
    """A table, and the rows in which it is not what was found."""
    return Check(what=what, standing=DIFFERS if found else EQUAL, formula=table.formula, differs=tuple(found))
