"""`zhuoluo office organise`, `publish` and `handover`: who is who in an office, and its own rulebook."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from domain.access import CONSOLE
from domain.office import DeskHandedOver
from service.cli.arguments import Instant, as_option
from service.cli.opening import VIA, opened, operator
from service.cli.printing import format_option, print_facts
from service.handover import hand_over
from service.organising import organise
from service.publishing import publish

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
at_option = click.option("--at", type=Instant(), help="time of recording, for an office with replayed time only")


@click.command("organise")
@click.argument("identity", metavar="OFFICE")
@click.argument("file", type=FILE)
@at_option
@as_option
@format_option
def organised(identity: str, file: Path, at: datetime | None, name: str | None, kind: str) -> None:
    """组织设置: make an office what a TOML file says of its units, staff, fields, roles and delegations.

    Only what is not so already is written, all of it or nothing; run twice it writes nothing the second time.
    """
    with opened() as instance:
        events = organise(instance, identity, text_of(file), operator(name), VIA, at=at)
        print_facts(kind, {"office": identity, "events": len(events)})


@click.command("publish")
@click.argument("identity", metavar="OFFICE")
@click.argument("file", type=FILE)
@click.option("--reason", required=True, help="why, and by whose decision")
@at_option
@as_option
@format_option
def published(identity: str, file: Path, reason: str, at: datetime | None, **more: Any) -> None:
    """发布规则: an office's own version of its rulebook holds from the day that the file says."""
    with opened() as instance:
        publish(instance, identity, text_of(file), reason, operator(more["name"]), VIA, at=at)
        book = instance.offices.get(identity).state.books[-1]
        print_facts(more["kind"], {"office": identity, "rulebook": book.reference, "digest": book.digest})


@click.command("handover")
@click.argument("identity", metavar="OFFICE")
@click.option("--giver", required=True, help="who hands over")
@click.option("--taker", required=True, help="who takes over")
@click.option("--since", required=True, metavar="DAY", type=click.DateTime(["%Y-%m-%d"]), help="first day of the taker")
@click.option("--reason", required=True)
@click.option("--leaving", is_flag=True, help="the giver leaves the office: posts end the day before")
@at_option
@as_option
@format_option
def handed_over(identity: str, at: datetime | None, name: str | None, kind: str, **said: Any) -> None:
    """移交: all that an officer owes passes to another in one act; cut short, it is finished by running it again."""
    event = DeskHandedOver(**{**said, "since": said["since"].date()})
    with opened() as instance:
        handed = hand_over(instance, identity, event, operator(name), VIA, viewer=CONSOLE, at=at)
        facts = {
            "office": identity,
            "petitions": handed.petitions,
            "kept": [str(each.petition) for each in handed.kept],
        }
        print_facts(kind, facts)


def text_of(file: Path) -> str:
    """The text of a file. Raises click's own error for one that is not UTF-8."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        message = f"{file} is not UTF-8 (不是 UTF-8)"
        raise click.BadParameter(message, param_hint="FILE") from None
