"""`zhuoluo keys`: what the instance writes and signs with, and which keys the offices have stated."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from domain import office as o
from service.cli.opening import VIA, opened, operator
from service.cli.printing import format_option, note, print_facts, print_rows
from service.evidence import rotating
from service.instance_keys import InstanceKeys, mac_id
from service.keys import BadKey, put, read_key
from service.runtime import Instance

NAME = "instance"
COLUMNS = {
    "office": "机构 office",
    "instance": "实例 instance",
    "kind": "用途 kind",
    "key": "密钥 key",
    "standing": "状态 standing",
    "founding": "初始 founding",
}

actor_option = click.option("--actor", metavar="NAME", help="who does this; else the account of the operating system")
name_option = click.option("--name", default=NAME, show_default=True, help="how the instance is called in the logs")
reason_option = click.option("--reason", required=True, help="why 理由")


@click.group("keys")
def keys() -> None:
    """实例密钥: the keys that events are written and heads are signed with."""


@keys.command("show")
@format_option
def shown(kind: str) -> None:
    """Show what this instance writes and signs with, and what the offices have stated."""
    with opened() as instance:
        own = InstanceKeys(instance.keys)
        rows = [row for office in instance.offices.ids() for row in _stated(instance, office)]
        facts = {"writes_with": own.mac, "signs_with": list(rotating.public_keys(own)), "at_hand": list(own.macs())}
    if kind == "json":
        print_facts(kind, {**facts, "stated": rows})
        return
    print_facts(kind, {name: value if isinstance(value, str) else ", ".join(value) for name, value in facts.items()})
    print_rows(kind, rows, COLUMNS, "公布的密钥 keys stated")


def _stated(instance: Instance, office: str) -> list[Mapping[str, Any]]:
    evidence = instance.offices.get(office).state.evidence
    return [
        {
            "office": office,
            "instance": each.instance,
            "kind": use,
            "key": key,
            "standing": "停用 retired" if key in evidence.retired else "在用 in use",
            "founding": each.founding,
        }
        for each in evidence.keys
        for use, key in (("写入 mac", each.mac), ("签名 signing", each.public))
        if key
    ]


@keys.command("rotate")
@click.argument("which", type=click.Choice(("mac", "signing")))
@name_option
@actor_option
@format_option
def rotated(which: str, name: str, actor: str | None, kind: str) -> None:
    """Make a new key, state it in every log, and use it from the next start on.

    The key before holds until it is retired: heads are signed with both, events may be written with either.
    """
    rotate = rotating.rotate_mac if which == "mac" else rotating.rotate_signing
    with opened() as instance:
        new = rotate(instance, name, operator(actor), VIA)
    print_facts(kind, {which: new})
    note("服务须重新启动后才使用新密钥 running servers use the new key once they are started anew")


@keys.command("retire")
@click.argument("key")
@reason_option
@actor_option
@format_option
def retired(key: str, reason: str, actor: str | None, kind: str) -> None:
    """Retire a key, by its id or public key: what is written or signed with it from now on is forged."""
    with opened() as instance:
        done = rotating.retire(instance, key, reason, operator(actor), VIA)
    print_facts(kind, {"retired": key, "offices": done})


@keys.command("state")
@click.option("--office", "-o", "offices", multiple=True, metavar="ID", help="only in the logs of these offices")
@click.option("--name", required=True, help="how the other instance is called")
@click.option("--mac", default="", help="the id of its MAC key")
@click.option("--public", default="", help="its public key, in hex")
@actor_option
@format_option
def stated(offices: tuple[str, ...], name: str, mac: str, public: str, actor: str | None, kind: str) -> None:
    """State the keys of another instance that is to write into the same logs."""
    event = o.InstanceKeyStated(instance=name, mac=mac, public=public)
    with opened() as instance:
        done = rotating.state(instance, offices, event, operator(actor), VIA)
    print_facts(kind, {"stated": mac or public, "offices": done})


@keys.command("export")
@click.argument("key")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def exported(key: str, file: Path) -> None:
    """Write a secret MAC key into a new file, for another instance that is to check what was written with it."""
    with opened() as instance:
        held = InstanceKeys(instance.keys).macs()
        if key not in held:
            message = f"key {key} is not here: {', '.join(held)} (没有此密钥)"
            raise BadKey(message)
        if not put(file, held[key]):
            message = f"{file} exists already (文件已存在)"
            raise BadKey(message)
    note(f"此文件是密钥，须妥善保管并在导入后销毁 {file} is a secret: destroy it once it is imported")


@keys.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@format_option
def imported(file: Path, kind: str) -> None:
    """Keep a MAC key of another instance, so that its events can be checked here."""
    key = read_key(file)
    if key is None:
        message = f"there is no file {file} (没有此文件)"
        raise BadKey(message)
    with opened() as instance:
        InstanceKeys(instance.keys).add_mac(key)
    print_facts(kind, {"mac": mac_id(key)})
