"""`zhuoluo import`: a register kept elsewhere, brought in by a mapping."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec.structs import asdict

from service.cli.arguments import office_option
from service.cli.guiding import MY_OFFICE, MY_REGISTER, guided
from service.cli.opening import opened
from service.cli.printing import JSON, format_option, note, print_rows
from service.cli.progress import bar
from service.exchange.importing import Summary, import_files, zone_of
from service.exchange.mapping import Mapping
from service.exchange.mappings import load_mapping
from service.exchange.previewing import Shown, preview
from service.exchange.reading.records import BadFile
from service.exchange.rejects import FOLDER
from service.exchange.suggested import lacking, toml
from service.exchange.suggesting import suggest
from service.runtime import Instance

REJECTED = 1
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
COLUMNS = {
    "line": "行 line",
    "column": "列 column",
    "text": "原文 text",
    "means": "含义 means",
    "value": "将成为 becomes",
    "wrong": "问题 what is wrong",
}


def _suggested(context: click.Context, _option: click.Parameter, file: Path | None) -> None:
    """Prints the mapping that the file may have and ends the command: no instance is opened for it."""
    if file is None or context.resilient_parsing:
        return
    try:
        found = suggest(file)
    except BadFile as bad:
        raise click.UsageError(f"{file.name}, line {bad.line}: {bad}") from None
    asked = sys.stdin.isatty() and sys.stderr.isatty()
    click.echo(guided(found) if asked else toml(found, id_=MY_REGISTER, office=MY_OFFICE), nl=False)
    for word in lacking(found):
        note(f"没有找到含义为 {word} 的列 no column was found that means {word}: name it in the mapping")
    context.exit(REJECTED if lacking(found) else 0)


@click.command("import")
@click.option(
    "--suggest",
    type=FILE,
    is_eager=True,
    expose_value=False,
    callback=_suggested,
    help="look at FILE and print a mapping for it, to be looked through; at a terminal it asks",
)
@click.option("--mapping", "-m", required=True, help="name of a mapping that comes with zhuoluo, or a TOML file")
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE…")
@office_option
@click.option(
    "--preview",
    "first",
    type=click.IntRange(1, 1000),
    metavar="N",
    help="show what the first N rows of each file would become, column by column; write nothing",
)
@click.option("--dry-run", is_flag=True, help="judge every row against the office and write nothing but the rejects")
@format_option
def imported(
    mapping: str,
    files: Sequence[Path],
    office: str,
    first: int | None,
    dry_run: bool,  # noqa: FBT001 - click hands flags over like this
    kind: str,
) -> int:
    """Import registers kept elsewhere; what was imported before is not added again.

    For a list of changes prints a JSON line for each time of observation, with the position of the ledger
    reached after it. Bad rows are written to a rejects file and counted: exit code 1, the good rows are in.
    """
    known = load_mapping(mapping)
    with opened() as instance:
        if first is not None:
            return _previewed(instance, known, files, office, first, kind)
        with bar("试运行 dry run" if dry_run else "导入 import") as progress:
            told = _unsaid if dry_run else _reached
            done = import_files(instance, known, files, office, progress=progress, reached=told, rehearsed=dry_run)
    if dry_run:
        note("试运行：未写入任何内容 Dry run: nothing was written.")
    note(_said(kind, done))
    return REJECTED if done.rejected else 0


def _previewed(instance: Instance, known: Mapping, files: Sequence[Path], office: str, first: int, kind: str) -> int:
    zone = zone_of(instance, known, office)
    bad = False
    for file in files:
        shown = preview(known, file, zone, first, instance.settings.home / FOLDER)
        print_rows(kind, [row for each in shown for row in _lines(each)], COLUMNS, file.name)
        bad |= any(each.wrong or any(cell.wrong for cell in each.cells) for each in shown)
    return REJECTED if bad else 0


def _lines(shown: Shown) -> list[dict[str, Any]]:
    cells = [{"line": shown.line, **asdict(cell)} for cell in shown.cells]
    whole = {"line": shown.line, "column": "", "text": "", "means": "", "value": "", "wrong": shown.wrong}
    return [*cells, whole] if shown.wrong else cells


def _reached(observed_at: Any, position: int) -> None:
    click.echo(msgspec.json.encode({"observed_at": observed_at, "position": position}).decode())


def _unsaid(_observed_at: str, _position: int) -> None:
    """A dry run reaches no position of the ledger."""


def _said(kind: str, done: Summary) -> str:
    if kind == JSON:
        return msgspec.json.encode(asdict(done)).decode()
    return "，".join(f"{name} {value}" for name, value in asdict(done).items() if value not in (None, ""))
