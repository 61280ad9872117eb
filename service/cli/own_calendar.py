"""`zhuoluo calendar feed`, `links` and `revoke`: the calendar of one person, and the secret links of calendars."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from msgspec.structs import asdict

from service.cli import on_record
from service.cli.arguments import office_option
from service.cli.opening import opened
from service.cli.printing import format_option, in_zone, print_facts, print_rows
from service.own_calendar.asking import calendar
from service.own_calendar.fetching import NAME
from service.own_calendar.writing import written
from service.readmodels.asking import today
from service.runtime import Instance
from service.signin import accounts, calendar_links
from service.web.language import EN, ZH

COLUMNS = {"login": "用户名 login", "person": "姓名 person", "made_at": "生成 made", "used_at": "最近获取 fetched"}


@click.command("feed")
@click.argument("person")
@office_option
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="write to this file, else to the screen")
@click.option("--language", type=click.Choice((ZH, EN)), default=ZH, help="words of the entries")
def fed(person: str, office: str, out: Path | None, language: str) -> None:
    """Print the calendar (iCalendar) of a person of the office: open duties, receptions, as they may see them."""
    with opened() as instance:
        known = instance.offices.get(office)
        found = calendar(instance, known, instance.viewers.of(known, person, today(instance, known)), language)
        content = written(found)
        rows = [{"petition": each} for each in sorted(found.petitions)]
        on_record.listed(instance, found.asked, NAME, {"person": found.asked.viewer.person}, rows)
    if out is None:
        click.echo(content, nl=False)
    else:
        out.write_bytes(content)


@click.command("links")
@office_option
@format_option
def linked(office: str, kind: str) -> None:
    """Show who has a secret link of a calendar, since when, and when it was last fetched by."""
    with opened() as instance:
        rows = list(_rows(instance, office))
    print_rows(kind, rows, COLUMNS, "日历链接 calendar links")


def _rows(instance: Instance, office: str) -> list[dict[str, Any]]:
    known, zone = accounts.of_office(instance, office).accounts, instance.offices.get(office).zone
    found = calendar_links.links(instance, known)
    return [
        {"login": known[id_].login, "person": known[id_].person, **in_zone(asdict(link), zone)}
        for id_, link in sorted(found.items(), key=lambda each: known[each[0]].login)
    ]


@click.command("revoke")
@click.argument("login")
@office_option
@format_option
def revoked(login: str, office: str, kind: str) -> None:
    """Revoke the secret link of the calendar of an account; another one its owner makes."""
    with opened() as instance:
        known = accounts.found(instance, office, login)
        gone = calendar_links.revoke(instance, known.id)
    print_facts(kind, {"login": known.login, "revoked": gone})


COMMANDS = (fed, linked, revoked)
