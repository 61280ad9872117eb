"""The endpoints of statistics: the figures of a period, what is behind each, days taken, comparisons and rates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from msgspec import Meta, Struct
from msgspec.structs import asdict
from psycopg import Connection

from domain.guarded import RESTRICTED
from domain.indicators import Rate
from domain.periods import CALLED, STYLES, Period
from domain.results import ACCEPTANCE, ANSWER, NOTICE, REPORT
from domain.trends import AT_LEAST
from domain.vocabulary import CHANNELS
from projections.measures import MEASURES
from service.access import recording
from service.api import described
from service.api.basis import BasisSaid, basis, json
from service.api.lists import PAGE, Cursor, Limit, chosen
from service.api.querying import Judging, Known, asked, asked_by
from service.api.words import Number, Position, Word, code
from service.readmodels import needs, register
from service.readmodels.asking import Question
from service.readmodels.called import Called, called
from service.readmodels.statistics import (
    behind,
    clusters,
    comparing,
    counting,
    drafting,
    figures,
    hiding,
    taking,
    trending,
    whole,
)
from service.runtime import Instance

TAG = "statistics"
PERIOD = "/offices/{office}/statistics/{period}"
CELL = ("measure", *counting.DIMENSIONS, *counting.NARROWED)

Style = Annotated[str, code(*STYLES)]
Measure = Annotated[str, code(*MEASURES)]
Channel = Annotated[str, code(*CHANNELS, RESTRICTED)]
LimitFor = Annotated[str, code(ACCEPTANCE, NOTICE, ANSWER, REPORT)]
Counting = Annotated[str, code(*taking.COUNTINGS)]
Small = Annotated[int, Meta(ge=2, le=1000, description="cells above zero and below this are hidden")]
By = Annotated[
    str,
    Meta(max_length=200, description=f"told apart by, separated by commas: {', '.join(counting.DIMENSIONS)}"),
]


class RatesQuery(Judging, frozen=True):
    """Indicators are of the whole office. `style` business: months from the 21st before to the 20th."""

    style: Style = "natural"


class PeriodQuery(RatesQuery, frozen=True):
    """`style` business: months from the 21st before to the 20th. A dimension that is not said is not looked at.

    `visit`: only what came by a visit; `collective`: only visits of many at once as the rulebook says, or only other
    petitions; `limit_for`: only limits for this. What is restricted is neither collective nor not, and of no limit.
    """

    measure: Measure | None = None
    unit: Word | None = None
    channel: Channel | None = None
    source: Word | None = None
    purpose: Word | None = None
    content_class: Word | None = None
    place: Word | None = None
    repeat: bool | None = None
    outcome: Word | None = None
    clause: Word | None = None
    visit: bool | None = None
    collective: bool | None = None
    limit_for: LimitFor | None = None


class FiguresQuery(PeriodQuery, frozen=True):
    """Which figures, and by what they are told apart."""

    by: By = ""


class ShownQuery(FiguresQuery, frozen=True):
    """For outsiders `small` hides the figures of cells below it, and those from which they could be reckoned."""

    small: Small | None = None


class DaysQuery(FiguresQuery, frozen=True):
    """`counting`: the difference of two dates, or whole spans of 24 hours where both instants are known."""

    counting: Counting = taking.CALENDAR


class FactsQuery(PeriodQuery, frozen=True):
    """Which cell, from which page on."""

    limit: Limit = PAGE
    cursor: Cursor | None = None


class SinceQuery(PeriodQuery, frozen=True, kw_only=True):
    """`since`: the earlier position, such as that of a report."""

    since: Position


class TrendsQuery(PeriodQuery, frozen=True):
    """From how many on: facts that have grown, petitions or visits of one matter; `limit` clusters of each kind."""

    at_least: Number = AT_LEAST
    repeated: Number = clusters.REPEATED
    visited: Number = clusters.VISITED
    limit: Limit = clusters.MOST


AskedShown = Annotated[ShownQuery, Depends(asked_by(ShownQuery))]
AskedFigures = Annotated[FiguresQuery, Depends(asked_by(FiguresQuery))]
AskedDays = Annotated[DaysQuery, Depends(asked_by(DaysQuery))]
AskedFacts = Annotated[FactsQuery, Depends(asked_by(FactsQuery))]
AskedSince = Annotated[SinceQuery, Depends(asked_by(SinceQuery))]
AskedTrends = Annotated[TrendsQuery, Depends(asked_by(TrendsQuery))]
AskedRates = Annotated[RatesQuery, Depends(asked_by(RatesQuery))]


class PeriodSaid(Struct, frozen=True):
    """The figures of a period, each a count of facts, and what was open when it began and when it ended.

    Stocks by unit, and by unit, channel and content class (`stock_figures`), at the end of the period, or today while
    it lasts. `counted` says which days, by which date, by which formula. With `small` what is hidden has no numbers,
    and there are neither balance nor stocks.
    """

    basis: BasisSaid
    counted: whole.Basis
    figures: list[hiding.Shown]
    balance: whole.Balance | None
    stocks: list[whole.UnitStock]
    stock_figures: list[register.Stock]


class FactsSaid(Struct, frozen=True):
    """A page of the facts behind a cell. `count` and `persons` are of all of them, as the cell's figure says.

    `restricted`: how many of all of them are not shown to whoever asks.
    """

    basis: BasisSaid
    count: int
    persons: int
    restricted: int
    facts: list[behind.StatedFact]
    cursor: str | None


class DaysSaid(Struct, frozen=True):
    """The days from receipt to each step."""

    basis: BasisSaid
    counted: whole.Basis
    days: list[taking.Taken]


class ComparisonSaid(Struct, frozen=True):
    """The period beside the same one a year before and the one before."""

    basis: BasisSaid
    comparison: comparing.Comparison


class RatesSaid(Struct, frozen=True):
    """The indicators of the period, each with its formula in words."""

    basis: BasisSaid
    counted: whole.Basis
    rates: list[Rate]


class TrendsSaid(Struct, frozen=True):
    """What has grown unusually and what comes in clusters; and the same in words, as an analysis to be submitted."""

    basis: BasisSaid
    trends: trending.Trends
    draft: drafting.Draft


class DifferenceSaid(Struct, frozen=True):
    """What the position asked about knows of the period that `since` did not: facts added, and facts taken back.

    `restricted`: how many there are of both beside those, which are not shown to whoever asks.
    """

    basis: BasisSaid
    since: int
    added: list[behind.StatedFact]
    removed: list[behind.StatedFact]
    restricted: int


Said = TypeVar("Said", bound=Struct)
Tell = Callable[[Connection[Any], Question, Period, Any], Said]
"""From connection, question, period and query to what is said."""


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    for path, name, summary, annotated, query, said, tell in FACES:
        described_as = described.reading(summary, TAG, query, said)
        routes.add_api_route(
            f"{PERIOD}{path}", _told(instance, annotated, tell), methods=["GET"], name=name, **described_as
        )
    return routes


def _told(instance: Instance, annotated: Any, tell: Tell[Any]) -> Callable[..., Response]:
    def told(office: str, period: str, said: Any) -> Response:
        return json(statistics_said(instance, office, period, said, tell))

    told.__annotations__["said"] = annotated
    return told


def statistics_said(instance: Instance, office: str, period: str, said: RatesQuery, tell: Tell[Said]) -> Said:
    """What one of the faces tells of a period; the petitions that it names are on record. Raises as `asked`."""
    about = asked(instance, office, said, needs=needs.RATES if tell is rates_told else needs.STATISTICS)
    of = counting.period(period, said.style)
    with instance.reading(about.seeing) as connection:
        found = tell(connection, about, of, said)
    if (named := _named(found)) is not None:
        recording.named(instance, about, f"{type(found).__name__} {of.name}", asdict(said), named)
    return found


def numbers_said(instance: Instance, office: str, said: Known, named: Iterable[UUID]) -> Mapping[UUID, Called]:
    """The numbers of petitions that an answer has named, which put them on record. Raises as `asked`."""
    about = asked(instance, office, said, needs=needs.REGISTER)
    with instance.reading(about.seeing) as connection:
        return called(connection, about, named)


def _named(found: Struct) -> list[UUID] | None:
    """The petitions that an answer names; None for sums, which name none."""
    match found:
        case DifferenceSaid():
            return [fact.petition for fact in (*found.added, *found.removed)]
        case FactsSaid():
            return [fact.petition for fact in found.facts]
        case TrendsSaid():
            return found.trends.named
        case _:
            return None


def _cell(said: PeriodQuery) -> Mapping[str, object]:
    return chosen(said, dict.fromkeys(CELL, ""))


def _by(said: FiguresQuery) -> list[str]:
    return [name.strip() for name in said.by.split(",") if name.strip()]


def figures_told(connection: Connection[Any], about: Question, of: Period, said: ShownQuery) -> PeriodSaid:
    found = whole.statistics(connection, about, of, _by(said), _cell(said))
    told = hiding.shown(found.figures, said.small)
    if said.small is not None:
        return PeriodSaid(basis(about), found.basis, told, None, [], [])
    return PeriodSaid(basis(about), found.basis, told, found.balance, found.stocks, found.stock_figures)


def facts_told(connection: Connection[Any], about: Question, of: Period, said: FactsQuery) -> FactsSaid:
    cell = _cell(said)
    page = behind.facts(connection, about, of, cell, limit=said.limit, cursor=said.cursor)
    counted = figures.figures(connection, about, of, (), cell)
    count, persons = (sum(getattr(each, name) for each in counted) for name in ("count", "persons"))
    restricted = behind.unseen(connection, about, of, cell)
    return FactsSaid(basis(about), count, persons, restricted, page.rows, page.cursor)


def days_told(connection: Connection[Any], about: Question, of: Period, said: DaysQuery) -> DaysSaid:
    found = taking.taken(connection, about, of, _by(said), _cell(said), said.counting)
    return DaysSaid(basis(about), whole.basis(about, of), found)


def comparison_told(connection: Connection[Any], about: Question, of: Period, said: FiguresQuery) -> ComparisonSaid:
    return ComparisonSaid(basis(about), comparing.comparison(connection, about, of, _by(said), _cell(said)))


def rates_told(connection: Connection[Any], about: Question, of: Period, said: RatesQuery) -> RatesSaid:
    del said
    found = comparing.rates(connection, about, of)
    return RatesSaid(basis(about), found.basis, found.rates)


def trends_told(connection: Connection[Any], about: Question, of: Period, said: TrendsQuery) -> TrendsSaid:
    least = trending.Least(said.at_least, said.repeated, said.visited, said.limit)
    found = trending.trending(connection, about, of, _cell(said), least)
    return TrendsSaid(basis(about), found, drafting.draft(about, found))


def difference_told(connection: Connection[Any], about: Question, of: Period, said: SinceQuery) -> DifferenceSaid:
    found = behind.difference(connection, about, of, said.since, _cell(said))
    return DifferenceSaid(basis(about), found.since, found.added, found.removed, found.restricted)


FACES: tuple[tuple[str, str, str, Any, type[Struct], type[Struct], Tell[Any]], ...] = (
    ("", "statistics", f"统计 Statistics of a period ({CALLED})", AskedShown, ShownQuery, PeriodSaid, figures_told),
    ("/facts", "facts", "统计明细 The facts behind a figure", AskedFacts, FactsQuery, FactsSaid, facts_told),
    ("/days", "days", "办理天数 Days taken to each step", AskedDays, DaysQuery, DaysSaid, days_told),
    ("/comparison", "comparison", "同比环比 Compared", AskedFigures, FiguresQuery, ComparisonSaid, comparison_told),
    ("/rates", "rates", "考核指标 Indicators", AskedRates, RatesQuery, RatesSaid, rates_told),
    ("/trends", "trends", "苗头趋势 Unusual growth, clusters", AskedTrends, TrendsQuery, TrendsSaid, trends_told),
    ("/since", "since", "其后变动 What came in since", AskedSince, SinceQuery, DifferenceSaid, difference_told),
)
"""Path, name, summary, the query as a dependency and as a struct, the answer, and how it is told."""
