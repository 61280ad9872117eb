"""`zhuoluo token`: tokens with which programs act for a unit."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import click

from domain.accounts import holds
from service.cli.arguments import Instant, as_option, office_option
from service.cli.opening import VIA, opened, operator
from service.cli.printing import format_option, note, print_facts, print_rows
from service.signin import accounts, machine

COLUMNS = {
    "name": "名称 name",
    "unit": "单位 unit",
    "scopes": "范围 scopes",
    "expires_at": "到期 expires",
    "holds": "有效 holds",
    "token": "编号 id",
}


@click.group("token")
def token() -> None:
    """机器令牌: a program acts with one for a unit, within scopes, until a day within a year."""


@token.command("issue")
@click.argument("called", metavar="NAME")
@office_option
@click.option("--unit", required=True, help="the unit that it acts for")
@click.option("--scope", "scopes", multiple=True, required=True, help="what it may do: read, write, figures")
@click.option("--expires", required=True, type=Instant(), help="until when, within a year")
@click.option("--reason", required=True, help="why 理由")
@as_option
@format_option
def issued(called: str, office: str, kind: str, **said: Any) -> None:
    """Issue a token and print it, this once."""
    event = machine.issuing(called, said["unit"], said["scopes"], said["expires"], said["reason"])
    with opened() as instance:
        made = machine.issue(instance, office, event, operator(said["name"]), VIA)
    print_facts(kind, {"id": str(made.id), "token": made.token})
    note("令牌只显示一次 shown once: send it as Authorization: Bearer …")


@token.command("revoke")
@click.argument("which", metavar="ID", type=click.UUID)
@office_option
@click.option("--reason", required=True, help="why 理由")
@as_option
@format_option
def revoked(which: UUID, office: str, reason: str, name: str | None, kind: str) -> None:
    """Revoke a token by its id, at once."""
    with opened() as instance:
        machine.revoke(instance, office, which, reason, operator(name), VIA)
    print_facts(kind, {"revoked": str(which)})


@token.command("list")
@office_option
@format_option
def listed(office: str, kind: str) -> None:
    """Show the tokens of an office, also those that hold no more."""
    now = datetime.now(UTC)
    with opened() as instance:
        known = accounts.mend(instance, office)
    rows = [
        {
            "token": str(each.token),
            "name": each.name,
            "unit": each.unit,
            "scopes": " ".join(each.scopes),
            "expires_at": each.expires_at,
            "holds": holds(known, each.token, now),
        }
        for each in known.tokens.values()
    ]
    print_rows(kind, rows, COLUMNS, "机器令牌 tokens")
