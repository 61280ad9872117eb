"""`zhuoluo list`: the register and what is taken from it, as of any position and day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click
from msgspec import Struct
from msgspec.structs import asdict
from psycopg import Connection

from domain.vocabulary import CHANNELS
from service.cli import entered, on_record
from service.cli.arguments import asked_by_console, basis, office_option, time_options
from service.cli.opening import opened
from service.cli.printing import format_option, in_zone, print_rows
from service.readmodels import duties, needs, register
from service.readmodels.asking import SOON_DAYS, Question
from service.readmodels.register import Wanted

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
DUTY_COLUMNS = {
    "number": "登记号 number",
    "external_id": "来源号 external id",
    "clause": "条款 clause",
    "entry": "事项 duty",
    "holder": "责任 holder",
    "due": "期限 due",
    "overdue": "超期 overdue",
    "provisional": "暂定 provisional",
    "title": "摘要 title",
}
TITLES = {
    "register": "台账 register",
    "open": "未办结 open",
    "overdue": "超期 overdue",
    "due-soon": "即将到期 due soon",
    "duties": "未尽事项 duties owed",
    "lapsed": "期满失效的权利 lapsed rights",
    "breaches": "违反期限和规定 breaches",
    **entered.TITLES,
}
SHOWN = {"duties": DUTY_COLUMNS, "lapsed": DUTY_COLUMNS, "breaches": BREACH_COLUMNS, **entered.SHOWN}

NEEDED = {
    "duties": needs.DUTIES,
    "lapsed": needs.DUTIES,
    "breaches": needs.DUTIES,
    "entered-late": needs.ENTERED_LATE,
    "excused": needs.EXCUSED,
    "excused-by-person": needs.EXCUSED,
}
"""What the lists need that are not of the register."""


@click.command("list")
@click.argument("what", type=click.Choice(tuple(TITLES)))
@office_option
@time_options
@click.option("--unit", help="only this unit")
@click.option("--channel", type=click.Choice(CHANNELS), help="only this channel")
@click.option("--text", help="of lists of petitions: a part of the title, the number or the number of the source")
@click.option("--days", type=click.IntRange(1, 366), help=f"with due-soon: within so many; {SOON_DAYS} if not said")
@format_option
def listed(
    what: str,
    *,
    office: str,
    unit: str | None,
    channel: str | None,
    text: str | None,
    days: int | None,
    kind: str,
    **when: Any,
) -> None:
    """List petitions: register, open, overdue, due-soon; duties owed; or breaches, which stay for ever.

    A right that nobody used before its end is owed by nobody any more and stands in lapsed (期满失效的权利).

    For auditors: entered-late (迟补录, said to be in time, entered behind the end of the duty), excused (补录理由,
    entered with a reason why it had already been done) and excused-by-person; --unit is that of who entered it.

    It counts what was known at --position (or --as-of) and had happened by --on.
    """
    _refuse_unfit(what, channel=channel, text=text, days=days)
    with opened() as instance:
        usual = needs.REGISTER if text is None else needs.SEARCH
        asked = asked_by_console(instance, office, **when, needs=NEEDED.get(what, usual))
        with instance.pool.connection() as connection:
            filters = {"unit": unit, "channel": channel}
            found = list(_rows(connection, asked, what, filters, days or SOON_DAYS, Wanted(text=text)))
            rows = [in_zone(row, asked.office.zone) for row in found]
        if what not in entered.SUMS:
            on_record.listed(instance, asked, what, {**filters, "text": text, "days": days}, found)
    print_rows(kind, rows, SHOWN.get(what, COLUMNS), f"{TITLES[what]}：{basis(asked)}")


def _refuse_unfit(what: str, **said: object) -> None:
    """Raises UsageError for an option that the list does not have."""
    for name, value in said.items():
        fits = what == "due-soon" if name == "days" else what not in SHOWN
        if value is not None and not fits:
            message = f"--{name} does not go with {what}"
            raise click.UsageError(message)


def _rows(
    connection: Connection[Any],
    asked: Question,
    what: str,
    filters: Mapping[str, str | None],
    days: int,
    wanted: Wanted,
) -> Iterator[Mapping[str, Any]]:
    held = {"holder": filters["unit"]}
    match what:
        case "duties" | "lapsed":
            yield from map(owed_row, duties.all_open(connection, asked, what, held))
        case "breaches":
            yield from map(breach_row, duties.all_breaches(connection, asked, held))
        case _ if what in entered.TITLES:
            yield from entered.rows(connection, asked, what, filters["unit"])
        case _:
            found = register.whole(connection, asked, what, filters, soon=asked.within(days), wanted=wanted)
            yield from map(petition_row, found)


def petition_row(listed: register.Listed) -> Mapping[str, Any]:
    """A row of the register with `received` and `due` (day or instant) in one word each."""
    row = with_due(listed)
    return {**row, "received": row.pop("received_on")}


def owed_row(owed: duties.DutyListed) -> Mapping[str, Any]:
    row = with_due(owed)
    return {**row, "opened": row.pop("opened_on")}


def breach_row(breach: duties.BreachListed) -> Mapping[str, Any]:
    row = with_due(breach)
    return {**row, "ended": row.pop("ended_on")}


def with_due(listed: Struct) -> dict[str, Any]:
    """The row with `due` for its day or instant."""
    row = asdict(listed)
    day, at = row.pop("due_on"), row.pop("due_at")
    return {**row, "due": at if at is not None else day}
