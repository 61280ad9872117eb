"""`zhuoluo versions`: the tables of other versions of read models, and getting rid of those that nobody uses."""

from __future__ import annotations

import click
from msgspec.structs import asdict

from service.cli.opening import opened
from service.cli.printing import format_option, print_rows
from service.projector import versions as kept
from service.projector.versions import UNUSED_MINUTES
from service.status import own_schemas

COLUMNS = {
    "schema": "版本 version",
    "name": "读模型 read model",
    "used_at": "最后使用 last used",
    "unused": "无人使用 unused",
    "size": "字节 bytes",
}


@click.group()
def versions() -> None:
    """读模型的其他版本: tables of read models that this program does not use; `rebuild` has nothing to do with them."""


@versions.command("list")
@format_option
def listed(kind: str) -> None:
    """List them, when a program last said that it uses them, and whether they may be dropped."""
    with opened() as instance, instance.pool.connection() as connection:
        found = kept.others(connection, own_schemas())
    print_rows(kind, [asdict(each) for each in found], COLUMNS, "其他版本的表 tables of other versions")


@versions.command(
    "drop",
    help=f"""
    Drop those that no program has used for {UNUSED_MINUTES} minutes; what was dropped is listed.

    Nothing is lost: a program of that version fills its tables anew from the ledger.
    """,
)
@format_option
def dropped(kind: str) -> None:
    with opened() as instance, instance.pool.connection() as connection:
        found = kept.drop_unused(connection, own_schemas())
    print_rows(kind, [asdict(each) for each in found], COLUMNS, "已删除 dropped")
