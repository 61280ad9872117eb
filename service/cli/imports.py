"""`zhuoluo import`: a register kept elsewhere, brought in by a mapping."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec.structs import asdict

from service.cli.arguments import office_option
from service.cli.opening import opened
from service.cli.printing import JSON, format_option, note
from service.cli.progress import bar
from service.exchange.importing import Summary, import_files
from service.exchange.mappings import load_mapping

REJECTED = 1
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import")
@click.option("--mapping", "-m", required=True, help="name of a mapping that comes with zhuoluo, or a TOML file")
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE…")
@office_option
@format_option
def imported(mapping: str, files: Sequence[Path], office: str, kind: str) -> int:
    """Import registers kept elsewhere; what was imported before is not added again.

    For a list of changes prints a JSON line for each time of observation, with the position of the ledger
    reached after it. Bad rows are written to a rejects file and counted: exit code 1, the good rows are in.
    """
    known = load_mapping(mapping)
    with opened() as instance, bar("导入 import") as progress:
        done = import_files(instance, known, files, office, progress=progress, reached=_reached)
    note(_said(kind, done))
    return REJECTED if done.rejected else 0


def _reached(observed_at: Any, position: int) -> None:
    click.echo(msgspec.json.encode({"observed_at": observed_at, "position": position}).decode())


def _said(kind: str, done: Summary) -> str:
    if kind == JSON:
        return msgspec.json.encode(asdict(done)).decode()
    return "，".join(f"{name} {value}" for name, value in asdict(done).items() if value not in (None, ""))
