"""The sums by unit, leader or clause as tables; units as the tree that they are, each also with those below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from domain.guarded import RESTRICTED
from domain.organisation import Unit
from service.api.accountability import AccountabilitySaid
from service.readmodels.accountability_summary import Of
from service.readmodels.accountability_words import FLAGS, PARTS
from service.web.marking import N_
from service.web.screen import Screen
from service.web.statistics.tables import Cell, Table, number
from service.web.wording import Wording

UNIT, LEADER, CLAUSE = "unit", "leader", "clause"
GROUPS: Mapping[str, str] = {UNIT: N_("by unit"), LEADER: N_("by leader"), CLAUSE: N_("by clause")}
COLUMNS: Mapping[str, str] = {UNIT: N_("Unit"), LEADER: N_("Leader"), CLAUSE: N_("By which clause")}
ROW = N_("what the row is of; a sum over several says so")
WHOLE = N_("petitions with it; each stands in one of the columns of where they stand")
PART = N_("petitions that stand so; each stands in one of these columns")
FLAG = N_("petitions that should be looked into; several may hold of the same petition")
"""What the columns of the file hold."""
INDENT = "　"
"""A full-width blank for each level of the tree."""

Opens = Callable[..., str]
"""From the name of a list, and what it is narrowed to, to its address."""


class Summed(Struct, frozen=True):
    """One row: how it is called, its sums, which name opens it; `whole`: a sum over others that stand here too."""

    label: str
    of: Of
    opens: str = ""
    whole: bool = False


def sums(about: Screen, found: AccountabilitySaid, by: str) -> list[Summed]:
    """The rows of a group, nobody named first, and what they come to."""
    rows = _rows(about, found, by)
    whole = _together("", [row.of for row in rows if not row.whole])
    return [*rows, Summed(about.said("all together"), whole, whole=True)]


def _rows(about: Screen, found: AccountabilitySaid, by: str) -> list[Summed]:
    if by == UNIT:
        return list(_tree(about, {each.name: each for each in found.units}))
    return [
        Summed(_called(about, each.name), each, each.name)
        for each in (found.leaders if by == LEADER else found.clauses)
    ]


def _called(about: Screen, name: str) -> str:
    if name == RESTRICTED:
        return about.said("Restricted")
    return name or about.said("nobody named")


def _tree(about: Screen, known: Mapping[str, Of]) -> Iterator[Summed]:
    """The units of the office from the top down, then whatever else holds petitions."""
    units = about.office.profile.units
    below: dict[str, list[Unit]] = {}
    for unit in units:
        below.setdefault(unit.parent, []).append(unit)
    placed = {unit.name for unit in units}
    for name in known:
        if name not in placed:
            yield Summed(_called(about, name), known[name], name)
    for unit in below.get("", ()):
        yield from _branch(about, known, below, unit, 0)


def _branch(
    about: Screen, known: Mapping[str, Of], below: Mapping[str, Sequence[Unit]], unit: Unit, depth: int
) -> Iterator[Summed]:
    children = [row for child in below.get(unit.name, ()) for row in _branch(about, known, below, child, depth + 1)]
    own = known.get(unit.name)
    label = INDENT * depth + unit.name
    if children:
        singles = [row.of for row in children if not row.whole]
        whole = _together(unit.name, [*([own] if own else []), *singles])
        yield Summed(about.said("%(unit)s with those below", unit=label), whole, whole=True)
    if own is not None:
        yield Summed(label, own, unit.name)
    yield from children


def _together(name: str, of: Sequence[Of]) -> Of:
    parts, flags = Counter[str](), Counter[str]()
    for each in of:
        parts.update(each.parts)
        flags.update(each.flags)
    return Of(name, sum(each.petitions for each in of), parts, flags)


def table_of(about: Screen, rows: Sequence[Summed], by: str, kinds: Mapping[str, object], opens: Opens) -> Table:
    """The rows with a column for each part, or for each flag, that any of them has."""
    words = Wording(about.language)
    called = PARTS if kinds is PARTS else FLAGS
    shown = [kind for kind in called if any(_count(row.of, kind) for row in rows)]
    first = (about.said("Petitions in the register"),) if kinds is PARTS else ()
    caption = about.said("Where they stand") if kinds is PARTS else about.said("To be looked into")
    return Table(
        caption=f"{caption} · {about.said(GROUPS[by])}",
        head=(about.said(COLUMNS[by]), *first, *(words.said(called[kind]) for kind in shown)),
        labels=1,
        rows=tuple(_row(row, by, shown, opens, whole=kinds is PARTS) for row in rows),
        holds=tuple(about.said(each) for each in (ROW, *[WHOLE] * len(first), *[PART if first else FLAG] * len(shown))),
    )


def _row(row: Summed, by: str, shown: Sequence[str], opens: Opens, *, whole: bool) -> tuple[Cell, ...]:
    counts = (number(_count(row.of, kind), _opened(row, by, kind, opens)) for kind in shown)
    return (Cell(row.label), *((Cell(row.of.petitions),) if whole else ()), *counts)


def _opened(row: Summed, by: str, kind: str, opens: Opens) -> str:
    """Of what is restricted, has no name or is a sum over several there is no list of its own."""
    return opens(kind, **{by: row.opens}) if row.opens and row.opens != RESTRICTED else ""


def _count(of: Of, kind: str) -> int:
    return of.parts.get(kind, 0) + of.flags.get(kind, 0)
