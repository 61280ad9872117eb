"""What commands print: tables for people, JSON for scripts, both on standard output; all else goes to stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec
from rich.console import Console
from rich.table import Table

F = TypeVar("F", bound=Callable[..., Any])

TABLE, JSON = "table", "json"
WIDE = 220
"""Columns of a table that does not go to a terminal, so that nothing is cut off in a file."""
FITTING = 120
"""Columns of a table that is made to be looked at beside something else."""
ERRORS = Console(stderr=True, highlight=False)
Rows = Sequence[Mapping[str, Any]]


def format_option(command: F) -> F:
    """Adds `--format table|json`."""
    choice = click.Choice((TABLE, JSON))
    return click.option("--format", "kind", type=choice, default=TABLE, help="table for people, json for scripts")(
        command
    )


def output(wide: int = WIDE) -> Console:
    """Standard output, `wide` columns wide where it is no terminal."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else wide)


def write_file(file: Path, content: bytes) -> None:
    """Writes a file and says so."""
    file.write_bytes(content)
    click.echo(f"已写入 written: {file}（{len(content)} 字节 bytes）")


def as_json(value: Any) -> str:
    """Indented JSON; dates and instants as ISO 8601."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()


def print_rows(kind: str, rows: Rows, columns: Mapping[str, str], title: str, *, wide: int = WIDE) -> None:
    """Prints rows: as JSON all that they hold, as a table the `columns` (key: heading)."""
    if kind == JSON:
        click.echo(as_json(rows))
    else:
        output(wide).print(table(rows, columns, title))


def print_facts(kind: str, facts: Mapping[str, Any]) -> None:
    """Prints one thing: as JSON, or line by line."""
    if kind == JSON:
        click.echo(as_json(facts))
        return
    for name, value in facts.items():
        click.echo(f"{name}: {text(value)}")


def in_zone(row: Mapping[str, Any], zone: tzinfo) -> Mapping[str, Any]:
    """The row with its instants in the time of the office, in which its days are told."""
    return {name: each.astimezone(zone) if isinstance(each, datetime) else each for name, each in row.items()}


def table(rows: Rows, columns: Mapping[str, str], title: str) -> Table:
    made = Table(title=title, title_justify="left", caption=f"{len(rows)} 行 rows", caption_justify="left")
    for heading in columns.values():
        made.add_column(heading, overflow="fold")
    for row in rows:
        made.add_row(*(text(row[name]) for name in columns))
    return made


def text(value: object) -> str:
    """A value as people read it; markup in it means nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是 yes" if value else ""
    return str(value).replace("[", r"\[")


def note(message: str) -> None:
    """A line for the person at the terminal, on standard error."""
    ERRORS.print(message, markup=False, soft_wrap=True)
