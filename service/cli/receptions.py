"""`zhuoluo office receptions` and `appointments`: who receives when, and what came of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click
import msgspec

from domain.calendar import RestDay
from domain.reception_calendar import APPOINTMENTS, ReceptionDay, ReceptionMonth, ReceptionPeriod
from domain.wellformed import YEARS
from service.cli import on_record
from service.cli.arguments import asked_by_console, basis, time_options
from service.cli.opening import opened
from service.cli.printing import JSON, format_option, print_facts, print_rows
from service.readmodels import needs, receptions

WEEKDAYS = "一二三四五六日"
SAID = {
    "": "",
    "moved": "顺延 moved",
    "skipped": "停一次 skipped",
    "kept": "照常 kept",
    "unscheduled": "另定 unscheduled",
    "held": "已接待 held",
    "missed": "无记录 missed",
    "coming": "未到 coming",
}
DAYS = {
    "day": "日期 day",
    "reception": "接待 reception",
    "moved": "节假日 rest days",
    "sits": "接待人 sits",
    "standing": "情况 standing",
    "present": "到场 present",
    "missing": "违反 breaches",
    "matters": "事项 matters",
}
MADE = {
    "appointed_on": "日期 day",
    "part": "时段 part",
    "leader": "领导 leader",
    "number": "登记号 number",
    "standing": "情况 standing",
    "ended_on": "办结日 ended",
    "made_on": "约定日 made",
}


class Month(click.ParamType[date]):
    """2026-02; its first day."""

    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            found = datetime.strptime(str(value), "%Y-%m").date()  # noqa: DTZ007 - a month has no time zone
        except ValueError:
            found = None
        if found is None or found.year not in YEARS:
            self.fail(f"{value!r} is no month such as 2026-02 (月份须为 YYYY-MM)", param, ctx)
        return found


@click.command("receptions")
@click.argument("identity", metavar="OFFICE")
@click.option("--month", type=Month(), metavar="YYYY-MM", help="that of the day judged on, if not given")
@time_options
@format_option
def receptions_of(identity: str, month: date | None, kind: str, **when: Any) -> None:
    """接待日历: the receptions of a month by the rules: who sits, gaps, who was there, matters, appointments."""
    with opened() as instance:
        asked = asked_by_console(instance, identity, **when, needs=needs.REGISTER)
        of = month or asked.on.day
        found = receptions.month(instance, asked, of.year, of.month)
        made = [msgspec.structs.asdict(each) for each in found.appointments]
        on_record.listed(instance, asked, "receptions", {"month": f"{of:%Y-%m}"}, made)
    if kind == JSON:
        print_facts(kind, _facts(of, found))
        return
    rows = [*map(_day, found.days), *map(_period, found.periods)]
    print_rows(kind, rows, DAYS, f"接待日历 receptions {of:%Y-%m}：{basis(asked)}")
    if found.gaps:
        click.echo(f"无人接待 nobody sits: {'、'.join(map(str, found.gaps))}")
    if found.appointments:
        print_rows(kind, [msgspec.to_builtins(each) for each in found.appointments], MADE, "预约接待 appointments")


@click.command("appointments")
@click.argument("identity", metavar="OFFICE")
@click.option("--month", type=Month(), metavar="YYYY-MM", help="those for days of this month only")
@click.option("--standing", type=click.Choice(APPOINTMENTS), help="only those of which this came: missed, …")
@time_options
@format_option
def appointments_of(identity: str, month: date | None, standing: str | None, kind: str, **when: Any) -> None:
    """预约接待: the appointments with leaders, and what came of each; --standing missed lists those not kept."""
    with opened() as instance:
        asked = asked_by_console(instance, identity, **when, needs=needs.REGISTER)
        found = receptions.made(instance, asked, month, standing or "")
        filters = {"month": f"{month:%Y-%m}" if month else None, "standing": standing}
        on_record.listed(instance, asked, "appointments", filters, map(msgspec.structs.asdict, found))
    print_rows(kind, [msgspec.to_builtins(each) for each in found], MADE, f"预约接待 appointments：{basis(asked)}")


def _facts(of: date, found: ReceptionMonth) -> dict[str, Any]:
    said: dict[str, Any] = msgspec.to_builtins(found)
    return {"month": f"{of:%Y-%m}", **said, "gaps": found.gaps, "missed": found.missed}


def _day(each: ReceptionDay) -> dict[str, Any]:
    names = [name for held in each.held for name in (held.presided_by, *held.attendance)]
    by = [f"{held.presided_by}受{held.delegated_by}委托" for held in each.held if held.delegated_by]
    return {
        "day": f"{each.day} {WEEKDAYS[each.day.weekday()]}{'（暂定）' if each.provisional else ''}",
        "reception": each.zh or each.schedule,
        "moved": " ".join(filter(None, (SAID[each.said], _why(each)))),
        "sits": "缺 gap" if each.gap else each.sits,
        "standing": SAID[each.standing],
        "present": "、".join([*by, *dict.fromkeys(names)]),
        "missing": "、".join(breach.detail for held in each.held for breach in held.breaches),
        "matters": "、".join(matter.number or str(matter.petition) for matter in each.matters),
    }


def _why(each: ReceptionDay) -> str:
    """The rest day in question, and from which day it was moved."""
    names: tuple[RestDay, ...] = each.why[:1]
    return " ".join(f"{rest.day}{rest.name}" for rest in names)


def _period(each: ReceptionPeriod) -> dict[str, Any]:
    return {
        "day": f"{each.first} – {each.last}",
        "reception": each.zh or each.schedule,
        "moved": "",
        "sits": "",
        "standing": SAID[each.standing],
        "present": "、".join(map(str, each.held)),
        "missing": "",
        "matters": "",
    }
