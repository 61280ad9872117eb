"""`zhuoluo access`: who has read what, what was unusual, and the end of a year of such records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, tzinfo
from typing import Any

import click

from domain.access_record import PURPOSE_WORDS, AccessRecorded
from domain.unusual_reading import OFFICE_HOURS, Finding
from service.access.explaining import decision
from service.access.involvement import involvement
from service.access_log import asking, dropping, indexing
from service.access_log.asking import Shown
from service.access_log.dropping import Approved
from service.cli import on_record
from service.cli.arguments import Instant, as_option, asked_by_console, office_option
from service.cli.opening import VIA, opened, operator
from service.cli.printing import JSON, as_json, format_option, print_facts, print_rows
from service.readmodels import needs
from service.readmodels import petition as petitions

RECORDS = {
    "at": "时间 at",
    "person": "查阅人 who",
    "unit": "单位 unit",
    "via": "途径 via",
    "action": "操作 action",
    "what": "内容 what",
    "purpose": "目的 purpose",
    "outcome": "结果 outcome",
    "log": "日志 log",
    "position": "位置 position",
}
OF_PERSON = {**RECORDS, "petition": "信访件 petition"}
FINDINGS = {
    "rule": "规则 rule",
    "person": "查阅人 who",
    "petition": "信访件 petition",
    "zh": "情形",
    "en": "why",
    "records": "记录 records",
}
FEW = 5
"""Records of a finding that a table names; JSON names them all."""


class ByNumber(click.Group):
    """`access NUMBER` is `access petition NUMBER`, as it is asked most often."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands:
            args = ["petition", *args]
        return super().resolve_command(ctx, args)


