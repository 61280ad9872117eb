"""The tables of a report, each made by a formula with an id. A formula that was reported once stays here for ever.

When a formula turns out to be wrong, its makers stay under their id, others come beside them under the next one, and
NEWEST names those: `verify` then shows what both say (v1, v2).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from msgspec import Struct
from msgspec.structs import astuple
from psycopg import Connection

from domain.indicators import GROWTH
from domain.periods import Period
from domain.report_content import ALL, COUNTS, MEASURE, SPECS, Number, Row, Spec, Table, said
from service.readmodels.asking import Question
from service.readmodels.statistics import comparing, taking, whole
from service.readmodels.statistics.figures import figures

FACTS = whole.FORMULA
STOCKS = "stocks/1"
DAYS = "calendar-days/1"
RATES = "indicators/1"
REPORTED_1 = (
    "acceptance_in_time/1",
    "notice_in_time/1",
    "reply_in_time/1",
    "reply_in_time/2",
    "result_in_time/1",
    "acceptance_days_first/1",
    "reply_days_first/1",
    "repeat/1",
    "participation/1",
    "satisfaction/1",
    "satisfaction/2",
    "participation_satisfaction/1",
    "online/1",
)
"""The indicators of RATES. Others make another table, with a maker of its own."""

Make = Callable[[Connection[Any], Question, Period], Iterable[Row]]
"""The rows of a table, as known at the question's position."""


class Maker(Struct, frozen=True, kw_only=True):
    """A table and the formula by which its rows are made."""

    id: str
    zh: str
    en: str
    formula: str
    by: tuple[str, ...]
    counts: tuple[str, ...]
    make: Make

    def table(self, connection: Connection[Any], asked: Question, of: Period) -> Table:
        return Table(
            id=self.id,
            zh=self.zh,
            en=self.en,
            formula=self.formula,
            by=self.by,
            counts=self.counts,
            rows=tuple(self.make(connection, asked, of)),
        )


def _counted(spec: Spec, connection: Connection[Any], asked: Question, of: Period) -> Iterable[Row]:
    cell = {MEASURE: spec.measure} if spec.measure else {}
    rows = [
        Row((each.measure, *map(said, each.by.values())), tuple(getattr(each, name) for name in COUNTS))
        for each in figures(connection, asked, of, spec.by, cell)
    ]
    return sorted(rows, key=lambda row: row.key)  # the database sorts by its own locale


def _balance(connection: Connection[Any], asked: Question, of: Period) -> Iterable[Row]:
    found = whole.statistics(connection, asked, of).balance
    if found is not None:
        yield Row((asked.id,), astuple(found))


def _stocks(connection: Connection[Any], asked: Question, of: Period) -> Iterable[Row]:
    stocks = whole.statistics(connection, asked, of).stocks
    for each in sorted(stocks, key=lambda stock: stock.unit):
        yield Row((each.unit,), (each.open, each.overdue))
    yield Row((ALL,), (sum(each.open for each in stocks), sum(each.overdue for each in stocks)))


def _days(connection: Connection[Any], asked: Question, of: Period) -> Iterable[Row]:
    found = sorted(taking.taken(connection, asked, of), key=lambda taken: taken.measure)
    for each in found:
        spread = (str(each.mean), str(each.median), str(each.p90), each.shortest, each.longest)
        yield Row((each.measure,), (each.count, each.sum, *spread, *each.within.values()))


def _rates(ids: Collection[str], connection: Connection[Any], asked: Question, of: Period) -> Iterable[Row]:
    for each in comparing.rates(connection, asked, of).rates:
        if each.id in ids:
            yield Row((each.id,), (each.of, each.by, _decimal(each.value)))


def _compared(connection: Connection[Any], asked: Question, of: Period) -> Iterable[Row]:
    for each in comparing.comparison(connection, asked, of).figures:
        year, last = _decimal(each.year_on_year), _decimal(each.period_on_period)
        yield Row((each.measure,), (each.count, each.year_before, year, each.before, last))


def _decimal(value: object) -> Number:
    return None if value is None else str(value)


def _counting(spec: Spec) -> Maker:
    return Maker(
        id=spec.id,
        zh=spec.zh,
        en=spec.en,
        formula=FACTS,
        by=(MEASURE, *spec.by),
        counts=COUNTS,
        make=partial(_counted, spec),
    )


MAKERS: Sequence[Maker] = (
    *map(_counting, SPECS),
    Maker(
        id="balance",
        zh="收支平衡",
        en="open when it began, became open, ended, open and overdue when it ended",
        formula=STOCKS,
        by=("office",),
        counts=("opening", "opened", "ended", "closing", "overdue"),
        make=_balance,
    ),
    Maker(
        id="stocks",
        zh="期末存量",
        en="open and overdue when it ended, by unit",
        formula=STOCKS,
        by=("unit",),
        counts=("open", "overdue"),
        make=_stocks,
    ),
    Maker(
        id="days",
        zh="办理天数",
        en="calendar days from receipt to each step",
        formula=DAYS,
        by=(MEASURE,),
        counts=(
            "count",
            "sum",
            "mean",
            "median",
            "p90",
            "shortest",
            "longest",
            *(f"within_{n}" for n in taking.WITHIN),
        ),
        make=_days,
    ),
    Maker(
        id="rates",
        zh="考核指标",
        en="indicators, each with a formula of its own",
        formula=RATES,
        by=("indicator",),
        counts=("of", "by", "value"),
        make=partial(_rates, REPORTED_1),
    ),
    Maker(
        id="compared",
        zh="同比环比",
        en="beside the year before and the period before",
        formula=GROWTH,
        by=(MEASURE,),
        counts=("this", "year_before", "year_on_year", "before", "period_on_period"),
        make=_compared,
    ),
)
"""Every formula that was ever reported, with its tables."""
NEWEST: Mapping[str, str] = {maker.id: maker.formula for maker in MAKERS}
"""By which formula a table is made now: of several the last one."""


def newest(makers: Sequence[Maker] = MAKERS) -> list[Maker]:
    """The makers of a report that is drafted now."""
    return list({maker.id: maker for maker in makers}.values())
