"""`zhuoluo webhooks`: subscriptions, by which other systems are told of events; where each stands, and what fails."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any, TypeVar
from uuid import UUID

import click
from msgspec.structs import asdict

from domain import office as o
from domain.subscriptions import EVENTS, Wanted
from domain.vocabulary import CHANNELS
from service.cli.arguments import as_option, office_option
from service.cli.opening import VIA, opened, operator
from service.cli.printing import format_option, in_zone, note, print_facts, print_rows
from service.feeds import listing, subscribing
from service.runtime import Instance

F = TypeVar("F", bound=Callable[..., Any])

COLUMNS = {
    "office": "机构 office",
    "name": "名称 name",
    "standing": "状态 standing",
    "after": "位置 after",
    "behind": "未处理 behind",
    "failures": "失败 failures",
    "why": "原因 why",
    "failing_since": "失败起 since",
    "next_at": "重试 next",
    "delivered_at": "最近送达 delivered",
    "url": "接收地址 url",
    "subscription": "编号 id",
}
SHOWN_ONCE = "密钥只显示一次 shown once: the receiver checks webhook-signature with it (Standard Webhooks)"
reason_option = click.option("--reason", required=True, help="why 理由")
after_option = click.option(
    "--after", type=click.IntRange(min=0), help="behind this position of the log; else from now on, or where it stands"
)


@click.group("webhooks", invoke_without_command=True)
@click.pass_context
def webhooks(context: click.Context) -> None:
    """事件推送: events of petitions go to other systems, signed, in order, until they are taken.

    Without a command: the subscriptions of all offices, where each stands, and what is wrong with those that fail.
    """
    if context.invoked_subcommand is None:
        context.invoke(listed, office=None, kind="table")


@webhooks.command("list")
@click.option("--office", "-o", metavar="ID", help="only those of this office")
@format_option
def listed(office: str | None, kind: str) -> None:
    """List the subscriptions, where each stands, and what is wrong with those that fail."""
    with opened() as instance:
        offices = instance.offices.ids() if office is None else [office]
        rows = [_row(instance, each, row) for each in offices for row in listing.listed(instance, each)]
    print_rows(kind, rows, COLUMNS, "事件订阅 subscriptions")


def _row(instance: Instance, office: str, row: listing.Listed) -> dict[str, Any]:
    shown = in_zone(asdict(row), instance.offices.get(office).zone)
    why = f"{row.zh} {row.en}" if row.why else ""
    return {"office": office, **shown, "why": why}


def said_options(command: F) -> F:
    """Adds what is said of a subscription when it is named or changed."""
    options = (
        office_option,
        click.option("--url", required=True, help="where to: https, or http for this computer"),
        click.option("--token", required=True, type=click.UUID, help="the machine token as whose unit it reads, by id"),
        click.option("--event", "events", multiple=True, type=click.Choice(tuple(EVENTS)), metavar="NAME",
                     help="only events of this name, such as Registered; several: said again"),
        click.option("--unit", "units", multiple=True, help="only of petitions that this unit has then"),
        click.option("--channel", "channels", multiple=True, type=click.Choice(CHANNELS), help="only of this channel"),
        after_option,
        reason_option,
        as_option,
        format_option,
    )  # fmt: skip
    return reduce(lambda made, option: option(made), reversed(options), command)


def _said(called: str, said: dict[str, Any]) -> subscribing.Said:
    wanted = Wanted(said["events"], said["units"], said["channels"])
    return subscribing.Said(
        name=called, url=said["url"], token=said["token"], wanted=wanted, after=said["after"], reason=said["reason"]
    )


@webhooks.command("add")
@click.argument("called", metavar="NAME")
@said_options
def added(called: str, office: str, kind: str, **said: Any) -> None:
    """Name a subscription and print the secret that deliveries are signed with, this once."""
    with opened() as instance:
        made = subscribing.name(instance, office, _said(called, said), operator(said["name"]), VIA)
    print_facts(kind, {"id": str(made.id), "secret": made.secret})
    note(SHOWN_ONCE)


@webhooks.command("change")
@click.argument("which", metavar="NAME")
@click.option("--called", help="another name")
@said_options
def changed(which: str, called: str | None, office: str, kind: str, **said: Any) -> None:
    """Say a subscription, by its name or id, anew: whatever is not said is as nothing said. Its secret stays."""
    with opened() as instance:
        known = subscribing.found(instance, office, which)
        subscribing.rename(instance, office, known.id, _said(called or known.name, said), operator(said["name"]), VIA)
    print_facts(kind, {"changed": str(known.id)})


def _told(which: str, office: str, name: str | None, event: Callable[[UUID], Any]) -> UUID:
    with opened() as instance:
        known = subscribing.found(instance, office, which)
        subscribing.change(instance, office, event(known.id), operator(name), VIA)
    return known.id


@webhooks.command("pause")
@click.argument("which", metavar="NAME")
@office_option
@reason_option
@as_option
@format_option
def paused(which: str, office: str, reason: str, name: str | None, kind: str) -> None:
    """Deliver nothing until it is resumed; then it catches up."""
    made = _told(which, office, name, lambda known: o.SubscriptionPaused(subscription=known, reason=reason))
    print_facts(kind, {"paused": str(made)})


@webhooks.command("resume")
@click.argument("which", metavar="NAME")
@office_option
@after_option
@reason_option
@as_option
@format_option
def resumed(which: str, office: str, after: int | None, reason: str, name: str | None, kind: str) -> None:
    """Go on at once, where it stands or behind any position; what went out before goes out with the same id."""
    made = _told(
        which, office, name, lambda known: o.SubscriptionResumed(subscription=known, after=after, reason=reason)
    )
    print_facts(kind, {"resumed": str(made)})


@webhooks.command("secret")
@click.argument("which", metavar="NAME")
@office_option
@reason_option
@as_option
@format_option
def secret(which: str, office: str, reason: str, name: str | None, kind: str) -> None:
    """Make another secret and print it, this once; for a day both are signed with."""
    with opened() as instance:
        known = subscribing.found(instance, office, which)
        made = subscribing.changed_secret(instance, office, known.id, reason, operator(name), VIA)
    print_facts(kind, {"id": str(known.id), "secret": made})
    note(SHOWN_ONCE)


@webhooks.command("end")
@click.argument("which", metavar="NAME")
@office_option
@reason_option
@as_option
@format_option
def ended(which: str, office: str, reason: str, name: str | None, kind: str) -> None:
    """End a subscription, for ever; its secret is destroyed."""
    made = _told(which, office, name, lambda known: o.SubscriptionEnded(subscription=known, reason=reason))
    print_facts(kind, {"ended": str(made)})
