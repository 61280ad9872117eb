"""The tables of a report in words: what their rows are of, and what their columns count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from domain.indicators import INDICATORS
from domain.report_content import ALL, MEASURE, SPECS, Citation, Row, Table
from service.web.marking import N_
from service.web.screen import Screen
from service.web.statistics.selecting import address
from service.web.statistics.tables import Cell, number
from service.web.statistics.tables import Table as Shown
from service.web.statistics.telling import COUNTS, Telling

COLUMNS: Mapping[str, str] = {
    **COUNTS,
    "opening": N_("open when it began"),
    "opened": N_("became open"),
    "ended": N_("came to an end"),
    "closing": N_("open at its end"),
    "open": N_("Open petitions"),
    "overdue": N_("Overdue petitions"),
    "sum": N_("Days altogether"),
    "mean": N_("Mean"),
    "median": N_("Median"),
    "p90": N_("9 of 10 within"),
    "shortest": N_("Shortest"),
    "longest": N_("Longest"),
    "of": N_("Part counted"),
    "by": N_("of all counted"),
    "value": N_("Rate"),
    "this": N_("This period"),
    "year_before": N_("The year before"),
    "year_on_year": N_("Change on the year in percent"),
    "before": N_("The period before"),
    "period_on_period": N_("Change on the period in percent"),
    "added": N_("Acts that came late"),
    "removed": N_("Acts taken back"),
    "days": N_("Days more or less"),
}
"""What the numbers of a table are; of what is not here its own name."""
WITHIN = "within_"
BY: Mapping[str, str] = {
    MEASURE: N_("What was done"),
    "indicator": N_("Indicator"),
    "office": N_("Name of the office"),
}
COUNTED = frozenset(spec.id for spec in SPECS)
"""Tables whose figures count facts."""
RATES = {each.id: each for each in INDICATORS}


class ReportTelling(Struct, frozen=True):
    """Tells the tables of one report; `offices`: what the offices in it are called.

    `pinned`: the question that opens the facts of its figures; without it nothing opens, as of another office.
    """

    screen: Screen
    tell: Telling
    offices: Mapping[str, str]
    pinned: Mapping[str, object] = {}

    def table(self, table: Table) -> Shown:
        opens = table.by if self.pinned and table.id in COUNTED else ()
        return self._shown(self.tell.words.said(table), table.by, table.counts, table.rows, opens)

    def adjustment(self, caption: str, counts: Sequence[str], rows: Sequence[Row]) -> Shown:
        return self._shown(caption, (MEASURE,), counts, rows, ())

    def key(self, by: Sequence[str], key: Sequence[str]) -> list[str]:
        """What a row is of."""
        measure = dict(zip(by, key, strict=False)).get(MEASURE, "")
        return [self._value(name, value, measure) for name, value in zip(by, key, strict=False)]

    def column(self, name: str) -> str:
        if name.startswith(WITHIN):
            return self.screen.said("within %(days)s", days=name.removeprefix(WITHIN))
        return self.screen.said(COLUMNS[name]) if name in COLUMNS else name

    def _shown(
        self, caption: str, by: Sequence[str], counts: Sequence[str], rows: Sequence[Row], opens: Sequence[str]
    ) -> Shown:
        return Shown(
            caption=caption,
            head=(*(self._dimension(name) for name in by), *(self.column(name) for name in counts)),
            labels=len(by),
            rows=tuple(self._row(by, row, opens) for row in rows),
        )

    def _row(self, by: Sequence[str], row: Row, opens: Sequence[str]) -> tuple[Cell, ...]:
        cell = dict(zip(opens, row.key, strict=False))
        href = address("/statistics/facts", {**self.pinned, **cell}, blank=tuple(cell)) if cell else ""
        return (*map(Cell, self.key(by, row.key)), *(number(value, href) for value in row.numbers))

    def _dimension(self, name: str) -> str:
        return self.screen.said(BY[name]) if name in BY else self.tell.dimension(name)

    def _value(self, name: str, value: str, measure: str) -> str:
        if value == ALL:
            return self.screen.said("all together")
        if name == MEASURE:
            return self.tell.words.measure(value)
        if name == "indicator":
            return f"{self.tell.words.said(RATES[value])} ({value})" if value in RATES else value
        if name == "repeat":
            return self.tell.words.code(name, value == "true")
        return self.offices.get(value, value) if name == "office" else self.tell.value(name, value, measure)


def names_of(content_name: tuple[str, str], cites: Sequence[Citation]) -> dict[str, str]:
    """What the office of a report and those it cites are called, by their ids."""
    return {**{each.office: each.name for each in cites}, content_name[0]: content_name[1]}
