"""`zhuoluo office reminders` and `orphaned`: what nobody of an office should overlook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from domain.reminding import DUE_SOON, ORPHANED, OVERDUE
from service.cli.arguments import asked_by_console, basis, time_options
from service.cli.lists import DUTY_COLUMNS, owed_row, with_due
from service.cli.opening import opened
from service.cli.printing import format_option, print_rows
from service.readmodels import paging, reminders
from service.readmodels.orphaned import orphaned

COLUMNS = {
    "recipient": "提醒对象 recipient",
    "why": "原因 why",
    "number": "登记号 number",
    "clause": "条款 clause",
    "entry": "事项 duty",
    "holder": "责任 holder",
    "due": "期限 due",
    "goes_out_at": "发出 went out",
    "title": "摘要 title",
}


@click.command("reminders")
@click.argument("identity", metavar="OFFICE")
@click.option("--recipient", help="only those of this person or unit")
@click.option("--why", type=click.Choice((DUE_SOON, OVERDUE, ORPHANED)), help="only for this reason")
@time_options
@format_option
def reminded(identity: str, recipient: str | None, why: str | None, kind: str, **when: Any) -> None:
    """提醒: what ends soon, has ended, or is owed by somebody who has left, as reminded in the hours of the office."""
    with opened() as instance:
        asked = asked_by_console(instance, identity, **when)
        filters = {"recipient": recipient, "why": why}

        with instance.pool.connection() as connection:
            rows = [
                with_due(row)
                for row in paging.whole(
                    lambda cursor: reminders.reminders(
                        connection, asked, filters, limit=paging.WHOLE_LIST, cursor=cursor
                    )
                )
            ]
    print_rows(kind, rows, COLUMNS, f"提醒 reminders：{basis(asked)}")


@click.command("orphaned")
@click.argument("identity", metavar="OFFICE")
@time_options
@format_option
def left(identity: str, kind: str, **when: Any) -> None:
    """责任人已离任: open duties whose holder has left the office; `office handover` passes them on."""
    with opened() as instance:
        asked = asked_by_console(instance, identity, **when)
        with instance.pool.connection() as connection:
            rows: list[Mapping[str, Any]] = [owed_row(duty) for duty in orphaned(connection, asked)]
    print_rows(kind, rows, DUTY_COLUMNS, f"责任人已离任 holder has left：{basis(asked)}")
