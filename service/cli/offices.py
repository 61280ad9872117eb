"""`zhuoluo office`, `calendar` and `clock`: what an office is made of and goes by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from domain import office as o
from service.calendars import load_calendar
from service.cli import codes, moving, organisation, papers, receptions, reminders
from service.cli.arguments import Instant, as_option, office_option
from service.cli.opening import VIA, opened, operator
from service.cli.printing import format_option, print_facts, print_rows
from service.clocks import accept_clock
from service.offices import KnownOffice
from service.runtime import Instance

COLUMNS = {
    "id": "代码 id",
    "name": "名称 name",
    "rulebook": "规则 rulebook",
    "time_zone": "时区 time zone",
    "time": "时间 time",
    "position": "位置 position",
}


@click.group()
def office() -> None:
    """机构: make an office, list the offices, say who is who in one, publish its rulebook, hand over a desk."""


for command in (
    organisation.organised,
    organisation.published,
    organisation.handed_over,
    codes.codes,
    reminders.reminded,
    reminders.reminded_of_periods,
    reminders.left,
    receptions.receptions_of,
    receptions.appointments_of,
    papers.checklists_of,
    papers.analyses_of,
    *moving.COMMANDS,
):
    office.add_command(command)


@office.command("create")
@click.argument("identity", metavar="ID")
@click.option("--name", "title", required=True, help="its name")
@click.option("--rulebook", required=True, help="id of the rulebook it goes by: plain, S1, R5 …")
@click.option("--time-zone", default="Asia/Shanghai", show_default=True)
@click.option("--replayed", is_flag=True, help="times of recording come from the commands: for demos and scenarios")
@click.option("--at", type=Instant(), help="when it was made; needed with --replayed, forbidden without")
@click.option("--role", "roles", multiple=True, metavar="ROLE=WHO", help="who fills a role of the rulebook")
@as_option
@format_option
def create(
    identity: str,
    title: str,
    rulebook: str,
    time_zone: str,
    replayed: bool,  # noqa: FBT001 - click hands flags over like this
    at: datetime | None,
    **more: Any,
) -> None:
    """Make an office with the newest version of a rulebook."""
    if replayed != (at is not None):
        message = "--replayed and --at go together"
        raise click.UsageError(message)
    made = o.OfficeCreated(
        id=identity,
        name=title,
        time_zone=time_zone,
        time="replayed" if replayed else "live",
        roles=_roles(more["roles"]),
    )
    with opened() as instance:
        now = at or datetime.now(UTC)
        known = instance.offices.create(made, rulebook, operator(more["name"]), now, VIA, at=at)
        print_facts(more["kind"], _said(instance, known))


@office.command("list")
@format_option
def listed(kind: str) -> None:
    """List all offices with their rulebooks and the size of their logs."""
    with opened() as instance:
        rows = [_said(instance, instance.offices.get(identity)) for identity in instance.offices.ids()]
    print_rows(kind, rows, COLUMNS, "机构 offices")


@click.group()
def calendar() -> None:
    """日历: published holidays; the calendar of a person, and its secret link."""


@calendar.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@office_option
@as_option
@format_option
def load(file: Path, office: str, name: str | None, kind: str) -> None:
    """Load a published year (holiday-cn JSON) into an office; dates that were provisional are reckoned again."""
    with opened() as instance:
        loaded = load_calendar(instance, office, file.read_bytes(), operator(name), VIA)
        print_facts(kind, {"office": office, "year": loaded.year, "recomputed": loaded.recomputed})


@click.group()
def clock() -> None:
    """时钟: when writing was refused because a clock had jumped."""


@clock.command("accept")
@office_option
@click.option("--reason", required=True, help="why the clock is accepted as it stands")
@as_option
@format_option
def accept(office: str, reason: str, name: str | None, kind: str) -> None:
    """Accept this computer's clock for an office; that is an event of the office."""
    with opened() as instance:
        written = accept_clock(instance, office, reason, operator(name), VIA)
        print_facts(kind, {"office": office, "position": written.first})


def _roles(given: Iterable[str]) -> Mapping[str, str]:
    roles = {}
    for text in given:
        role, equals, who = text.partition("=")
        if not (role.strip() and equals and who.strip()):
            message = f"{text!r} is not ROLE=WHO"
            raise click.BadParameter(message, param_hint="--role")
        roles[role.strip()] = who.strip()
    return roles


def _said(instance: Instance, known: KnownOffice) -> dict[str, Any]:
    created = known.state.created
    assert created is not None  # noqa: S101 - known offices were created
    return {
        "id": created.id,
        "name": created.name,
        "rulebook": ", ".join(book.reference for book in known.state.books),
        "time_zone": created.time_zone,
        "time": created.time,
        "roles": dict(known.state.roles),
        "position": instance.ledger.head(created.id).size,
    }