class Clocked(click.ParamType[time]):
    """A local time of day: 08:00."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> time:
        try:
            return value if isinstance(value, time) else time.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no time of day such as 08:00", param, ctx)


def days(command: Any) -> Any:
    """Adds --from and --to, local days of the office, both included; else today."""
    for name, words in (("to", "last local day; today if not given"), ("from", "first local day; that of --to")):
        command = click.option(f"--{name}", f"{name}_", type=click.DateTime(["%Y-%m-%d"]), help=words)(command)
    return command


@click.group("access", cls=ByNumber)
def access() -> None:
    """查阅留痕: who has read a petition (`access NUMBER`), what somebody has read, and what was unusual."""


@access.command("petition")
@click.argument("number")
@click.option("--before", type=Instant(), help="only who was shown it before this instant")
@office_option
@format_option
def of_petition(number: str, before: datetime | None, office: str, kind: str) -> None:
    """Who has read a petition: when, what, why, allowed or refused, and the lists that it stood in."""
    with opened() as instance:
        asked = asked_by_console(instance, office, None, None, None, needs=needs.REGISTER)
        found = petitions.seen(instance, asked, number)
        read = asking.who_read(instance, office, found)
        on_record.shown(instance, office, found, action="readings", fields=("readings",))
        records = asking.who_had_read(instance, office, found, before) if before else read.records
    said = _rows(records, asked.office.zone)
    if kind == JSON:
        click.echo(as_json({"petition": found, "records": said, "long_lists": _rows(read.lists, asked.office.zone)}))
        return
    print_rows(kind, said, RECORDS, f"查阅记录 reads of {number}")
    if read.lists:
        title = "另可能列入以下长列表 it may have stood in these long lists too"
        print_rows(kind, _rows(read.lists, asked.office.zone), RECORDS, title)


@access.command("who")
@click.argument("number")
@click.option("--person", required=True, help="by the name in the office 机构内姓名")
@office_option
@format_option
def who(number: str, person: str, office: str, kind: str) -> None:
    """能否查阅: whether a person may see a petition today, and every reason against it."""
    with opened() as instance:
        asked = asked_by_console(instance, office, None, None, None, needs=needs.REGISTER)
        petition = petitions.seen(instance, asked, number)
        found = decision(instance, office, petition, person)
        on_record.shown(instance, office, petition, action="readings", fields=("relations",))
    print_facts(kind, {"person": person, "allowed": found.allowed, "reasons": list(found.reasons)})


@access.command("by")
@click.argument("person")
@days
@office_option
@format_option
def by_person(person: str, from_: datetime | None, to_: datetime | None, office: str, kind: str) -> None:
    """What a person has read, or tried to read."""
    with opened() as instance:
        zone = instance.offices.get(office).zone
        records = asking.by_person(instance, office, person, *_period(from_, to_, zone))
    print_rows(kind, _rows(records, zone), OF_PERSON, f"查阅记录 reads by {person}")


@access.command("unusual")
@days
@click.option("--begins", type=Clocked(), default=OFFICE_HOURS[0], help="when office hours begin; 08:00 if not given")
@click.option("--ends", type=Clocked(), default=OFFICE_HOURS[1], help="when office hours end; 18:00 if not given")
@office_option
@format_option
def unusual(from_: datetime | None, to_: datetime | None, begins: time, ends: time, office: str, kind: str) -> None:
    """异常查阅: what somebody should look at, by documented rules, with the records; computed now, stored nowhere."""
    with opened() as instance:
        first, last = _period(from_, to_, instance.offices.get(office).zone)
        stands = involvement(instance, office)
        found = asking.unusual(instance, office, first, last, hours=(begins, ends), involvement=stands)
    rows = [_finding(each, kind) for each in found]
    print_rows(kind, rows, FINDINGS, f"异常查阅 unusual reading {first} – {last}")


@access.command("reindex")
@office_option
def reindex(office: str) -> None:
    """Make the index of reads anew from the logs."""
    with opened() as instance:
        instance.offices.get(office)
        indexing.rebuild(instance.pool, office)


@access.command("drop")
@click.argument("office")
@click.argument("year", type=click.IntRange(1949, 9998))
@click.option("--approved-by", "approvers", multiple=True, required=True, help="who approves: two people, each named")
@click.option("--reason", required=True, help="why it is not kept any longer 销毁的依据")
@as_option
@format_option
def drop(office: str, year: int, approvers: tuple[str, ...], reason: str, name: str | None, kind: str) -> None:
    """销毁年度查阅日志: drop all records of a year that is over. It is on record, and the head of the log stays.

    Run again, it ends what was begun. It needs the login that owns the tables (ZHUOLUO_OWNER_URL).
    """
    with opened() as instance:
        done = dropping.drop(instance, office, year, Approved(approvers, reason), operator(name), VIA)
    print_facts(kind, {"office": office, "log": done.log, "events": done.size, "position": done.recorded})


def _period(first: datetime | None, last: datetime | None, zone: tzinfo) -> tuple[date, date]:
    ends = last.date() if last else datetime.now(zone).date()
    return (first.date() if first else ends), ends


def _rows(records: Iterable[Shown], zone: tzinfo) -> list[Mapping[str, Any]]:
    return [_row(each, zone) for each in records]


def _row(shown: Shown, zone: tzinfo) -> Mapping[str, Any]:
    event = shown.event
    outcome = "准 allowed" if event.allowed else "拒 refused"
    return {
        "log": shown.log,
        "position": shown.position,
        "at": shown.recorded_at.astimezone(zone),
        "person": event.reader.person,
        "unit": event.reader.unit,
        "posts": event.reader.posts,
        "via": event.via,
        "action": event.action,
        "petition": event.petition,
        "what": _what(event),
        "purpose": f"{PURPOSE_WORDS.get(event.purpose, '')} {event.purpose_text}".strip(),
        "allowed": event.allowed,
        "outcome": " ".join((outcome, *event.reasons)),
        "session": event.session,
        "from_network": event.from_network,
    }


def _what(event: AccessRecorded) -> str:
    if event.listed is None:
        return "、".join(event.fields)
    listed = event.listed
    return f"{listed.name} [{listed.filter}] {listed.count} 件"


def _finding(found: Finding, kind: str) -> Mapping[str, Any]:
    places: Sequence[str] = [f"{place.log}:{place.position}" for place in found.records]
    more = f" +{len(places) - FEW}" if len(places) > FEW else ""
    return {
        "rule": found.rule,
        "person": found.person,
        "petition": found.petition,
        "zh": found.zh,
        "en": found.en,
        "records": places if kind == JSON else ", ".join(places[:FEW]) + more,
    }
