"""What can be asked for: a call for each address.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from service.client.call import Call, asked
from service.client.queries.statistics import (
    PeriodComparisonQuery,
    PeriodDaysQuery,
    PeriodFactsQuery,
    PeriodLayoutXlsxQuery,
    PeriodRatesQuery,
    PeriodSinceQuery,
    PeriodTrendsQuery,
    StatisticsQuery,
)
from service.client.types.statistics import TrendsSaid
from service.client.types.statistics_parts import (
    ComparisonSaid,
    DaysSaid,
    DifferenceSaid,
    FactsSaid,
    LayoutSaid,
    PeriodSaid,
    RatesSaid,
)

__all__ = (
    "period_comparison", "period_days", "period_facts", "period_layout", "period_layout_csv", "period_layout_xlsx",
    "period_rates", "period_since", "period_trends", "statistics",
)  # fmt: skip


def statistics(office: str, period: str, query: StatisticsQuery | None = None) -> Call[PeriodSaid]:
    """统计 Statistics of a period (2026-01, 2026-Q1, 2026-H1, 2026, 2026-W02, 2026-01-05..2026-01-11)."""
    return asked("/offices/{office}/statistics/{period}", (office, period), PeriodSaid, query)


def period_facts(office: str, period: str, query: PeriodFactsQuery | None = None) -> Call[FactsSaid]:
    """统计明细 The facts behind a figure."""
    return asked("/offices/{office}/statistics/{period}/facts", (office, period), FactsSaid, query)


def period_days(office: str, period: str, query: PeriodDaysQuery | None = None) -> Call[DaysSaid]:
    """办理天数 Days taken to each step."""
    return asked("/offices/{office}/statistics/{period}/days", (office, period), DaysSaid, query)


def period_comparison(office: str, period: str, query: PeriodComparisonQuery | None = None) -> Call[ComparisonSaid]:
    """同比环比 Compared."""
    return asked("/offices/{office}/statistics/{period}/comparison", (office, period), ComparisonSaid, query)


def period_rates(office: str, period: str, query: PeriodRatesQuery | None = None) -> Call[RatesSaid]:
    """考核指标 Indicators."""
    return asked("/offices/{office}/statistics/{period}/rates", (office, period), RatesSaid, query)


def period_trends(office: str, period: str, query: PeriodTrendsQuery | None = None) -> Call[TrendsSaid]:
    """苗头趋势 Unusual growth, clusters."""
    return asked("/offices/{office}/statistics/{period}/trends", (office, period), TrendsSaid, query)


def period_since(office: str, period: str, query: PeriodSinceQuery) -> Call[DifferenceSaid]:
    """其后变动 What came in since."""
    return asked("/offices/{office}/statistics/{period}/since", (office, period), DifferenceSaid, query)


def period_layout(office: str, period: str, layout: str, query: PeriodRatesQuery | None = None) -> Call[LayoutSaid]:
    """统计表式 A layout (visits, bulletin, comparison, mailbox, annual), with what opens each cell."""
    return asked("/offices/{office}/statistics/{period}/layouts/{layout}", (office, period, layout), LayoutSaid, query)


def period_layout_xlsx(
    office: str, period: str, layout: str, query: PeriodLayoutXlsxQuery | None = None
) -> Call[bytes]:
    """统计表式 A layout as xlsx."""
    return asked("/offices/{office}/statistics/{period}/layouts/{layout}/xlsx", (office, period, layout), bytes, query)


def period_layout_csv(office: str, period: str, layout: str, query: PeriodLayoutXlsxQuery | None = None) -> Call[bytes]:
    """统计表式 A layout as csv.zip."""
    return asked("/offices/{office}/statistics/{period}/layouts/{layout}/csv", (office, period, layout), bytes, query)
