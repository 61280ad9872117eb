"""Counts every cell of a layout once more: from its facts, from plain figures, from all facts in plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from psycopg import Connection

from domain.layouts import terms as t
from domain.layouts.catalogue import LAYOUTS
from domain.periods import Period, period
from domain.results import purposes
from service.codes import lists_on
from service.layouts.counting import Behind, Counting
from service.layouts.filling import Cell, Filled, filled
from service.readmodels import register
from service.readmodels.asking import Question
from service.readmodels.statistics import comparing
from service.readmodels.statistics.behind import StatedFact, all_facts
from service.readmodels.statistics.figures import figures
from service.readmodels.statistics.whole import statistics, stocked

ALWAYS = period("1900-01-01..2199-12-31")
TENTH = Decimal("0.1")


class Counted:
    """Everything that is known at the question's position, to be counted without any SQL."""

    def __init__(self, connection: Connection[Any], asked: Question, of: Period) -> None:
        self.connection, self.asked, self.of = connection, asked, of
        self.facts = list(all_facts(connection, asked, ALWAYS))
        self.spans = Counting(connection, asked, of)
        self.settings = asked.office.book_on(of.last).settings
        self.limits = purposes(asked.office.books)

    def number(self, count: t.Count) -> int | None:
        of = self.spans.span(count.when)
        if of is None:
            return None
        return amount(count.what, [each for each in self.facts if each.day in of and self._is_of(each, count, of)])

    def days(self, count: t.Count) -> list[int]:
        of = self.spans.span(count.when)
        return [each.days for each in self.facts if of and each.day in of and self._is_of(each, count, of)]

    def _is_of(self, fact: StatedFact, count: t.Count, of: Period) -> bool:
        return fact.measure == count.measure and all(
            self._holds(fact, name, value, of) for name, value in count.where.items()
        )

    def _holds(self, fact: StatedFact, name: str, value: Any, of: Period) -> bool:
        hidden = fact.channel == "restricted"
        if name == "collective":
            settings = self.asked.office.book_on(of.last).settings
            many = fact.channel in settings.collective_channels and fact.persons >= settings.collective_min
            return bool(not hidden and many is value)
        if name == "limit_for":
            return bool(not hidden and self.limits.get(fact.duty.split(" ")[0]) == value)
        if name == t.CLASS_ABOVE:
            return bool(self._above(fact.content_class) == value)
        found = getattr(fact, name)
        return bool(found in value if isinstance(value, tuple) else found == value)

    def _above(self, code: str) -> str:
        held = lists_on(self.asked.office, self.of.last).get("content_classes")
        return (held.list.above(code) if held else "") or code


def amount(what: str, facts: Iterable[StatedFact]) -> int:
    """How much there is of these facts, as a figure counts it."""
    kept = [fact for fact in facts if fact.visit or what not in (t.BATCHES, t.VISITORS)]
    return len(kept) if what in (t.COUNT, t.BATCHES) else sum(fact.persons for fact in kept)


def adds_up(connection: Connection[Any], asked: Question, of: Period, layouts: Iterable[t.Layout]) -> int:
    """How many cells were counted again. Raises AssertionError where one says something else."""
    counted, found = Counted(connection, asked, of), 0
    for layout in layouts:
        for table in filled(connection, asked, of, layout):
            found += _table(counted, table)
    visits_add_up(connection, asked, of)
    return found


def _table(counted: Counted, table: Filled) -> int:
    rows = table.table.rows
    for line in table.lines:
        for head, cell in zip(table.head, line.cells, strict=True):
            if head.value is None:
                assert isinstance(rows, tuple)
                value = next(row.value for row in rows if isinstance(row, t.Item) and row.id == line.id)
            else:
                value = narrowed(table, line.id, head.value)
            _cell(counted, cell, value)
    return sum(len(line.cells) for line in table.lines)


def narrowed(table: Filled, row: str, value: t.Value) -> t.Value:
    """What stands in a row of a column, said again by hand."""
    rows = table.table.rows
    if isinstance(rows, t.Each):
        return _with(value, {} if row == "total" else {rows.dimension: row}, "", "")
    found = next(each for each in rows if isinstance(each, t.Row) and each.id == row)
    return _with(value, found.where, found.measure, found.what)


