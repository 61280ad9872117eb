"""`zhuoluo office reminders`, `period-reminders` and `orphaned`: what nobody of an office should overlook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
from msgspec.structs import asdict

from domain.reminding import DUE_SOON, ORPHANED, OVERDUE
from service.cli import on_record
from service.cli.arguments import asked_by_console, basis, time_options
from service.cli.lists import DUTY_COLUMNS, owed_row, with_due
from service.cli.opening import opened
from service.cli.printing import TABLE, format_option, in_zone, print_rows
from service.readmodels import needs, paging, period_reminders, reminders
from service.readmodels.asking import Question
from service.readmodels.orphaned import orphaned
from service.runtime import Instance

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
PERIOD_COLUMNS = {
    "recipient": "提醒对象 recipient",
    "why": "原因 why",
    "period": "期间 period",
    "zh": "报告或检查 report or check",
    "clause": "条款 clause",
    "holder": "责任 holder",
    "due": "期限 due",
    "goes_out_at": "发出 went out",
}
PERIODS = "报告和检查的提醒 reminders of periods"


@click.command("reminders")
@click.argument("identity", metavar="OFFICE")
@click.option("--recipient", help="only those of this person or unit")
@click.option("--why", type=click.Choice((DUE_SOON, OVERDUE, ORPHANED)), help="only for this reason")
@time_options
@format_option
def reminded(identity: str, recipient: str | None, why: str | None, kind: str, **when: Any) -> None:
    """提醒: what ends soon, has ended, or is owed by somebody who has left, as reminded in the hours of the office.

    Below the table stand the reminders of reports and checks; for scripts `office period-reminders` gives those.
    """
    with opened() as instance:
        asked = asked_by_console(instance, identity, **when, needs=needs.DUTIES)
        filters = {"recipient": recipient, "why": why}
        with instance.pool.connection() as connection:
            rows = [
                in_zone(with_due(row), asked.office.zone)
                for row in paging.whole(
                    lambda cursor: reminders.reminders(
                        connection, asked, filters, limit=paging.WHOLE_LIST, cursor=cursor
                    )
                )
            ]
        of_periods = _of_periods(instance, asked, filters) if kind == TABLE else []
        on_record.listed(instance, asked, "reminders", filters, rows)
    print_rows(kind, rows, COLUMNS, f"提醒 reminders：{basis(asked)}")
    if of_periods:
        print_rows(kind, of_periods, PERIOD_COLUMNS, PERIODS)


@click.command("period-reminders")
@click.argument("identity", metavar="OFFICE")
@click.option("--recipient", help="only those of this person or unit")
@click.option("--why", type=click.Choice((DUE_SOON, OVERDUE)), help="only for this reason")
@time_options
@format_option
def reminded_of_periods(identity: str, recipient: str | None, why: str | None, kind: str, **when: Any) -> None:
    """报告和检查的提醒: reports of a period not submitted, days without their check, as reminded in office hours."""
    with opened() as instance:
        asked = asked_by_console(instance, identity, **when, needs=needs.NOTHING)
        rows = _of_periods(instance, asked, {"recipient": recipient, "why": why})
    print_rows(kind, rows, PERIOD_COLUMNS, f"{PERIODS}：{basis(asked)}")


def _of_periods(instance: Instance, asked: Question, filters: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    with instance.pool.connection() as connection:
        found = period_reminders.period_reminders(instance, connection, asked, filters)
    return [in_zone(_period_row(row), asked.office.zone) for row in found]


def _period_row(row: period_reminders.PeriodReminderListed) -> Mapping[str, Any]:
    said = asdict(row)
    due = said.pop("due_on")
    return {**said, "due": due}


@click.command("orphaned")
@click.argument("identity", metavar="OFFICE")
@time_options
@format_option
def left(identity: str, kind: str, **when: Any) -> None:
    """责任人已离任: open duties whose holder has left the office; `office handover` passes them on."""
    with opened() as instance:
        asked = asked_by_console(instance, identity, **when, needs=needs.DUTIES)
        with instance.pool.connection() as connection:
            rows: list[Mapping[str, Any]] = [
                in_zone(owed_row(duty), asked.office.zone) for duty in orphaned(connection, asked)
            ]
        on_record.listed(instance, asked, "orphaned-duties", {}, rows)
    print_rows(kind, rows, DUTY_COLUMNS, f"责任人已离任 holder has left：{basis(asked)}")
