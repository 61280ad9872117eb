"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from msgspec import Struct

from service.client.types.shared import BasisSaid

__all__ = (
    "Balance", "Behind", "CellSaid", "Collective", "ColumnSaid", "Compared", "Comparison", "ComparisonSaid",
    "DaysSaid", "DifferenceSaid", "Draft", "FactsSaid", "FillingStood", "HidingShown", "Label", "LayoutSaid",
    "PeriodSaid", "Rate", "RatesSaid", "RowSaid", "StatedFact", "Stock", "TableSaid", "Taken", "TellingGroundSaid",
    "UnitStock", "WholeBasis",
)  # fmt: skip


class Balance(Struct, frozen=True, kw_only=True):
    """Open petitions: those when the period began, what became open, what came to an end, and those at its end.

    The first two and the last two are counted apart, from facts and from the register: opening + opened - ended is
    `closing`.
    """

    opening: int
    opened: int
    ended: int
    closing: int
    overdue: int


class Behind(Struct, frozen=True, kw_only=True):
    """What opens a part of a number: facts of a period and a cell. `what` is counted of them, which makes `number`."""

    period: str
    style: str
    cell: dict[str, str | bool]
    what: str
    number: int


class Rate(Struct, frozen=True, kw_only=True):
    """An indicator with its figures; `value` None: divided by zero."""

    id: str
    zh: str
    en: str
    of: int
    by: int
    value: str | None


class FillingStood(Struct, frozen=True, kw_only=True):
    """What opens a number of petitions that were open, or overdue: the list of that day."""

    kind: str
    on: date


class CellSaid(Struct, frozen=True, kw_only=True):
    """A number, and its `suffix` (such as %). None: nothing is known, or it would be divided by zero.

    `behind`: what opens the facts that make it, of a rate or a change those of the part; `base`: of what it is measured
    by. `stood`: the list of that day; `indicator`: the figures of an indicator.
    """

    value: int | str | None
    suffix: str
    behind: tuple[Behind, ...]
    base: tuple[Behind, ...]
    stood: FillingStood | None
    indicator: Rate | None


class Collective(Struct, frozen=True, kw_only=True):
    """Visits of the period by as many at once as the rulebook calls collective 集体访, of one class and place."""

    content_class: str
    place: str
    petitions: int
    visits: int
    persons: int
    named: tuple[UUID, ...]


class Label(Struct, frozen=True, kw_only=True):
    """A code in words."""

    zh: str
    en: str


class ColumnSaid(Struct, frozen=True, kw_only=True):
    """A column: `over` stands above it; `holds` is what it counts, by which `formula`; of items each row says so."""

    id: str
    label: Label
    over: Label | None
    holds: Label | None
    formula: str


class Compared(Struct, frozen=True, kw_only=True):
    """One cell of three periods, and the change in percent.

    None: nothing is known of a period that was over before the register began. From nothing and from zero there is no
    change in percent.
    """

    measure: str
    by: dict[str, str | bool]
    count: int
    year_before: int | None
    year_on_year: str | None
    before: int | None
    period_on_period: str | None


class WholeBasis(Struct, frozen=True, kw_only=True):
    """What a figure rests on: which days, by which date, at which position, by which formula (domain.md 9.2).

    `counted_to`: the last day of which facts count, earlier than `last` while the period is not over; on it the
    stocks are counted too.
    """

    office: str
    period: str
    style: str
    first: date
    last: date
    counted_to: date
    date_basis: str
    position: int
    formula: str
    collective_min: int


class Comparison(Struct, frozen=True, kw_only=True):
    """A period and the two that it is compared with, each up to the same day while it is not over."""

    formula: str
    basis: WholeBasis
    year_before: WholeBasis
    before: WholeBasis
    figures: tuple[Compared, ...]


class ComparisonSaid(Struct, frozen=True, kw_only=True):
    """The period beside the same one a year before and the one before."""

    basis: BasisSaid
    comparison: Comparison


class Taken(Struct, frozen=True, kw_only=True):
    """The days that facts of a cell took: how many facts, their sum, mean, median, 90th percentile and extremes.

    Percentiles are interpolated between the two nearest. `within`: how many took at most 15, 30 and 60 days.
    """

    measure: str
    by: dict[str, str | bool]
    counting: str
    count: int
    sum: int
    mean: str
    median: float
    p90: float
    shortest: int
    longest: int
    within: dict[str, int]


class DaysSaid(Struct, frozen=True, kw_only=True):
    """The days from receipt to each step."""

    basis: BasisSaid
    counted: WholeBasis
    days: tuple[Taken, ...]


