"""`zhuoluo export`: the register of an office for process mining, as XES or as OCEL 2.0."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from gzip import GzipFile
from pathlib import Path
from typing import Any, BinaryIO

import click

from service.cli import on_record
from service.cli.arguments import asked_by_console, basis, office_option, time_options
from service.cli.opening import opened
from service.cli.printing import note
from service.mining.choosing import chosen
from service.mining.exporting import FORMATS, file_name
from service.readmodels import needs

DAY = click.DateTime(["%Y-%m-%d"])
FILE = click.Path(dir_okay=False, path_type=Path)
PACKED = ".gz"


@click.command("export")
@click.argument("kind", type=click.Choice(tuple(FORMATS)))
@office_option
@click.option("--from", "since", type=DAY, help="only what was received on this day or later")
@click.option("--to", "until", type=DAY, help="only what was received on this day or before")
@time_options
@click.option("--output", type=FILE, help="write it there, packed if it ends in .gz; else register-OFFICE-POSITION")
def export(
    kind: str, *, office: str, since: datetime | None, until: datetime | None, output: Path | None, **when: Any
) -> None:
    """流程挖掘: write the register with its acts for process mining, as XES (IEEE 1849-2016) or as OCEL 2.0 (JSON).

    Petitioners are pseudonyms, officers and units stand there by name; titles and words are left out. Nothing is
    written over.
    """
    first, last = _day(since), _day(until)
    if first and last and last < first:
        message = f"--to {last} is before --from {first} (日期颠倒)"
        raise click.UsageError(message)
    form = FORMATS[kind]
    with opened() as instance:
        asked = asked_by_console(instance, office, **when, needs=needs.MINING)
        found = chosen(instance, asked, first, last)
        named = ({"petition": petition} for petition in found.petitions())
        on_record.listed(instance, asked, form.listed, found.filters, named)
        file = output or Path(file_name(form, found))
        with _new(file) as written:
            written.writelines(form.written(instance, found))
    note(f"{basis(asked)}，{found.count} 件 petitions")
    click.echo(f"已写入 written: {file}（{file.stat().st_size} 字节 bytes）")


def _day(said: datetime | None) -> date | None:
    return said.date() if said else None


@contextmanager
def _new(file: Path) -> Iterator[BinaryIO | GzipFile]:
    """A file that was not there; it goes again where it could not be written to its end. Raises FileExistsError."""
    with file.open("xb") as plain:
        try:
            if file.suffix == PACKED:
                with GzipFile(filename="", mode="wb", fileobj=plain, mtime=0) as packed:
                    yield packed
            else:
                yield plain
        except BaseException:
            file.unlink()
            raise
