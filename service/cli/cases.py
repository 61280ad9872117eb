"""`zhuoluo show`: one petition, what is owed and why until then, and all that happened to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, tzinfo
from typing import Any

import click
import msgspec
from msgspec.structs import asdict

from domain.dues import lapsed
from domain.duty import Duty
from domain.events import Event, Line
from domain.values import Moment
from domain.words import FIELDS
from projections.status import status
from service.cli import on_record
from service.cli.arguments import asked_by_console, basis, office_option, time_options
from service.cli.opening import opened
from service.cli.printing import JSON, as_json, format_option, output, table
from service.codes import Coded
from service.readmodels import needs
from service.readmodels import petition as petitions
from service.readmodels.matters import Trips
from service.readmodels.petition import Case, Owed, breaches_of

DUTIES = {
    "clause": "条款 clause",
    "rule": "事项 duty",
    "holder": "责任 holder",
    "due": "期限 due",
    "state": "状态 state",
    "why": "依据 why",
}
HISTORY = {
    "version": "#",
    "event": "事件 event",
    "occurred": "发生 occurred",
    "recorded": "记录 recorded",
    "who": "经办 who",
    "position": "位置 position",
    "said": "内容 said",
}

UNSHOWN = {"id", "type", "series", "period", "pattern"}
"""What a table leaves out and JSON shows."""


@click.command("show")
@click.argument("number")
@office_option
@time_options
@format_option
def show(number: str, office: str, kind: str, **when: Any) -> None:
    """Show a petition by its register number, its id, or the id of its source."""
    with opened() as instance:
        asked = asked_by_console(instance, office, **when, needs=needs.PETITION)
        case = petitions.case(instance, asked, petitions.seen(instance, asked, number))
        said = _said(case, asked.office.zone, asked.on.day)
        shown = case.petition
        on_record.shown(instance, office, shown.id, version=shown.version, position=asked.position)
        if kind == JSON:
            click.echo(as_json({"office": office, "position": asked.position, "on": asked.on.day, **said}))
        else:
            _print(said, basis(asked))


def _said(case: Case, zone: tzinfo, on: date) -> dict[str, Any]:
    petition = case.petition
    received = petition.received
    assert received is not None  # noqa: S101 - a case was received
    return {
        "petition": petition.id,
        "number": petition.number,
        "external_id": received.external_id,
        "state": status(petition),
        "open": petition.open,
        "unit": petition.routing.holder or petition.routing.on_the_way_to,
        "received": _moment(petition.received_at, zone),
        "channel": received.channel,
        "details": petition.details,
        "codes": case.codes,
        "joined": petition.joined,
        "joiners": petition.joiners,
        "trips": case.trips,
        "duties": [_duty(owed, zone, on) for owed in case.owed],
        "history": [_line(line, zone) for line in case.lines],
    }


def _duty(owed: Owed, zone: tzinfo, on: date) -> dict[str, Any]:
    duty, end = owed.duty, owed.duty.end
    late = end is not None and end.late and duty.opened.nature == "duty"
    return {
        "entry": duty.key.id,
        "clause": duty.opened.clause,
        "rule": owed.rule,
        "nature": duty.opened.nature,
        "holder": duty.holder,
        "due": duty.due.at or duty.due.effective,
        "state": f"{end.kind} {_moment(end.moment, zone)}" if end else _open_or_lapsed(duty, on),
        "overdue": owed.overdue,
        "late": late,
        "why": [{"zh": because.zh, "en": because.en} for because in owed.why],
    }


def _open_or_lapsed(duty: Duty, on: date) -> str:
    """A right that nobody used in its time has lapsed; a duty stays open until it is done."""
    return "lapsed" if lapsed(duty, on) else "open"


def _line(line: Line, zone: tzinfo) -> dict[str, Any]:
    return {
        "version": line.version,
        "position": line.position,
        "event": type(line.event).__name__,
        "occurred": _moment(line.occurred, zone),
        "recorded": line.recorded_at.astimezone(zone) if line.recorded_at else None,
        "who": " ".join(filter(None, (line.actor.unit, line.actor.name, line.actor.post))),
        "said": _words(line.event),
        "breaches": [asdict(breach) for breach in breaches_of(line)],
    }


def _words(event: Event) -> dict[str, Any]:
    """What an event says, without what it leaves unsaid and without the duties that a correction reckons anew."""
    said: dict[str, Any] = msgspec.to_builtins(event)
    return {name: value for name, value in said.items() if name not in {"type", "recomputed"}}


def _moment(moment: Moment | None, zone: tzinfo) -> str:
    """In the time of the office, in which its days are told."""
    if moment is None:
        return ""
    return moment.at.astimezone(zone).isoformat(" ", "seconds") if moment.at else moment.day.isoformat()


def _print(said: Mapping[str, Any], title: str) -> None:
    heading = f"{said['number'] or said['petition']}  {said['state']}  {said['unit']}  {said['details'].title or ''}"
    received = f"收到 received {said['received']}，{said['channel']}{_repeated(said['trips'])}"
    click.echo(f"{heading}\n{received}\n{_coded(said['codes'])}{_linked(said)}{title}\n")
    duties = [{**duty, "state": _judged(duty), "why": _because(duty)} for duty in said["duties"]]
    output().print(table(duties, DUTIES, "限时事项 duties"))
    history = [
        {**line, "recorded": f"{line['recorded']:%Y-%m-%d %H:%M:%S}", "said": _shortly(line)}
        for line in said["history"]
    ]
    output().print(table(history, HISTORY, "经过 history"))


def _coded(codes: Sequence[Coded]) -> str:
    """The codes in words, on a line of their own; nothing where there is none."""
    line = "  ".join(f"{FIELDS[each.field]} {_named(each)}" for each in codes)
    return f"{line}\n" if line else ""


def _named(said: Coded) -> str:
    above = f"{said.above} › " if said.above else ""
    return f"{above}{said.zh}（{said.code}）"


def _repeated(trips: Trips) -> str:
    """How often somebody wrote, called or came in this matter; nothing where this was the only time."""
    times = (
        f"，本事项共 {trips.petitions} 件，来访 {trips.visits} 次 petitions {trips.petitions}, visits {trips.visits}"
    )
    return times if trips.petitions > 1 else ""


def _linked(said: Mapping[str, Any]) -> str:
    """To which petition it is joined, and which are joined to it."""
    lines = []
    if said["joined"]:
        lines.append(f"关联首件 joined to {said['joined']}\n")
    if said["joiners"]:
        lines.append(f"关联至本件 joined to it {', '.join(map(str, said['joiners']))}\n")
    return "".join(lines)


def _judged(duty: Mapping[str, Any]) -> str:
    marks = {"overdue": "超期 overdue", "late": "迟 late"}
    return " ".join([duty["state"], *(words for name, words in marks.items() if duty[name])])


def _because(duty: Mapping[str, Any]) -> str:
    return "；".join(because["zh"] for because in duty["why"])


def _shortly(line: Mapping[str, Any]) -> str:
    breached = [f"!{breach['clause']} {breach['detail']}" for breach in line["breaches"]]
    return "  ".join([in_short(line["said"]), *breached])


def in_short(value: Any) -> str:
    """A value of JSON in one line for people."""
    match value:
        case dict():
            said = ((name, in_short(inner)) for name, inner in value.items() if name not in UNSHOWN)
            return "  ".join(f"{name}={words}" for name, words in said if words)
        case list() | tuple():
            return "、".join(map(in_short, value))
        case None | bool():
            return {True: "yes", False: "no", None: ""}[value]
        case _:
            return str(value)
