"""`zhuoluo accountability`: where every petition stands, what should be looked into, and the lists behind the sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import click
from msgspec.structs import asdict

from domain.codes import Label
from service.cli import on_record
from service.cli.arguments import asked_by_console, basis, office_option, time_options
from service.cli.coded import restricted, state
from service.cli.lists import with_due
from service.cli.opening import opened
from service.cli.printing import FITTING, JSON, as_json, format_option, in_zone, output, print_rows, table
from service.readmodels import accountability as read
from service.readmodels import accountability_words as words
from service.readmodels import needs
from service.readmodels.accountability_summary import Of, Summary, summary
from service.readmodels.asking import Question

COLUMNS = {
    "called": "编号\nnumber",
    "with": "在谁处\nwith",
    "leader": "分管\nleader",
    "stands": "状态\nstate",
    "dates": "收到 received\n→ 期限 due\n■ 终结 ended",
    "clause": "条款\nclause",
    "lying": "天 days\n/未动 idle\n/转手 moved",
    "spent": "等/示/办/审/送\ndays spent",
    "title": "摘要\ntitle",
}
COUNTS = {"called": "清单 list", "petitions": "件 petitions"}
RATES = {
    "called": "率 rate",
    "numerator": "分子 of these",
    "denominator": "分母 of",
    "percent": "% percent",
    "counted": "分母说明 what the denominator holds",
}
OFS = {"name": "名称 name", "petitions": "件 petitions", "parts": "去向 stand", "flags": "关注 to look into"}
BROKEN = {
    "unit": "单位 unit",
    "leader": "分管领导 leader",
    "clause": "条款 clause",
    "breaches": "违反 breaches",
    "petitions": "件 petitions",
    "ended": "其中已结 of these ended",
}


@click.command("accountability")
@office_option
@time_options
@click.option("--list", "what", type=click.Choice(tuple(words.LISTS)), help="the petitions behind one of the sums")
@click.option("--unit", help="with --list: only with this unit")
@click.option("--leader", help="with --list: only those for which this leader answers")
@click.option("--clause", help="with --list: only those whose earliest open duty is of this clause")
@click.option("--passed-on", type=click.IntRange(0, 1000), default=read.PASSED_ON, show_default=True, help="more often")
@click.option(
    "--untouched", type=click.IntRange(1, 3660), default=read.UNTOUCHED_DAYS, show_default=True, help="so many days"
)
@format_option
def accountability(office: str, what: str | None, kind: str, *, passed_on: int, untouched: int, **said: Any) -> None:
    """着落与结果: show where every petition of the register stands, and what should be looked into.

    Each petition stands in one part, so the parts sum to the register. --list shows the petitions behind a sum; of
    those that are late also where the days went: waiting, instruction, handling, approval, service.
    """
    filters = {name: said.pop(name) for name in read.FILTERS}
    if what is None and any(value is not None for value in filters.values()):
        message = "--unit, --leader and --clause go with --list"
        raise click.UsageError(message)
    bounds = read.Bounds(passed_on, untouched)
    with opened() as instance:
        asked = asked_by_console(instance, office, **said, needs=needs.ACCOUNTABILITY)
        with instance.pool.connection() as connection:
            if what is not None:
                found = read.whole(connection, asked, what, filters, bounds=bounds)
                rows = [account_row(row) for row in found]
                on_record.listed(instance, asked, f"accountability {what}", {**filters, **asdict(bounds)}, rows)
                _print_list(kind, rows, words.LISTS[what], asked)
                return
            sums = summary(connection, asked, bounds)
    _print(kind, sums, asked)


def account_row(accounted: read.Accounted) -> Mapping[str, Any]:
    """A row with `received`, `touched` and `due`, and in one word where the days of a late one went."""
    row = with_due(accounted)
    spent = accounted.phases
    said = f"{spent.queue}/{spent.instruction}/{spent.handling}/{spent.approval}/{spent.service}" if spent else ""
    days = {"received": row.pop("received_on"), "touched": row.pop("touched_on"), "ended": row.pop("ended_on")}
    return {**row, **days, "spent": said}


def _print_list(kind: str, found: Iterable[Mapping[str, Any]], called: Label, asked: Question) -> None:
    rows = [in_zone(row, asked.office.zone) for row in found]
    shown = rows if kind == JSON else [_shown(row) for row in rows]
    print_rows(kind, shown, COLUMNS, f"{called.zh} {called.en}：{basis(asked)}", wide=FITTING)


def _shown(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row in few columns."""
    due = f"{row['due']:%Y-%m-%d %H:%M}" if isinstance(row["due"], datetime) else row["due"]
    days = (str(row["received"]), f"→{due}" if due else "", f"■{row['ended']}" if row["ended"] else "")
    return {
        **row,
        "called": row["number"] or row["external_id"] or row["petition"],
        "with": " ".join(filter(None, ("→" if row["on_the_way"] else "", row["unit"], row["person"]))),
        "stands": state(row["state"]),
        "dates": "\n".join(filter(None, days)),
        "lying": f"{row['days']}/{row['untouched_days']}/{row['passed_on']}",
    }


def _print(kind: str, found: Summary, asked: Question) -> None:
    if kind == JSON:
        click.echo(as_json(found))
        return
    shown = output(FITTING)
    title = f"着落 where everything stands, register {found.register} = {sum(found.parts.values())}：{basis(asked)}"
    shown.print(table(_counts(found.parts), COUNTS, title))
    shown.print(table(_counts(found.flags), COUNTS, "关注 to look into (several may hold of one petition)"))
    shown.print(table([_rate(asdict(rate)) for rate in found.rates], RATES, "率 rates"))
    for title, rows in (
        ("单位 units", found.units),
        ("分管领导 leaders", found.leaders),
        ("条款 clauses", found.clauses),
    ):
        shown.print(table(_ofs(rows), OFS, title))
    shown.print(
        table(
            [{name: restricted(value) for name, value in asdict(broken).items()} for broken in found.breaches],
            BROKEN,
            "违反 breaches",
        )
    )


def _counts(counts: Mapping[str, int]) -> list[Mapping[str, Any]]:
    return [
        {"called": f"{name}：{words.LISTS[name].zh}，{words.LISTS[name].en}", "petitions": count}
        for name, count in counts.items()
    ]


def _rate(rate: Mapping[str, Any]) -> Mapping[str, Any]:
    called, whole = words.RATES[rate["name"]], words.DENOMINATORS[rate["name"]]
    percent = rate["percent"] if rate["percent"] is not None else "–"
    return {**rate, "percent": percent, "called": f"{called.zh}，{called.en}", "counted": f"{whole.zh}；{whole.en}"}


def _ofs(rows: Iterable[Of]) -> list[Mapping[str, Any]]:
    return [
        {
            "name": restricted(of.name) or "–",
            "petitions": of.petitions,
            "parts": _in_words(of.parts),
            "flags": _in_words(of.flags),
        }
        for of in rows
    ]


def _in_words(counts: Mapping[str, int]) -> str:
    return "，".join(f"{words.LISTS[name].zh} {count}" for name, count in counts.items())
