"""`zhuoluo exchange`: matters go to other offices and come from them, within this installation, by HTTP or on media."""

from __future__ import annotations

from functools import reduce
from pathlib import Path
from typing import Any

import click
from msgspec.structs import asdict

from domain.access import CONSOLE
from domain.partners import RELATIONS
from service.cli import on_record
from service.cli.arguments import as_option, asked_by_console, office_option
from service.cli.opening import VIA, opened, operator
from service.cli.printing import as_json, format_option, in_zone, note, print_facts, print_rows, write_file
from service.readmodels import needs
from service.readmodels import petition as petitions
from service.runtime import Instance
from service.transfers import channels, following, listing, naming, passing, running
from service.transfers.naming import Said

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
PARTNERS = {
    "office": "机构 office",
    "partner": "交换机构 partner",
    "name": "名称 name",
    "unit": "单位 unit",
    "relation": "关系 relation",
    "way": "方式 way",
    "waiting": "待回执 waiting",
    "heard_at": "最近收到 heard",
    "failures": "失败 failures",
    "reason": "原因 why",
    "next_at": "重试 next",
}
ENTRIES = {
    "direction": "方向 direction",
    "partner": "交换机构 partner",
    "what": "内容 what",
    "number": "编号 number",
    "title": "摘要 title",
    "state": "状态 state",
    "recorded_at": "时间 recorded",
    "position": "位置 position",
    "answered": "回执位置 receipt",
    "declined": "不予接收 declined",
}
REFUSALS = {
    "partner": "来自 from",
    "why": "代码 why",
    "zh": "原因",
    "en": "reason",
    "times": "次数 times",
    "refused_at": "时间 refused",
}
STAGES = {
    "office": "机构 office",
    "number": "编号 number",
    "own_position": "位置 position",
    "own_event": "事件 event",
    "what": "内容 what",
    "partner": "引证机构 cites",
    "position": "对方位置 at",
    "leaf": "叶哈希 leaf",
    "verdict": "核对 verdict",
}
reason_option = click.option("--reason", required=True, help="why 理由")


@click.group("exchange", invoke_without_command=True)
@click.pass_context
def exchange(context: click.Context) -> None:
    """机构间交换: matters are assigned, forwarded, returned, reported between offices, each moved exactly once.

    Without a command: the offices exchanged with, how each stands, and what waits for its acknowledgement.
    """
    if context.invoked_subcommand is None:
        context.invoke(partners, office=None, kind="table")


@exchange.command("partners")
@click.option("--office", "-o", metavar="ID", help="only those of this office")
@format_option
def partners(office: str | None, kind: str) -> None:
    """List the offices exchanged with, how each is reached, and what waits or fails."""
    with opened() as instance:
        offices = instance.offices.ids() if office is None else [office]
        rows = [_partner(instance, each, row) for each in offices for row in listing.partners(instance, each)]
    print_rows(kind, rows, PARTNERS, "交换机构 offices exchanged with")


def _partner(instance: Instance, office: str, row: listing.PartnerListed) -> dict[str, Any]:
    shown = in_zone(asdict(row), instance.offices.get(office).zone)
    return {"office": office, **shown, "reason": f"{row.zh} {row.en}".strip()}


@exchange.command("card")
@office_option
@click.option("--out", "file", type=NEW_FILE, help="write the card there; else it is printed")
def card(office: str, file: Path | None) -> None:
    """交换名片: the file by which another office names this one: its keys. Compare the fingerprint by telephone."""
    with opened() as instance:
        made = naming.card(instance, office)
    text = as_json(made)
    if file is None:
        click.echo(text)
    else:
        write_file(file, f"{text}\n".encode())
    note(f"指纹 fingerprint: {made.fingerprint}")


@exchange.command("add")
@click.argument("file", type=FILE, required=False)
@click.option("--local", metavar="ID", help="an office of this installation, without a card")
@click.option(
    "--relation", required=True, type=click.Choice(RELATIONS), help="whether it stands above, below or beside"
)
@click.option("--unit", default="", help="the unit that stands for it here; else its name")
@click.option("--url", default="", help="where packages are posted: https://…/api/v1/offices/ID/exchange/packages")
@office_option
@reason_option
@as_option
@format_option
def add(file: Path | None, local: str | None, office: str, name: str | None, kind: str, **said: str) -> None:
    """指定交换机构: what is sent to its unit from here on goes to that office. Said again, it is as said now."""
    if (file is None) == (local is None):
        raise click.UsageError("give either the FILE of its card or --local ID (名片文件与 --local 须择一)")
    with opened() as instance:
        shown = naming.read(file.read_bytes()) if file else naming.card(instance, str(local))
        event = naming.name(instance, office, shown, Said(**said), operator(name), VIA)
    print_facts(kind, {"partner": event.partner, "unit": event.unit, "fingerprint": shown.fingerprint})


