"""How the tables of a frozen report are printed: codes and headings in words, as the statistics are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain import words
from domain.report_content import ALL, MEASURE, SPECS, Adjustment, Content, Row, Table
from service.cli.coded import in_words
from service.cli.figures import BALANCE, COMPARED, DAYS, FIGURES, NAMES
from service.cli.printing import output, table
from service.offices import KnownOffice
from service.reports.received import AREA
from service.reports.tables import MAKERS

HEADINGS: Mapping[str, str] = {
    MEASURE: "指标 measure",
    "office": "机构 office",
    "indicator": "指标 indicator",
    **NAMES,
    **DAYS,
    **BALANCE,
    **COMPARED,
    **FIGURES,
    "open": "未办结 open",
    "this": "本期 this",
    "sum": "天数合计 sum",
    "of": "分子 of",
    "by": "分母 by",
    "value": "值 value",
    "added": "补计 added",
    "removed": "撤去 removed",
    "days": "天数 days",
}
TABLES: Mapping[str, str] = {**{each.id: each.zh for each in MAKERS}, AREA: "下级合计"}
CHECKED: Mapping[str, str] = {
    "digest": "摘要",
    "basis": "期间和位置",
    "facts": "明细",
    "facts are of the period, each once": "明细属于本期且不重复",
    "facts rest on the events shown": "明细有所列事件为据",
    "proof": "存在证明",
    "drafted by the office": "本机构所拟",
    "steps": "办理步骤",
    "root": "树根",
    "facts in the ledger": "明细与台账",
    "events in the ledger": "事件与台账",
    "adjustments": "调整",
    "citations": "所据下级报表",
    **TABLES,
    **{f"facts of {each.id}": f"明细重数：{each.zh}" for each in SPECS},
    **{f"events of {each.id}": f"事件重算：{each.zh}" for each in SPECS},
}
"""What `verify` checks, by the name that it has there."""
WITHIN = "within_"
REPEAT = {"true": "重复 repeat", "false": "初次 first"}


def print_tables(office: KnownOffice, content: Content) -> None:
    """Every table, adjustment and citation of a report."""
    for each in content.tables:
        _print(office, content, each)
    for adjusted in content.adjustments:
        _print(office, content, _as_table(adjusted))


def _as_table(each: Adjustment) -> Table:
    return Table(
        id="adjustment",
        zh=f"{each.period} 调整",
        en=f"adjustment of {each.report}",
        formula=f"自位置 since position {each.since}",
        by=(MEASURE,),
        counts=("added", "removed", "days"),
        rows=each.rows,
    )


def _print(office: KnownOffice, content: Content, each: Table) -> None:
    columns = {name: _heading(name) for name in (*each.by, *each.counts)}
    told = in_words(office, content.basis.last)
    rows = [_said(told(_row(each, row))) for row in each.rows]
    output().print(table(rows, columns, f"{each.zh} {each.en}（{each.formula}）"))


def _heading(name: str) -> str:
    if name.startswith(WITHIN):
        days = name.removeprefix(WITHIN)
        return f"{days}日内 within {days}"
    return HEADINGS.get(name, name)


def _row(each: Table, row: Row) -> dict[str, Any]:
    return {**dict(zip(each.by, row.key, strict=True)), **dict(zip(each.counts, row.numbers, strict=True))}


def _said(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with its measure, whether it repeats, and what is unknown, in words."""
    said = {name: "–" if value is None else "合计 all" if value == ALL else value for name, value in row.items()}
    if MEASURE in said:
        said[MEASURE] = f"{words.MEASURES.get(str(said[MEASURE]), '')} {said[MEASURE]}".strip()
    if "repeat" in said:
        said["repeat"] = REPEAT.get(said["repeat"], said["repeat"])
    return said
