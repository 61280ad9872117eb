"""`zhuoluo stats`: the figures of a period, what is behind them, days taken, comparisons and rates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click
from msgspec import Struct
from msgspec.structs import asdict
from psycopg import Connection

from domain import words
from domain.guarded import RESTRICTED
from domain.periods import STYLES, Period
from domain.vocabulary import CHANNELS
from projections.measures import MEASURES
from service.cli import on_record, trends
from service.cli.arguments import asked_by_console, basis, office_option, time_options
from service.cli.coded import in_words, restricted
from service.cli.opening import opened
from service.cli.printing import JSON, as_json, format_option, output, print_rows, table
from service.readmodels import needs
from service.readmodels.asking import Question
from service.readmodels.called import NOTHING, called
from service.readmodels.statistics import behind, comparing, counting, hiding, taking, whole
from service.readmodels.statistics.trending import trending
from service.runtime import Instance

NAMES = {
    "unit": "单位 unit",
    "channel": "渠道 channel",
    "source": "来源 source",
    "purpose": "目的 purpose",
    "content_class": "内容 class",
    "place": "属地 place",
    "repeat": "重复 repeat",
    "outcome": "结果 outcome",
    "clause": "条款 clause",
}
FIGURES = {
    "count": "次 count",
    "petitions": "件 petitions",
    "matters": "事项 matters",
    "batches": "批次 batches",
    "visitors": "来访人次 visitors",
    "persons": "人次 persons",
}
STOCKS = {"unit": "单位 unit", "open": "未办结 open", "overdue": "超期 overdue"}
FACTS = {
    "day": "日期 day",
    "called": "编号 number",
    "unit": "单位 unit",
    "outcome": "结果 outcome",
    "clause": "条款 clause",
    "persons": "人 persons",
    "days": "天数 days",
}
CHANGES = {"known": "变动 change", "measure": "指标 measure", **FACTS}
DAYS = {
    "count": "件 count",
    "mean": "平均 mean",
    "median": "中位 median",
    "p90": "九成 p90",
    "shortest": "最短 shortest",
    "longest": "最长 longest",
    "within": "以内 within",
}
COMPARED = {
    "count": "本期 this",
    "year_before": "去年同期 a year before",
    "year_on_year": "同比% change",
    "before": "上期 before",
    "period_on_period": "环比% change",
}
BALANCE = {
    "opening": "期初在办 opening",
    "opened": "期内新增 opened",
    "ended": "期内终结 ended",
    "closing": "期末在办 closing",
    "overdue": "其中超期 overdue",
}
RATES = {"id": "公式 formula", "zh": "指标 indicator", "of": "分子 of", "by": "分母 by", "value": "值 value"}
HIDDEN = "*"
CELL = ("unit", "channel", "content_class", "place")
"""Dimensions of which one value alone can be asked for."""
SHOWN = ("figures", "days", "compare", "rates", "trends")
Behind = tuple[list[dict[str, Any]], tuple[Mapping[str, str], str]]
"""Facts as rows, with the columns and the title of their table."""


@click.command("stats")
@click.argument("period", metavar="PERIOD")
@office_option
@time_options
@click.option(
    "--style", type=click.Choice(STYLES), default="natural", show_default=True, help="natural or business months"
)
@click.option("--by", multiple=True, type=click.Choice(counting.DIMENSIONS), help="told apart by; may be repeated")
@click.option("--show", type=click.Choice(SHOWN), default="figures", show_default=True)
@click.option(
    "--days", "counting_by", type=click.Choice(tuple(taking.COUNTINGS)), default=taking.CALENDAR, show_default=True
)
@click.option("--facts", type=click.Choice(MEASURES), help="the facts behind this measure")
@click.option("--since", type=int, help="what came in about the period since this position")
@click.option("--unit", help="only of this unit")
@click.option("--channel", type=click.Choice((*CHANNELS, RESTRICTED)), help="only what came this way")
@click.option("--class", "content_class", help="only of this content class")
@click.option("--place", help="only of this place")
@click.option("--small", type=click.IntRange(2, 1000), help="for outsiders: cells below this are hidden")
@format_option
def stats(period: str, office: str, kind: str, **said: Any) -> None:
    """Show the statistics of a period: 2026-01, 2026-Q1, 2026-H1, 2026, or 2026-01-05..2026-01-11.

    What came in, went out, was answered in time or late, and what is left; with --show days how long it took, with
    compare the year and the period before, with rates the indicators, with trends what has grown unusually, what
    comes in clusters, and a draft of the analysis.
    """
    if message := _at_odds(said):
        raise click.UsageError(message)
    style, when = said.pop("style"), {name: said.pop(name) for name in ("position", "known_at", "on")}
    with opened() as instance:
        read = needs.RATES if said["show"] == "rates" else needs.STATISTICS
        asked = asked_by_console(instance, office, **when, needs=read)
        of = counting.period(period, style)
        with instance.pool.connection() as connection:
            if tell := _summing(said):
                tell(connection, asked, of, kind, said)
            else:
                _name(instance, connection, asked, of, kind, said)


def _at_odds(said: Mapping[str, Any]) -> str:
    """Why these options do not go together, "" when they do: none is passed over in silence."""
    behind_it = bool(said["facts"]) + (said["since"] is not None)
    if behind_it > 1:
        return "--facts 与 --since 二者取一 one of --facts and --since"
    if behind_it and said["show"] != "figures":
        return "--facts、--since 不与 --show 并用 --facts and --since go without --show"
    if said["small"] is not None and (behind_it or said["show"] != "figures"):
        return "--small 只用于统计数 --small goes with figures"
    if said["show"] == "rates" and (_cell(said) or said["by"]):
        return "指标按全机构计算 indicators are of the whole office: no --by, --unit, --channel, --class, --place"
    return ""


def _summing(
    said: Mapping[str, Any],
) -> Callable[[Connection[Any], Question, Period, str, Mapping[str, Any]], None] | None:
    """What prints the figures that were asked for; None where petitions are named."""
    if said["facts"] or said["since"] is not None:
        return None
    return {"figures": _figures, "days": _days, "compare": _compare, "rates": _rates}.get(said["show"])


def _name(
    instance: Instance, connection: Connection[Any], asked: Question, of: Period, kind: str, said: Mapping[str, Any]
) -> None:
    """Prints what names petitions, once that is on record."""
    filters = {"measure": said["facts"], "since": said["since"], **_cell(said)}
    if said["show"] == "trends":
        found = trending(connection, asked, of, _cell(said))
        on_record.listed(instance, asked, f"trends {of.name}", filters, ({"petition": each} for each in found.named))
        trends.show(asked, of, kind, found)
        return
    rows, shown = (_facts if said["facts"] else _since)(connection, asked, of, said)
    on_record.listed(instance, asked, f"facts {of.name}", filters, rows)
    _print_facts(kind, asked, of, rows, shown)


def _cell(said: Mapping[str, Any]) -> dict[str, object]:
    return {name: said[name] for name in CELL if said[name] is not None}


def _facts(connection: Connection[Any], asked: Question, of: Period, said: Mapping[str, Any]) -> Behind:
    cell = {"measure": said["facts"], **_cell(said)}
    rows = _named(connection, asked, [("", fact) for fact in behind.all_facts(connection, asked, of, cell)])
    beside = _beside(behind.unseen(connection, asked, of, cell))
    return rows, (FACTS, f"{said['facts']} {of.name}：{basis(asked)}{beside}")


def _since(connection: Connection[Any], asked: Question, of: Period, said: Mapping[str, Any]) -> Behind:
    found = behind.difference(connection, asked, of, said["since"], _cell(said))
    changes = (("新增 added", found.added), ("撤去 removed", found.removed))
    rows = _named(connection, asked, [(change, fact) for change, facts in changes for fact in facts])
    title = f"{of.name} 自位置 since {found.since}：{basis(asked)}{_beside(found.restricted)}"
    return rows, (CHANGES, title)


def _beside(restricted: int) -> str:
    """What is said of facts that are not shown."""
    return f"，另有限制知悉 and restricted: {restricted}" if restricted else ""


def _named(
    connection: Connection[Any], asked: Question, facts: Sequence[tuple[str, behind.StatedFact]]
) -> list[dict[str, Any]]:
    """The facts as rows, each with its petition's numbers, and what has become of it where that is said."""
    numbers = called(connection, asked, (fact.petition for _, fact in facts))
    return [
        ({"known": change} if change else {}) | asdict(numbers.get(fact.petition, NOTHING)) | asdict(fact)
        for change, fact in facts
    ]