@exchange.command("dismiss")
@click.argument("partner")
@office_option
@reason_option
@as_option
@format_option
def dismiss(partner: str, office: str, reason: str, name: str | None, kind: str) -> None:
    """撤销交换机构: nothing goes there any more, and nothing that it sends is taken."""
    with opened() as instance:
        known = passing.partner_of(instance, office, partner)
        naming.dismiss(instance, office, known.office, reason, operator(name), VIA)
    print_facts(kind, {"dismissed": known.office})


@exchange.command("send")
@office_option
@click.option("--to", "partner", required=True, help="the office that it goes to, by id, name or unit")
@click.option("--out", "file", type=NEW_FILE, help="write a package for a medium there; else it is passed on at once")
@click.option("--again", is_flag=True, help="everything once more, whatever the other office is known to have")
@format_option
def send(office: str, partner: str, file: Path | None, again: bool, kind: str) -> None:  # noqa: FBT001 - click's way
    """发送: pass on what waits for an office, over HTTP or within this installation, or write it as a package."""
    with opened() as instance:
        known = passing.partner_of(instance, office, partner)
        if again:
            with instance.pool.connection() as connection:
                channels.forget(connection, office, known.office)
        if file is not None:
            write_file(file, passing.package(instance, office, known, limit=1000))
            return
        later = running.run(instance, office, known.office)
        waiting = [each for each in listing.partners(instance, office) if each.partner == known.office]
    print_facts(kind, {"partner": known.office, "waiting": waiting[0].waiting, "tried_again": later})


@exchange.command("receive")
@click.argument("file", type=FILE)
@office_option
@click.option("--answer", type=NEW_FILE, help="write the package with the receipts there, to be carried back")
@format_option
def receive(file: Path, office: str, answer: Path | None, kind: str) -> None:
    """接收: take a package from a medium; what was taken before changes nothing."""
    with opened() as instance:
        partner, took = passing.accept(instance, office, file.read_bytes())
        if answer is not None:
            write_file(answer, passing.package(instance, office, partner, limit=1000))
    facts = {"from": partner.office, "taken": took.taken, "repeated": took.repeated, "declined": took.declined}
    print_facts(kind, facts)


def listed(which: str, title: str) -> click.Command:
    """A command that lists entries of the exchange book."""

    def run(office: str, kind: str) -> None:
        with opened() as instance:
            asked = asked_by_console(instance, office, None, None, None, needs=needs.REGISTER)
            rows = [asdict(each) for each in listing.entries(instance, asked, which).rows]
            on_record.listed(instance, asked, "exchange", {"which": which}, rows)
            zone = asked.office.zone
        print_rows(kind, [in_zone(row, zone) for row in rows], ENTRIES, title)

    words = {
        "pending": "待回执: what went out and was not acknowledged yet.",
        "all": "交换台账: what went to other offices and came from them, the newest first.",
    }
    run.__doc__ = words[which]
    return reduce(lambda made, option: option(made), (format_option, office_option), click.command()(run))


exchange.add_command(listed("pending", "待回执 waiting for acknowledgement"), "pending")
exchange.add_command(listed("all", "交换台账 exchange book"), "list")


@exchange.command("refusals")
@office_option
@format_option
def refusals(office: str, kind: str) -> None:
    """拒收记录: packages that were not taken, and why."""
    with opened() as instance:
        rows = [asdict(each) for each in listing.refusals(instance, office)]
    print_rows(kind, rows, REFUSALS, "拒收记录 what was refused")


@exchange.command("follow")
@click.argument("number")
@office_option
@format_option
def follow(number: str, office: str, kind: str) -> None:
    """跨机构追踪: a matter in every office that it went to and is here, and what the logs cite of each other."""
    with opened() as instance:
        asked = asked_by_console(instance, office, None, None, None, needs=needs.PETITION)
        petition = petitions.seen(instance, asked, number)
        stages = following.follow(instance, CONSOLE, office, petition)
        on_record.shown(instance, office, petition, action="petition", fields=(), position=asked.position)
    rows = [
        {"office": stage.office, "number": stage.number, "petition": stage.petition, **asdict(each)}
        for stage in stages
        for each in stage.citations
    ]
    print_rows(kind, rows, STAGES, "跨机构追踪 across offices")
