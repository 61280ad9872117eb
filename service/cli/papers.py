"""`zhuoluo office checklists` and `analyses`: what an office recorded of its own conduct, and what is missing."""

from __future__ import annotations

from datetime import date
from typing import Any

import click
import msgspec

from domain.office_papers import FormMarks
from domain.wellformed import YEARS
from service.cli import on_record
from service.cli.arguments import asked_by_console, basis, time_options
from service.cli.opening import opened
from service.cli.printing import JSON, format_option, print_facts, print_rows
from service.cli.receptions import Month
from service.readmodels import needs, papers

FORMS = {
    "form": "检查单 checklist",
    "clause": "条款 clause",
    "item": "项目 item",
    "times": "次数 times",
    "mean": "平均 mean",
    "lowest": "最低 lowest",
}
OWED = {
    "period": "期间 period",
    "zh": "报告 report",
    "clause": "条款 clause",
    "due": "期限 due",
    "standing": "情况 standing",
    "met_on": "报送日 submitted",
}


@click.command("checklists")
@click.argument("identity", metavar="OFFICE")
@click.option("--month", type=Month(), metavar="YYYY-MM", help="that of the day judged on, if not given")
@time_options
@format_option
def checklists_of(identity: str, month: date | None, kind: str, **when: Any) -> None:
    """检查与评价: how each item was marked in a month, and the days without the daily checklist."""
    with opened() as instance:
        asked = asked_by_console(instance, identity, **when, needs=needs.NOTHING)
        of = month or asked.on.day
        found = papers.checklists(instance, asked, of)
        filled = ({"petition": each.petition} for each in found.filled)
        on_record.listed(instance, asked, "checklists", {"month": f"{of:%Y-%m}"}, filled)
    if kind == JSON:
        print_facts(kind, {"month": f"{of:%Y-%m}", **msgspec.to_builtins(found)})
        return
    rows = [row for form in found.forms for row in _marks(form)]
    print_rows(kind, rows, FORMS, f"检查与评价 checklists {of:%Y-%m}：{basis(asked)}")
    for each in found.unfilled:
        if each.days:
            click.echo(f"未填 not filled: {each.zh or each.schedule} {'、'.join(map(str, each.days))}")


def _marks(form: FormMarks) -> list[dict[str, Any]]:
    """A row for each item; the mean of its marks to two places."""
    return [
        {
            "form": form.zh or form.form,
            "clause": form.clause,
            "item": each.item,
            "times": each.times,
            "mean": f"{each.total / each.times:.2f}" if each.times else "",
            "lowest": each.lowest if each.times else "",
        }
        for each in form.items
    ]


@click.command("analyses")
@click.argument("identity", metavar="OFFICE")
@click.option("--year", type=click.IntRange(YEARS.start, YEARS.stop - 1), help="that of the day judged on")
@time_options
@format_option
def analyses_of(identity: str, year: int | None, kind: str, **when: Any) -> None:
    """综合分析: the analyses that the periods of a year want, and what became of each."""
    with opened() as instance:
        asked = asked_by_console(instance, identity, **when, needs=needs.NOTHING)
        of = year or asked.on.day.year
        found = papers.analyses(instance, asked, of)
    if kind == JSON:
        print_facts(kind, {"year": of, **msgspec.to_builtins(found)})
        return
    rows = [msgspec.to_builtins(each) for each in found.owed]
    print_rows(kind, rows, OWED, f"综合分析 analyses {of}：{basis(asked)}")
