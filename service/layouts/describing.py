"""What a column counts, in words: the README of every column, in the file as well as in docs/layouts.md."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from domain import wording
from domain.codes import Label
from domain.indicators import GROWTH, INDICATORS
from domain.layouts import terms as t
from domain.wording import EN, LANGUAGES, ZH
from service.layouts.calling import DIMENSIONS, HIDDEN, UNSAID
from service.readmodels.statistics.whole import FORMULA

BY = {each.id: each for each in INDICATORS}
STOCKS = {
    "opening": Label("期初在办件数", "petitions open when the period began"),
    "closing": Label(
        "期末（或者所问之日）在办件数", "petitions open at the end of the period, or on the day asked about"
    ),
    "overdue": Label("期末在办中超期件数", "of the petitions open at the end those overdue"),
}


class Described(Struct, frozen=True):
    """A column of a table, or a row that has a value of its own: what it is called, holds, and is made by."""

    table: str
    id: str
    label: Label
    holds: Label
    formula: str


def described(layout: t.Layout) -> Iterator[Described]:
    """Every column of a layout, and every row that counts something of its own, in their order."""
    for table in layout.tables:
        yield from _columns(table)
        if isinstance(table.rows, tuple):
            yield from (_row(table, row) for row in table.rows)


def _columns(table: t.Table) -> Iterator[Described]:
    for column in table.columns:
        if isinstance(column, t.Column):
            yield _column(table, column, column.over)
        else:
            over = DIMENSIONS[column.dimension]
            each = Label(f"每个{over.zh}", f"each {over.en.lower()}")
            yield from (_column(table, one, each) for one in column.columns)


def _column(table: t.Table, column: t.Column, over: Label | None) -> Described:
    label = column.label if over is None else joined(over, column.label)
    return Described(table.id, column.id, label, holds(column.value), formula_of(column.value))


def _row(table: t.Table, row: t.Row | t.Item) -> Described:
    if isinstance(row, t.Item):
        return Described(table.id, row.id, row.label, holds(row.value), formula_of(row.value))
    said = Label(*(_said(row, language) for language in LANGUAGES))
    return Described(table.id, row.id, row.label, said, FORMULA)


def _said(row: t.Row, language: str) -> str:
    """How a row narrows what its columns count."""
    parts = [wording.label("measure", row.measure, language)] if row.measure else []
    parts += [_in(t.COUNTED[row.what], language)] if row.what else []
    return _list([*parts, *_cell(row.where, language)], language) or _in(EVERYTHING, language)


EVERYTHING = Label("各栏所计", "what the columns count")


def joined(over: Label, label: Label) -> Label:
    """A column under a heading."""
    return Label(f"{over.zh} {label.zh}", f"{over.en}: {label.en}")


def holds(value: t.Value) -> Label:
    """What stands in a cell."""
    return Label(*(_value(value, language) for language in LANGUAGES))


def formula_of(value: t.Value) -> str:
    match value:
        case t.Count():
            return FORMULA
        case t.Share():
            return t.SHARE
        case t.Growth():
            return GROWTH
        case t.Mean():
            return t.MEAN
        case t.Rate():
            return value.id
        case t.Stock():
            return t.STOCKS


def _value(value: t.Value, language: str) -> str:
    zh = language == ZH
    match value:
        case t.Count():
            return _count(value, language)
        case t.Share():
            whole = (" ＋ " if zh else " plus ").join(_count(each, language) for each in value.of)
            part = _count(value.part, language)
            return f"（{part}）占（{whole}）的百分比" if zh else f"({part}) in percent of ({whole})"
        case t.Growth():
            this, base = _count(value.this, language), _count(value.base, language)
            return f"（{this}）比（{base}）增减的百分比" if zh else f"change of ({this}) from ({base}) in percent"
        case t.Mean():
            of = _count(value.of, language)
            return f"自收到至（{of}）的平均日历天数" if zh else f"calendar days from receipt to ({of}), mean"
        case t.Rate():
            return _in(Label(BY[value.id].zh, BY[value.id].en), language)
        case t.Stock():
            return _in(STOCKS[value.kind], language)


def _count(count: t.Count, language: str) -> str:
    measure = wording.label("measure", count.measure, language)
    parts = [measure, *_cell(count.where, language), _in(t.COUNTED[count.what], language)]
    return _list([*parts, _in(t.PERIODS[count.when], language)], language)


def _cell(where: t.Where, language: str) -> Iterator[str]:
    for name, value in where.items():
        values = value if isinstance(value, tuple) else (value,)
        said = ("、" if language == ZH else " or ").join(_word(name, each, language) for each in values)
        yield (
            f"{_in(DIMENSIONS[name], language)}＝{said}" if language == ZH else f"{_in(DIMENSIONS[name], EN)} = {said}"
        )


def _word(name: str, value: str | bool, language: str) -> str:  # noqa: FBT001 - a value of a dimension
    if value == "restricted":
        return _in(HIDDEN, language)
    if value == "":
        return _in(UNSAID, language)
    field = {"outcome": "mode"}.get(name, name) if value in ("forward", "assign") else name
    field = "rating" if name == "outcome" and field == name else field
    return _in(LIMITS[str(value)], language) if name == "limit_for" else wording.code(field, value, language)


LIMITS = {
    "answer": Label("答复", "answers"),
    "report": Label("反馈", "reports"),
    "notice": Label("告知", "notices"),
    "acceptance": Label("受理", "acceptance"),
}


def _list(parts: list[str], language: str) -> str:
    return ("；" if language == ZH else "; ").join(parts)


def _in(label: Label, language: str) -> str:
    return label.zh if language == ZH else label.en
