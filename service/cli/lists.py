"""`zhuoluo list`: the register and what is taken from it, as of any position and day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
from msgspec.structs import asdict

from service.cli.arguments import asked_by_console, basis, office_option, time_options
from service.cli.opening import opened
from service.cli.printing import format_option, print_rows
from service.readmodels import duties, register

COLUMNS = {
    "number": "登记号 number",
    "external_id": "来源号 external id",
    "unit": "单位 unit",
    "state": "状态 state",
    "received": "收到 received",
    "due": "期限 due",
    "clause": "条款 clause",
    "overdue": "超期 overdue",
    "title": "摘要 title",
}
BREACH_COLUMNS = {
    "number": "登记号 number",
    "external_id": "来源号 external id",
    "clause": "条款 clause",
    "entry": "事项 duty",
    "holder": "责任 holder",
    "due": "期限 due",
    "ended": "完成 done",
    "detail": "说明 detail",
}
TITLES = {
    "register": "台账 register",
    "open": "未办结 open",
    "overdue": "超期 overdue",
    "due-soon": "即将到期 due soon",
    "breaches": "违反期限和规定 breaches",
}


@click.command("list")
@click.argument("what", type=click.Choice(tuple(TITLES)))
@office_option
@time_options
@click.option("--unit", help="only this unit")
@click.option("--channel", help="only this channel: letter, visit, call, online, fax")
@click.option("--days", type=click.IntRange(1, 366), default=5, show_default=True, help="of due-soon: within")
@format_option
def listed(what: str, office: str, unit: str | None, channel: str | None, days: int, kind: str, **when: Any) -> None:
    """List petitions: register, open, overdue, due-soon; or breaches, which stay for ever.

    It counts what was known at --position (or --as-of) and had happened by --on.
    """
    with opened() as instance:
        asked = asked_by_console(instance, office, **when)
        with instance.pool.connection() as connection:
            if what == "breaches":
                rows = [breach_row(row) for row in duties.all_breaches(connection, asked, {"holder": unit})]
            else:
                filters = {"unit": unit, "channel": channel}
                found = register.whole(connection, asked, what, filters, soon=asked.within(days))
                rows = [petition_row(row) for row in found]
    columns = BREACH_COLUMNS if what == "breaches" else COLUMNS
    print_rows(kind, rows, columns, f"{TITLES[what]}：{basis(asked)}")


def petition_row(listed: register.Listed) -> Mapping[str, Any]:
    """A row of the register with `received` and `due` (day or instant) in one word each."""
    row = asdict(listed)
    day, at = row.pop("due_on"), row.pop("due_at")
    return {**row, "received": row.pop("received_on"), "due": at if at is not None else day}


def breach_row(breach: duties.BreachListed) -> Mapping[str, Any]:
    row = asdict(breach)
    day, at = row.pop("due_on"), row.pop("due_at")
    return {**row, "ended": row.pop("ended_on"), "due": at if at is not None else day}