def _print_facts(
    kind: str, asked: Question, of: Period, rows: Sequence[dict[str, Any]], shown: tuple[Mapping[str, str], str]
) -> None:
    """Facts under these columns and this title: for people by the number of the petition and with codes in words."""
    if kind != JSON:
        told = in_words(asked.office, of.last)
        rows = [
            {
                **told(row),
                "called": row["number"] or row["external_id"] or row["petition"],
                "measure": _measure(row["measure"]),
            }
            for row in rows
        ]
    print_rows(kind, rows, *shown)


def _figures(connection: Connection[Any], asked: Question, of: Period, kind: str, said: Mapping[str, Any]) -> None:
    found = whole.statistics(connection, asked, of, said["by"], _cell(said))
    if said["small"] is not None:
        _print_shown(asked, of, kind, said, found)
        return
    if kind == JSON:
        click.echo(as_json(found))
        return
    _print(asked, of, found.figures, said["by"], FIGURES, found.basis.formula)
    if found.balance is None:
        return
    output().print(table([asdict(found.balance)], BALANCE, "收支 balance of the whole office"))
    stocks = [{**asdict(stock), "unit": restricted(stock.unit)} for stock in found.stocks]
    output().print(table(stocks, STOCKS, f"存量 stocks on {found.basis.counted_to}"))