class StatedFact(Struct, frozen=True, kw_only=True):
    """One fact behind a figure, said by the petition's line of version `act` (projections/statistics.py)."""

    petition: UUID
    measure: str
    act: int
    duty: str
    day: date
    unit: str
    channel: str
    source: str
    purpose: str
    content_class: str
    place: str
    repeat: bool
    matter: UUID
    outcome: str
    clause: str
    visit: bool
    persons: int
    days: int
    elapsed: int | None


class DifferenceSaid(Struct, frozen=True, kw_only=True):
    """What the position asked about knows of the period that `since` did not: facts added, and facts taken back.

    `restricted`: how many there are of both beside those, which are not shown to whoever asks.
    """

    basis: BasisSaid
    since: int
    added: tuple[StatedFact, ...]
    removed: tuple[StatedFact, ...]
    restricted: int


class Draft(Struct, frozen=True, kw_only=True):
    """The body of an analysis but for whom it is sent to.

    `figures`: by the mark that stands in the text the questions that open the facts, below the office's address and as
    known at the position of the trends, that of the period first and then those of the windows before; or the
    petitions.
    """

    period: str
    text: str
    figures: dict[str, tuple[str, ...]]


class FactsSaid(Struct, frozen=True, kw_only=True):
    """A page of the facts behind a cell. `count` and `persons` are of all of them, as the cell's figure says.

    `restricted`: how many of all of them are not shown to whoever asks.
    """

    basis: BasisSaid
    count: int
    persons: int
    restricted: int
    facts: tuple[StatedFact, ...]
    cursor: str | None


class RowSaid(Struct, frozen=True, kw_only=True):
    """A row; `id` is the value of the dimension that it is of. Of an item it says what its value is."""

    id: str
    label: Label
    holds: Label | None
    formula: str
    cells: tuple[CellSaid, ...]


class TableSaid(Struct, frozen=True, kw_only=True):
    """A table of a layout. `blank`: cells of zero are left empty where it is printed."""

    id: str
    label: Label
    of: Label
    blank: bool
    columns: tuple[ColumnSaid, ...]
    rows: tuple[RowSaid, ...]


class TellingGroundSaid(Struct, frozen=True, kw_only=True):
    """A line of what the layout rests on; an instant by the office's clock."""

    label: Label
    said: str | int | Label


class LayoutSaid(Struct, frozen=True, kw_only=True):
    """Figures in a layout that offices know, as known at a position: every number is a count of facts.

    `missing`: what the form has and no event tells. `prose_zh` and `prose_en`: sentences made of the first table.
    """

    basis: BasisSaid
    counted: WholeBasis
    layout: str
    label: Label
    source: str
    grounds: tuple[TellingGroundSaid, ...]
    missing: tuple[Label, ...]
    prose_zh: tuple[str, ...]
    prose_en: tuple[str, ...]
    tables: tuple[TableSaid, ...]


class Stock(Struct, frozen=True, kw_only=True, rename={"open_": "open"}):
    """Open petitions of one unit, channel and content class, those overdue among them, and their petitioners."""

    unit: str
    channel: str
    content_class: str
    open_: int
    overdue: int
    persons: int


class UnitStock(Struct, frozen=True, kw_only=True, rename={"open_": "open"}):
    """What is open with a unit, and overdue."""

    unit: str
    open_: int
    overdue: int


class HidingShown(Struct, frozen=True, kw_only=True):
    """A figure as it may be seen; the numbers of one that is hidden are not said, nor why it is (domain/disclosure)."""

    measure: str
    by: dict[str, str | bool]
    hidden: bool
    count: int | None
    petitions: int | None
    matters: int | None
    batches: int | None
    visitors: int | None
    persons: int | None


class PeriodSaid(Struct, frozen=True, kw_only=True):
    """The figures of a period, each a count of facts, and what was open when it began and when it ended.

    Stocks by unit, and by unit, channel and content class (`stock_figures`), at the end of the period, or today while
    it lasts. `counted` says which days, by which date, by which formula. With `small` what is hidden has no numbers,
    and there are neither balance nor stocks.
    """

    basis: BasisSaid
    counted: WholeBasis
    figures: tuple[HidingShown, ...]
    balance: Balance | None
    stocks: tuple[UnitStock, ...]
    stock_figures: tuple[Stock, ...]


class RatesSaid(Struct, frozen=True, kw_only=True):
    """The indicators of the period, each with its formula in words."""

    basis: BasisSaid
    counted: WholeBasis
    rates: tuple[Rate, ...]
