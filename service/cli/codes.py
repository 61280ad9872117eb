"""`zhuoluo office codes`: the code lists of an office, shown, published, adopted."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from service.cli.arguments import as_option
from service.cli.opening import VIA, opened, operator
from service.cli.organisation import FILE, at_option, text_of
from service.cli.printing import format_option, print_facts, print_rows
from service.codes import Held, adopt_codes, list_on, lists_on, publish_codes
from service.readmodels.asking import today
from service.runtime import Instance

LISTS = {
    "list": "代码表 list",
    "name": "名称 name",
    "version": "版本 version",
    "field": "字段 field",
    "origin": "来源 origin",
    "binding": "约束 binding",
    "size": "代码 codes",
}
CODES = {"code": "代码 code", "zh": "名称", "en": "name"}
DAY = click.DateTime(["%Y-%m-%d"])


@click.command("codes")
@click.argument("identity", metavar="OFFICE")
@click.argument("code_list", metavar="[LIST]", default="")
@click.option("--on", metavar="DAY", type=DAY, help="as they hold on this day; today if not given")
@click.option("--publish", "file", type=FILE, help="hold the office to its own version of a list, a TOML file")
@click.option("--adopt", metavar="LIST", help="hold the office to the list that comes with the program")
@click.option("--reason", help="why, and by whose decision; needed with --publish and --adopt")
@at_option
@as_option
@format_option
def codes(identity: str, code_list: str, file: Path | None, adopt: str | None, kind: str, **more: Any) -> None:
    """代码表: list the code lists of an office or the codes of one; publish or adopt one."""
    if file is not None and adopt is not None:
        message = "--publish or --adopt, one of them"
        raise click.UsageError(message)
    with opened() as instance:
        if file is not None or adopt is not None:
            _write(instance, identity, file, adopt, kind, **more)
        else:
            _show(instance, identity, code_list, more["on"], kind)


def _write(instance: Instance, office: str, file: Path | None, adopt: str | None, kind: str, **more: Any) -> None:
    reason, actor, at = more["reason"], operator(more["name"]), more["at"]
    if not reason:
        message = "--reason is needed with --publish and --adopt"
        raise click.UsageError(message)
    if file is not None:
        publish_codes(instance, office, text_of(file), reason, actor, VIA, at=at)
    else:
        adopt_codes(instance, office, adopt or "", reason, actor, VIA, at=at)
    said = instance.offices.get(office).state.code_lists[-1]
    print_facts(kind, {"office": office, "list": said.code_list, "version": said.valid_from, "digest": said.digest})


def _show(instance: Instance, identity: str, code_list: str, on: datetime | None, kind: str) -> None:
    office = instance.offices.get(identity)
    day = on.date() if on else today(instance, office)
    if code_list:
        held = list_on(office, code_list, day)
        title = f"{held.list.head.zh} {held.list.head.en} {held.list.id}@{held.list.version}（{held.origin}）"
        print_rows(kind, _codes(held), CODES, title)
    else:
        print_rows(kind, [_row(held) for held in lists_on(office, day).values()], LISTS, _title(identity, day))


def _title(identity: str, day: date) -> str:
    return f"代码表 code lists of {identity} {day}"


def _codes(held: Held) -> list[dict[str, Any]]:
    return [{"code": each.code, "zh": each.zh, "en": each.en, "parent": each.parent} for each in held.list.codes]


def _row(held: Held) -> dict[str, Any]:
    return {
        "list": held.list.id,
        "name": f"{held.list.head.zh} {held.list.head.en}",
        "version": held.list.version,
        "field": held.field,
        "origin": held.origin,
        "binding": held.binding,
        "size": len(held.list.codes),
        "digest": held.list.digest,
    }
