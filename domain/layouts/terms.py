"""What a layout is made of: values that are counted, rows and columns that narrow them, and words for both.

Every number is a count of facts of a measure that are of a cell (`where`), in one of the periods beside the one asked
about, or made of such counts by a formula with a name. So each opens the facts that it counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

from domain.codes import Label
from domain.indicators import ONE_DECIMAL

THIS, BEFORE, YEAR_BEFORE = "this", "before", "year_before"
TO_DATE, TO_DATE_BEFORE = "to_date", "to_date_before"
PERIODS: Mapping[str, Label] = {
    THIS: Label("本期", "this period"),
    BEFORE: Label("上期", "the period before"),
    YEAR_BEFORE: Label("去年同期", "the same period a year before"),
    TO_DATE: Label("本年累计", "since the year began"),
    TO_DATE_BEFORE: Label("去年同期累计", "the same part of the year before"),
}
"""The periods of a value; those that are not over are cut at the same day (domain.md 9.3)."""
COUNT, BATCHES, VISITORS, PERSONS = "count", "batches", "visitors", "persons"
COUNTED: Mapping[str, Label] = {
    COUNT: Label("次（件次）", "acts"),
    BATCHES: Label("来访批次", "visits as batches"),
    VISITORS: Label("来访人次", "visitors"),
    PERSONS: Label("涉及人次", "persons"),
}
"""What is counted of facts. All may be added up, which petitions and matters may not."""
Where = Mapping[str, str | bool | tuple[str, ...]]
"""Values of dimensions, and of visit, collective and limit_for; of several words any."""
CLASS_ABOVE = "class_above"
"""The content class of the first level above that of a fact, or its own."""
SHARE, MEAN, STOCKS = "share/1", "mean-days/1", "stocks/1"
"""Formulas beside GROWTH and those of indicators: part by whole in percent, and days by facts, one decimal half up."""


class Count(Struct, frozen=True, kw_only=True):
    """How many facts there are of a measure in a cell, or how many persons or visits stand in them."""

    measure: str
    what: str = COUNT
    where: Where = {}
    when: str = THIS


class Share(Struct, frozen=True):
    """The part in percent of all these counts together. Of a row the part is narrowed, the whole is not."""

    part: Count
    of: tuple[Count, ...]


class Growth(Struct, frozen=True):
    """How much more there is than there was, in percent of what there was."""

    this: Count
    base: Count


class Mean(Struct, frozen=True):
    """Calendar days from receipt to these facts, on average."""

    of: Count


class Rate(Struct, frozen=True):
    """An indicator of the whole office by its id (domain/indicators.py); per cent where `percent`, else days."""

    id: str
    percent: bool = True


class Stock(Struct, frozen=True):
    """Petitions that were open, or overdue, at the end of the period, or open when it began (`opening`)."""

    kind: str


Value = Count | Share | Growth | Mean | Rate | Stock


class Column(Struct, frozen=True, kw_only=True):
    """A column; `over` stands above it and its neighbours."""

    id: str
    label: Label
    value: Value
    over: Label | None = None


class Spread(Struct, frozen=True, kw_only=True):
    """These columns once for each value of a dimension that there is in the period, called by it."""

    dimension: str
    columns: tuple[Column, ...]


class Each(Struct, frozen=True, kw_only=True):
    """A row for each value of a dimension that occurs, in the order of codes; `by` counts what occurs.

    `top`: only so many with the largest counts. `total`: a row of everything first.
    """

    dimension: str
    by: Count
    top: int = 0
    total: bool = True


class Row(Struct, frozen=True, kw_only=True):
    """A row that narrows what its columns count, or counts something else."""

    id: str
    label: Label
    where: Where = {}
    measure: str = ""
    what: str = ""


class Item(Struct, frozen=True, kw_only=True):
    """A row with a value of its own."""

    id: str
    label: Label
    value: Value


Rows = Each | tuple[Row, ...] | tuple[Item, ...]


class Table(Struct, frozen=True, kw_only=True):
    """A table; of items there is one column. `blank`: cells of zero are left empty. `charted`: columns of a chart."""

    id: str
    label: Label
    rows: Rows
    columns: tuple[Column | Spread, ...] = ()
    blank: bool = False
    charted: tuple[str, ...] = ()


class Layout(Struct, frozen=True, kw_only=True):
    """Tables that leave together. A change of what is counted makes a layout of the next version.

    `source`: where the form is from. `missing`: what the form has and no event tells. `prose`: sentences with
    {row.column} of the first table, in Chinese and in English.
    """

    id: str
    version: int
    label: Label
    source: str
    tables: tuple[Table, ...]
    missing: tuple[Label, ...] = ()
    prose: tuple[Label, ...] = ()

    @property
    def formula(self) -> str:
        return f"layout-{self.id}/{self.version}"


def rounded(days: Decimal) -> Decimal:
    """One decimal, half up."""
    return days.quantize(ONE_DECIMAL, ROUND_HALF_UP)
