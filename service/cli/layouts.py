"""`zhuoluo report layout` and `report register`: figures in the layouts that offices know, and 台账, as files."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from domain.layouts.catalogue import LAYOUTS
from domain.periods import STYLES
from domain.wording import LANGUAGES, ZH
from service.cli import on_record
from service.cli.arguments import asked_by_console, basis, office_option, time_options
from service.cli.opening import opened
from service.cli.printing import JSON, as_json, format_option, note, output, table, write_file
from service.layouts import comma, workbook
from service.layouts.made import Made, columns, lines, made
from service.layouts.telling import told
from service.readmodels import needs
from service.readmodels.statistics import counting
from service.registers.entries import Days
from service.registers.exporting import Wanted, export
from service.registers.kinds import NEEDS, REGISTERS
from service.registers.writing import KINDS
from service.web.files.sheet import Quantity, Value

DAY = click.DateTime(["%Y-%m-%d"])
FILE = click.Path(dir_okay=False, path_type=Path)
WRITERS: Mapping[str, Callable[[Made, str], bytes]] = {".xlsx": workbook.written, ".zip": comma.written}
"""By how the file ends."""
language_option = click.option("--language", type=click.Choice(LANGUAGES), default=ZH, show_default=True)


@click.command("layout")
@click.argument("layout", type=click.Choice(tuple(LAYOUTS)))
@click.argument("period", metavar="PERIOD")
@office_option
@time_options
@click.option("--style", type=click.Choice(STYLES), default="natural", show_default=True)
@click.option("--to", "file", type=FILE, help="write it there: .xlsx, or .zip for CSV; else it is printed")
@language_option
@format_option
def layout(layout: str, period: str, office: str, kind: str, **said: Any) -> None:
    """统计表式: visits 来访情况, bulletin 通报, comparison 同比, mailbox 信箱, annual 年度.

    Each number is a count of facts. With --format json every cell says which facts it counts.
    """
    file, language = said.pop("file"), said.pop("language")
    if file and file.suffix not in WRITERS:
        message = f"--to {file}: 文件名应以此结尾 a file ends in {', '.join(WRITERS)}"
        raise click.UsageError(message)
    style = said.pop("style")
    with opened() as instance:
        asked = asked_by_console(instance, office, **said, needs=needs.RATES)
        found = made(instance, asked, counting.period(period, style), LAYOUTS[layout], datetime.now(UTC))
    if file:
        write_file(file, WRITERS[file.suffix](found, language))
    elif kind == JSON:
        click.echo(as_json(told(found)))
    else:
        _print(found, language)


def _print(found: Made, language: str) -> None:
    for sentence in found.sentences(language):
        click.echo(sentence)
    for each in found.tables:
        named = {str(nth): name for nth, name in enumerate(columns(each, language))}
        rows = [{str(nth): _shown(value) for nth, value in enumerate(row)} for row in lines(each, language)]
        title = each.table.label.zh if language == ZH else each.table.label.en
        output().print(table(rows, named, f"{title}：{basis(found.asked)}，{found.layout.formula}"))


def _shown(value: Value) -> object:
    return f"{value.number}{value.suffix}" if isinstance(value, Quantity) else value


@click.command("register")
@click.argument("register", type=click.Choice(tuple(REGISTERS)))
@office_option
@click.option("--from", "since", type=DAY, help="only of this day or later")
@click.option("--to", "until", type=DAY, help="only of this day or before")
@time_options
@click.option("--as-csv", is_flag=True, help="a zip with CSV and README instead of XLSX")
@click.option("--output", type=FILE, help="write it there; else REGISTER-OFFICE-POSITION")
@language_option
def register(register: str, *, office: str, since: datetime | None, until: datetime | None, **said: Any) -> None:
    """台账: write a register as XLSX or CSV, of any length; on record before it is there. Nothing is written over.

    Which days are meant: of petitions and open those of receipt, of overdue those since when it is owed, of transfers,
    receptions, closures and supervision those on which it happened.
    """
    days = Days(_day(since), _day(until))
    if days.first and days.last and days.last < days.first:
        message = f"--to {days.last} is before --from {days.first} (日期颠倒)"
        raise click.UsageError(message)
    kind, place, language = KINDS["csv" if said.pop("as_csv") else "xlsx"], said.pop("output"), said.pop("language")
    wanted = Wanted(register=REGISTERS[register], days=days, kind=kind, language=language)
    with opened() as instance, TemporaryDirectory() as folder:
        asked = asked_by_console(instance, office, **said, needs=NEEDS)
        found = export(instance, asked, wanted, Path(folder), datetime.now(UTC))
        on_record.listed(
            instance, asked, wanted.listed, wanted.filters, ({"petition": each} for each in found.petitions)
        )
        file = place or Path(found.name)
        with found.file.open("rb") as written, file.open("xb") as new:
            shutil.copyfileobj(written, new)
    note(f"{basis(asked)}，{found.rows} 行 rows")
    click.echo(f"已写入 written: {file}（{file.stat().st_size} 字节 bytes）")


def _day(said: datetime | None) -> date | None:
    return said.date() if said else None


COMMANDS = (layout, register)