def _print_shown(asked: Question, of: Period, kind: str, said: Mapping[str, Any], found: whole.Statistics) -> None:
    """The figures for outsiders: hidden ones as a star, without balance and stocks."""
    told = hiding.shown(found.figures, said["small"])
    if kind == JSON:
        click.echo(as_json({"basis": found.basis, "figures": told}))
        return
    _print(
        asked,
        of,
        told,
        said["by"],
        FIGURES,
        f"{found.basis.formula}，* 少于 fewer than {said['small']}，或不宜公开 or hidden",
    )


def _days(connection: Connection[Any], asked: Question, of: Period, kind: str, said: Mapping[str, Any]) -> None:
    found = taking.taken(connection, asked, of, said["by"], _cell(said), said["counting_by"])
    if kind == JSON:
        click.echo(as_json(found))
        return
    _print(asked, of, found, said["by"], DAYS, said["counting_by"])


def _compare(connection: Connection[Any], asked: Question, of: Period, kind: str, said: Mapping[str, Any]) -> None:
    found = comparing.comparison(connection, asked, of, said["by"], _cell(said))
    if kind == JSON:
        click.echo(as_json(found))
        return
    _print(asked, of, found.figures, said["by"], COMPARED, found.formula)


def _rates(connection: Connection[Any], asked: Question, of: Period, kind: str, said: Mapping[str, Any]) -> None:
    del said
    found = comparing.rates(connection, asked, of)
    if kind == JSON:
        click.echo(as_json(found))
        return
    rows = [{**asdict(rate), "value": _shown(rate.value)} for rate in found.rates]
    output().print(table(rows, RATES, _title(asked, of, found.basis.formula)))


def _print(
    asked: Question, of: Period, found: Sequence[Struct], by: Sequence[str], columns: Mapping[str, str], said: str
) -> None:
    """A table of cells: the measure, the dimensions that are told apart, and their figures."""
    told = in_words(asked.office, of.last)
    rows = []
    for each in found:
        cell = asdict(each)
        row = told({**cell, **cell.pop("by")})
        row["measure"] = _measure(row["measure"])
        rows.append(
            {name: HIDDEN if row.get("hidden") and value is None else _shown(value) for name, value in row.items()}
        )
    shown = {"measure": "指标 measure", **{name: NAMES[name] for name in by}, **columns}
    output().print(table(rows, shown, _title(asked, of, said)))


def _measure(code: str) -> str:
    return f"{words.MEASURES[code]} {code}"


def _title(asked: Question, of: Period, said: str) -> str:
    return f"统计 statistics {of.name} {of.first} – {of.last}：{basis(asked)}，{said}"


def _shown(value: object) -> object:
    """What cannot be divided is shown as a dash, spans of days as 15:3 30:7 60:9."""
    if isinstance(value, dict):
        return " ".join(f"{name}:{each}" for name, each in value.items())
    return "–" if value is None else value
