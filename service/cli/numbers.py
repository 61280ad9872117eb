"""`zhuoluo numbers`: the gap report of the register's numbers."""

from __future__ import annotations

from typing import Any

import click

from service.cli import on_record
from service.cli.arguments import asked_by_console, basis, office_option, time_options
from service.cli.opening import opened
from service.cli.printing import format_option, print_rows
from service.readmodels import needs, numbers

COLUMNS = {
    "series": "编号系列 series",
    "period": "年度 period",
    "first": "首号 first",
    "last": "末号 last",
    "given": "已用 given",
    "counter": "计数 counter",
    "voided": "作废 void",
    "breaks": "断号重号 gaps",
}
BROKEN = 1


@click.command("numbers")
@office_option
@time_options
@format_option
def numbered(office: str, kind: str, **when: Any) -> None:
    """Check that the register's numbers have no gap: every series, void numbers named. Exit 1 when one is broken."""
    with opened() as instance:
        asked = asked_by_console(instance, office, **when, needs=needs.REGISTER)
        found = numbers.report(instance, asked)
        void = ({"petition": given.petition} for series in found for given in series.voided)
        on_record.listed(instance, asked, "numbers", {}, void)
    rows = [
        {
            "series": each.series,
            "period": each.period,
            "first": each.first,
            "last": each.last,
            "given": each.given,
            "counter": each.counter or "",
            "voided": "、".join(void.number for void in each.voided),
            "breaks": "、".join(f"{gap.expected}→{gap.found}" for gap in each.breaks),
        }
        for each in found
    ]
    print_rows(kind, rows, COLUMNS, f"编号核对 numbers：{basis(asked)}")
    if not all(each.whole for each in found):
        raise SystemExit(BROKEN)
