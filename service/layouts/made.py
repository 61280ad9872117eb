"""A layout that was made: its tables at one position, its prose, what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from domain.codes import Label
from domain.layouts.catalogue import LAYOUTS
from domain.layouts.terms import Layout
from domain.periods import Period
from domain.wording import ZH
from service.layouts import prose
from service.layouts.filling import Cell, Filled, Line, filled
from service.layouts.grounds import Grounds, grounds, of_layout
from service.readmodels.asking import BadQuestion, Question
from service.runtime import Instance
from service.web.files.sheet import Quantity, Value

MADE_AT = Label("制表时刻", "Made at")


class Made(Struct, frozen=True, kw_only=True):
    """`made_at` stands in `grounds` and makes no difference to anything else."""

    layout: Layout
    asked: Question
    of: Period
    tables: tuple[Filled, ...]
    grounds: Grounds

    def sentences(self, language: str) -> list[str]:
        return prose.sentences(self.layout, self.tables, self.of, self.asked.on.day, language)

    def title(self, language: str) -> str:
        return f"{said(self.layout.label, language)} {self.of.name}"

    @property
    def file(self) -> str:
        """What its file is called, without an ending."""
        return f"{self.layout.id}-{self.asked.id}-{self.of.name.replace('..', '-')}-{self.asked.position}"


def layout_of(name: str) -> Layout:
    """The layout of that id. Raises BadQuestion."""
    if name not in LAYOUTS:
        message = f"no such layout: {name!r}; there are {', '.join(LAYOUTS)} (没有这种表式)"
        raise BadQuestion(message)
    return LAYOUTS[name]


def made(instance: Instance, asked: Question, of: Period, layout: Layout, made_at: datetime) -> Made:
    """Raises BadQuestion for a period that has not begun."""
    with instance.reading(asked.seeing) as connection:
        tables = filled(connection, asked, of, layout)
    rests_on = of_layout(grounds(instance, asked, made_at), asked, of, layout)
    return Made(layout=layout, asked=asked, of=of, tables=tables, grounds=rests_on)


def said(label: Label, language: str) -> str:
    return label.zh if language == ZH else label.en


def ground_lines(rests_on: Grounds, language: str) -> list[tuple[str, Value]]:
    """What a file rests on as its lines say it."""
    told = [
        (said(each.label, language), said(each.said, language) if isinstance(each.said, Label) else each.said)
        for each in rests_on.lines
    ]
    return [*told, (said(MADE_AT, language), rests_on.made_at.isoformat(" ", "seconds"))]


def heads(table: Filled, language: str) -> tuple[list[str], list[str]]:
    """What stands above the columns, and what they are called; each is said once above its neighbours."""
    over = [said(each.over, language) if each.over else "" for each in table.head]
    return ["", *over], [said(table.corner, language), *(said(each.label, language) for each in table.head)]


def columns(table: Filled, language: str) -> list[str]:
    """The same in one line, as a file of one head has it."""
    over, named = heads(table, language)
    return [f"{above} {name}".strip() for above, name in zip(over, named, strict=True)]


def lines(table: Filled, language: str) -> Sequence[list[Value]]:
    """The rows as a file has them."""
    return [[said(line.label, language), *_values(table, line)] for line in table.lines]


def _values(table: Filled, line: Line) -> Sequence[Value]:
    return [_value(cell, blank=table.table.blank) for cell in line.cells]


def _value(cell: Cell, *, blank: bool) -> Value:
    if cell.value is None or (blank and not cell.value):
        return None
    return Quantity(cell.value, cell.suffix) if cell.suffix else cell.value
