"""`zhuoluo attach`, `attachments` and `attachment …`: files of a petition put in, listed, taken out, looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

import click
from msgspec.structs import replace

from domain import vocabulary as v
from domain.access import CONSOLE
from domain.attachments import WAITING, Attachment
from domain.attachments import attachments as found_in
from service.attachments import checking, handing_out, taking
from service.attachments.sealed import Damaged
from service.attachments.taking import Upload
from service.cli import backfilling, on_record
from service.cli.arguments import as_option, asked_by_console, office_option
from service.cli.opening import opened, operator
from service.cli.printing import format_option, note, print_rows
from service.jobs import queue
from service.readmodels import needs
from service.readmodels import petition as petitions
from service.runtime import Instance

BLOCK = 64 * 1024
COLUMNS = {
    "id": "附件\nattachment",
    "file_name": "文件名\nname",
    "paper": "材料类别\npaper",
    "media_type": "格式\ntype",
    "size": "字节\nbytes",
    "standing": "状态\nstanding",
    "attached": "日期\nattached",
}

existing = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("attach")
@click.argument("number")
@click.argument("files", nargs=-1, required=True, type=existing, metavar="FILE...")
@office_option
@click.option("--paper", type=click.Choice(v.PAPERS), default="evidence", help="what it is a copy of; else evidence")
@click.option("--pages", type=click.IntRange(min=1), help="how many pages it has")
@as_option
@format_option
def attach(number: str, files: tuple[Path, ...], office: str, name: str | None, kind: str, **said: Any) -> None:
    """添加附件: put files to a petition, each sealed under the key of the case. The type is found by the content."""
    with opened() as instance:
        petition = _petition(instance, office, number)
        of = Upload(office=office, petition=petition, said="", declared="", actor=operator(name), channel="cli", **said)
        rows = [_row(_attached(instance, of, file)) for file in files]
    print_rows(kind, rows, COLUMNS, f"附件 attachments {number}")


def _attached(instance: Instance, of: Upload, file: Path) -> Attachment:
    upload = replace(of, said=file.name, recorded_at=taking.recorded_now(instance, of.office))
    with file.open("rb") as content:
        answer = taking.take(instance, upload, _blocks(content))
    return list(found_in(answer.state.lines).values())[-1]


@click.command("attachments")
@click.argument("number")
@office_option
@format_option
def attachments(number: str, office: str, kind: str) -> None:
    """附件: the files of a petition, and how each stands."""
    with opened() as instance:
        petition = _petition(instance, office, number)
        found = handing_out.listed(instance, CONSOLE, office, petition)
        on_record.shown(instance, office, petition, fields=("attachment_names",))
    print_rows(kind, [_row(each) for each in found], COLUMNS, f"附件 attachments {number}")


@click.group("attachment")
def attachment() -> None:
    """附件: take one out, take in paper that was scanned in stacks, have those that wait looked at, sweep away."""


@attachment.command("get")
@click.argument("number")
@click.argument("said", metavar="ID")
@office_option
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="write it there; else by its name")
def get(number: str, said: str, office: str, output: Path | None) -> None:
    """取出附件: write a file of a petition here, by its id or the beginning of its id. Nothing is written over."""
    with opened() as instance:
        petition = _petition(instance, office, number)
        handed = handing_out.handed_out(instance, CONSOLE, office, petition, said)
        on_record.shown(instance, office, petition, fields=("attachments",))
        file = output or Path(str(handed.attachment.file_name))
        try:
            with file.open("xb") as written:
                written.writelines(handed.blocks)
        except Damaged:
            file.unlink()
            raise
    click.echo(f"已写入 written: {file}（{handed.attachment.size} 字节 bytes）")


@attachment.command("scan")
@office_option
def scan(office: str) -> None:
    """查毒: have every file of the office that nobody has looked at looked at; the jobs of the server do it."""
    with opened() as instance:
        if instance.settings.attachments.scanner is None:
            note("未设置查毒程序 no scanner is set: ZHUOLUO_SCANNER")
        waiting = list(checking.standing(instance, office, WAITING))
        now = datetime.now(UTC)
        with instance.pool.connection() as connection:
            new = sum(queue.enqueue(connection, taking.wanted_scan(office, *each, now), now) for each in waiting)
    click.echo(f"待查 waiting: {len(waiting)}，新排入 put in: {new}")


@attachment.command("sweep")
def sweep() -> None:
    """清理: delete files that no event names and that are older than a day, left by uploads that broke off."""
    with opened() as instance:
        gone = checking.sweep(instance)
    for name in gone:
        click.echo(name)
    click.echo(f"已清理 swept away: {len(gone)}")


attachment.add_command(backfilling.backfill)
attachment.add_command(backfilling.separator)


def _petition(instance: Instance, office: str, number: str) -> UUID:
    asked = asked_by_console(instance, office, None, None, None, needs=needs.REGISTER)
    return petitions.seen(instance, asked, number)


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(BLOCK):
        yield block


def _row(each: Attachment) -> dict[str, object]:
    return {
        "id": each.id,
        "file_name": each.file_name,
        "paper": each.paper,
        "media_type": each.media_type,
        "size": each.size,
        "pages": each.pages,
        "digest": each.digest,
        "standing": each.standing,
        "attached": each.attached.day,
        "version": each.version,
    }
