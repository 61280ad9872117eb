"""What `zhuoluo stats --show trends` prints: unusual growth, clusters, and a draft of the analysis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click
from msgspec.structs import asdict

from domain.periods import Period
from service.cli.arguments import basis
from service.cli.printing import JSON, as_json, output, table
from service.codes import named
from service.readmodels.asking import Question
from service.readmodels.statistics.clusters import Collective, Repeat
from service.readmodels.statistics.drafting import draft
from service.readmodels.statistics.trending import ABOVE, DIMENSIONS, Trends, Unusual

UNUSUAL = {
    "class_above": "一级分类 first level",
    "content_class": "内容 class",
    "place": "属地 place",
    "observed": "本期 this",
    "expected": "预期 expected",
    "interval": "区间 95%",
    "before": "此前各期，近者在先 before, latest first",
    "chance": "概率 chance",
}
SUMS = {"petitions": "件 petitions", "visits": "来访 visits", "persons": "人次 persons"}
REPEAT = {"matter": "事项 matter", **SUMS, "named": "信访件 named"}
COLLECTIVE = {"content_class": "内容 class", "place": "属地 place", **SUMS, "named": "信访件 named"}


def show(asked: Question, of: Period, kind: str, found: Trends) -> None:
    """Prints the trends of a period, as JSON together with the draft."""
    drafted = draft(asked, found)
    if kind == JSON:
        click.echo(as_json({"trends": found, "draft": drafted}))
        return
    called = named(asked.office, "content_classes", of.last)
    grown = [_grown(each) for each in found.unusual]
    output().print(table(_named(grown, called), UNUSUAL, _title(asked, of, found)))
    for clusters, columns, title in (
        (found.repeat, REPEAT, "重复信访 repeated"),
        (found.collective, COLLECTIVE, "集体访 collective visits"),
    ):
        output().print(table(_named([_cluster(each) for each in clusters], called), columns, title))
    click.echo(f"分析草稿 draft of the analysis\n{drafted.text}")


def _title(asked: Question, of: Period, found: Trends) -> str:
    days = f"{found.basis.first} – {found.basis.counted_to}"
    beside = f"比较 beside {len(found.windows)} × {found.windows[0] if found.windows else '–'} …"
    return (
        f"异常增长 unusual growth {of.name} {days}：{basis(asked)}，{found.formula}，{beside}，{found.judged} 项 cells"
    )


def _grown(each: Unusual) -> dict[str, Any]:
    trend = each.trend
    told = {**dict.fromkeys((ABOVE, *DIMENSIONS), ""), **each.cell, **asdict(trend)}
    return {**told, "interval": f"{trend.low} – {trend.high}", "before": " ".join(map(str, trend.before))}


def _cluster(each: Repeat | Collective) -> dict[str, Any]:
    return {**asdict(each), "named": " ".join(map(str, each.named))}


def _named(rows: Sequence[dict[str, Any]], called: Any) -> list[Mapping[str, Any]]:
    """The rows with their classes in words."""
    return [{**row, **{name: called(row[name]) for name in (ABOVE, "content_class") if row.get(name)}} for row in rows]
