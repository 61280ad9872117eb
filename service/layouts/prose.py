"""The sentences of a bulletin, made of the cells of its first table; nothing is said that is not in one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from domain.codes import Label
from domain.layouts import terms as t
from domain.periods import DAYS, Period
from domain.wording import ZH
from service.layouts.filling import Cell, Filled

NAMED = re.compile(r"\{([a-z_]+)(?:\.([a-z_]+))?\}")
BEFORE: Mapping[str, Label] = {
    "week": Label("上周", "the week before"),
    "month": Label("上月", "the month before"),
    "quarter": Label("上季度", "the quarter before"),
    "half": Label("上一个半年", "the half-year before"),
    "year": Label("上年", "the year before"),
    DAYS: Label("上期", "the days before"),
}
UP, DOWN, ALIKE = Label("上升{}%", "up {}%"), Label("下降{}%", "down {}%"), Label("持平", "unchanged")
FROM_NOTHING = Label("（{}为零，不可比）", "(nothing in {} to compare with)")
UNKNOWN = Label("无数据", "not known")
CHANGE = "change"


def sentences(layout: t.Layout, tables: Sequence[Filled], of: Period, day: date, language: str) -> list[str]:
    """The prose of a layout for a period, as known on a day; of one without prose nothing."""
    words = {"period": _period(of, day, language), "before": _in(BEFORE[of.kind], language)}

    def said(found: re.Match[str]) -> str:
        row, column = found[1], found[2]
        if column == CHANGE:
            return _changed(tables[0], row, words["before"], language)
        return _number(tables[0].cell(row, column), language) if column else words[row]

    return [NAMED.sub(said, _in(each, language)) for each in layout.prose]


def _period(of: Period, day: date, language: str) -> str:
    last = min(of.last, day)
    if language == ZH:
        return f"{of.name}（{of.first.month}月{of.first.day}日至{last.month}月{last.day}日）"
    return f"{of.name} ({of.first} to {last})"


def _number(cell: Cell, language: str) -> str:
    return _in(UNKNOWN, language) if cell.value is None else str(cell.value)


def _changed(table: Filled, row: str, before: str, language: str) -> str:
    """Up, down, or none; of what was nothing before there is no change in percent."""
    change = table.cell(row, CHANGE).value
    this, base = (table.cell(row, name).value for name in (t.THIS, t.BEFORE))
    if change is None and this != base:
        return _in(UNKNOWN if base is None else FROM_NOTHING, language).format(before)
    if not change:
        return _in(UNKNOWN if base is None else ALIKE, language)
    return _in(UP if change > 0 else DOWN, language).format(abs(change))


def _in(label: Label, language: str) -> str:
    return label.zh if language == ZH else label.en