def _with(value: t.Value, where: t.Where, measure: str, what: str) -> t.Value:
    def of(count: t.Count) -> t.Count:
        said: Mapping[str, Any] = {"measure": measure or count.measure, "what": what or count.what}
        return t.Count(**said, where={**count.where, **where}, when=count.when)

    match value:
        case t.Count():
            return of(value)
        case t.Share():
            return t.Share(of(value.part), value.of)
        case t.Growth():
            return t.Growth(of(value.this), of(value.base))
        case t.Mean():
            return t.Mean(of(value.of))
        case t.Rate() | t.Stock():
            return value


def _cell(counted: Counted, cell: Cell, value: t.Value) -> None:
    match value:
        case t.Count():
            assert cell.value == counted.number(value)
            assert sum(each.number for each in cell.behind) == (cell.value or 0)
        case t.Share():
            parts = [counted.number(each) for each in value.of]
            assert cell.value == _percent(counted.number(value.part), None if None in parts else sum(map(int, parts)))  # type: ignore[arg-type]
        case t.Growth():
            this, base = counted.number(value.this), counted.number(value.base)
            assert cell.value == _percent(None if this is None or base is None else this - base, base)
        case t.Mean():
            days = counted.days(value.of)
            assert cell.value == (_tenth(Decimal(sum(days)) / len(days)) if days else None)
        case t.Rate():
            rate = next(
                each
                for each in comparing.rates(counted.connection, counted.asked, counted.of).rates
                if each.id == value.id
            )
            assert cell.indicator == rate
        case t.Stock():
            assert cell.stood is not None
            assert cell.value == stood(counted, cell)
    for each in (*cell.behind, *cell.base):
        opens(counted, each)


def stood(counted: Counted, cell: Cell) -> int:
    """How many petitions the list of that day names; the balance says the same."""
    assert cell.stood is not None
    then = stocked(counted.asked, cell.stood.on)
    return len(list(register.whole(counted.connection, then, cell.stood.kind)))


def opens(counted: Counted, behind: Behind) -> None:
    """The facts that open are as many as was said, and the plain figure of the cell is the same."""
    of = period(behind.period, behind.style)
    facts = list(all_facts(counted.connection, counted.asked, of, behind.cell))
    assert amount(behind.what, facts) == behind.number
    plain = figures(counted.connection, counted.asked, of, (), behind.cell)
    assert sum(getattr(each, behind.what) for each in plain) == behind.number


def _percent(part: int | None, whole: int | None) -> Decimal | None:
    return None if part is None or not whole else _tenth(Decimal(part) * 100 / whole)


def _tenth(number: Decimal) -> Decimal:
    return number.quantize(TENTH, ROUND_HALF_UP)


def visits_add_up(connection: Connection[Any], asked: Question, of: Period) -> None:
    """Rows make the total, sorts and classes make it too, and it is what the statistics say."""
    for table in filled(connection, asked, of, LAYOUTS["visits"]):
        for what in (t.BATCHES, t.VISITORS):
            total = _int(table.cell("total", f"total_{what}"))
            plain = statistics(connection, asked, of).figures
            assert total == sum(getattr(each, what) for each in plain if each.measure == "received")
            rows = [line.id for line in table.lines if line.id != "total"]
            assert total == sum(_int(table.cell(row, f"total_{what}")) for row in rows)
            hidden = _int(table.cell("restricted", f"total_{what}")) if "restricted" in rows else 0
            sorts = [_int(table.cell("total", f"{sort}_{what}")) for sort in ("collective", "individual")]
            assert total == sum(sorts) + hidden
            finer = ("collective_first", "collective_repeat", "individual_first", "individual_repeat")
            assert sum(sorts) == sum(_int(table.cell("total", f"{sort}_{what}")) for sort in finer)
            classes = [head.id for head in table.head if head.id.startswith("class_") and f"_{what}:" in head.id]
            assert total == sum(_int(table.cell("total", each)) for each in classes)
            assert total == _int(table.cell("total", f"classes_{what}"))


def _int(cell: Cell) -> int:
    assert isinstance(cell.value, int)
    return cell.value
