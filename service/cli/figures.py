"""`zhuoluo stats`: the figures of a month, and the facts behind a figure."""

from __future__ import annotations

from typing import Any

import click
from msgspec.structs import asdict

from service.cli.arguments import asked_by_console, basis, office_option, time_options
from service.cli.opening import opened
from service.cli.printing import JSON, as_json, format_option, output, print_rows, table
from service.codes import named
from service.readmodels import statistics
from service.readmodels.asking import Question

FIGURES = {
    "measure": "指标 measure",
    "unit": "单位 unit",
    "channel": "渠道 channel",
    "content_class": "内容 class",
    "outcome": "结果 outcome",
    "clause": "条款 clause",
    "count": "件 count",
    "persons": "人 persons",
}
STOCKS = {"unit": "单位 unit", "petitions": "件 petitions", "open": "未办结 open", "overdue": "超期 overdue"}
FACTS = {
    "day": "日期 day",
    "petition": "信访件 petition",
    "unit": "单位 unit",
    "outcome": "结果 outcome",
    "clause": "条款 clause",
    "persons": "人 persons",
    "days": "天数 days",
}


@click.command("stats")
@click.argument("month", metavar="YYYY-MM")
@office_option
@time_options
@click.option("--period", type=click.Choice(statistics.PERIODS), default="natural", show_default=True)
@click.option("--facts", type=click.Choice(statistics.MEASURES), help="the facts behind this measure")
@click.option("--unit", help="with --facts: only of this unit")
@format_option
def stats(month: str, office: str, period: str, facts: str | None, unit: str | None, kind: str, **when: Any) -> None:
    """Show a month's statistics: what came in, went out, was answered in time or late, and what is left."""
    if unit is not None and facts is None:
        message = "--unit goes with --facts"
        raise click.UsageError(message)
    with opened() as instance:
        asked = asked_by_console(instance, office, **when)
        with instance.pool.connection() as connection:
            if facts is not None:
                cell = {"measure": facts, **({"unit": unit} if unit is not None else {})}
                rows = [asdict(fact) for fact in statistics.facts(connection, asked, month, period, **cell)]
                print_rows(kind, rows, FACTS, f"{facts} {month}：{basis(asked)}")
                return
            found = statistics.month_statistics(connection, asked, month, period)
    _print(kind, found, asked)


def _print(kind: str, found: statistics.Statistics, asked: Question) -> None:
    if kind == JSON:
        click.echo(as_json(found))
        return
    stated = found.basis
    called = named(asked.office, "content_classes", stated.last)
    rows = [{**asdict(figure), "content_class": called(figure.content_class)} for figure in found.figures]
    title = f"统计 statistics {stated.first} – {stated.last}：{basis(asked)}，{stated.formula}"
    output().print(table(rows, FIGURES, title))
    stocks = [asdict(stock) for stock in found.stocks]
    output().print(table(stocks, STOCKS, f"存量 stocks on {stated.stocks_on}"))
