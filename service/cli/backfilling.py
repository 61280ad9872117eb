"""`zhuoluo attachment backfill` and `attachment separator`: paper scanned in stacks, and the sheets that part it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import click
import msgspec

from domain import vocabulary as v
from service.attachments.backfill import filing, separators
from service.attachments.backfill.filing import Filed, Filing
from service.attachments.backfill.marks import Mark
from service.attachments.backfill.stacks import Find
from service.cli import on_record
from service.cli.arguments import as_option, asked_by_console, office_option
from service.cli.opening import opened, operator
from service.cli.printing import format_option, note, print_rows, write_file
from service.readmodels import needs
from service.readmodels import petition as petitions
from service.readmodels.asking import BadQuestion, Question
from service.readmodels.petition import UnknownPetition
from service.runtime import Instance

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
NAME, REJECTED = "backfill", 1
COLUMNS = {
    "file": "文件\nfile",
    "pages": "页\npages",
    "number": "登记编号\nnumber",
    "paper": "材料类别\npaper",
    "outcome": "结果\noutcome",
    "why": "原因\nwhy",
}
OUTCOMES = {
    filing.ATTACHED: "已添加 attached",
    filing.KNOWN: "已在卷 known",
    filing.REJECTED: "未收 rejected",
    filing.WOULD: "将添加 would attach",
}


@click.command("backfill")
@click.argument("folder", type=FOLDER)
@office_option
@click.option(
    "--paper", type=click.Choice(v.PAPERS), default="letter", help="what it is where no separator says; else letter"
)
@click.option("--dry-run", "dry", is_flag=True, help="say what would be attached and what rejected; write nothing")
@as_option
@format_option
def backfill(folder: Path, office: str, paper: str, name: str | None, kind: str, *, dry: bool) -> int:
    """补扫: attach scanned paper (PDF, TIFF, JPEG, PNG) below FOLDER to the petitions that it belongs to.

    A file goes to the petition whose register number its name begins with, or a bar code on a page of it says; at
    separator sheets it is cut. The same scan again adds nothing; cut short, run it again. Exit 1: some is rejected.
    """
    with opened() as instance:
        asked = asked_by_console(instance, office, None, None, None, needs=needs.REGISTER)
        wanted = Filing(office, operator(name), paper, _finder(instance, asked), dry)
        rows = []
        for each in filing.file_all(instance, wanted, folder):
            rows.append(_row(each))
            note(f"{each.file} {rows[-1]['pages']}")
        on_record.listed(instance, asked, NAME, {}, rows)
    print_rows(kind, rows, COLUMNS, f"补扫 backfill {folder}")
    return REJECTED if any(row["outcome"] == OUTCOMES[filing.REJECTED] for row in rows) else 0


@click.command("separator")
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER…")
@office_option
@click.option("--paper", type=click.Choice(v.PAPERS), default="letter", help="what follows the sheet; else letter")
@click.option("--out", "file", type=FILE, default=Path("separators.pdf"), help="write it there; else separators.pdf")
def separator(numbers: tuple[str, ...], office: str, paper: str, file: Path) -> None:
    """分隔页: print a sheet for each petition, to be laid before its papers in a stack that is scanned in one go."""
    with opened() as instance:
        asked = asked_by_console(instance, office, None, None, None, needs=needs.REGISTER)
        found = [petitions.seen(instance, asked, number) for number in numbers]
        on_record.listed(instance, asked, "separators", {}, [{"petition": petition} for petition in found])
        marks = [Mark(office, number, paper) for number in numbers]
        printed = separators.printed(asked.office.profile.name, marks, datetime.now(UTC))
    write_file(file, printed)


def _finder(instance: Instance, asked: Question) -> Find:
    """Finds petitions by their register numbers, for whoever is at the console."""

    def find(number: str) -> UUID | None:
        try:
            return petitions.seen(instance, asked, number)
        except (UnknownPetition, BadQuestion):  # of a number that several have nobody knows which is meant
            return None

    return find


def _row(each: Filed) -> dict[str, object]:
    told = msgspec.structs.asdict(each)
    why = " ".join(part for part in (each.zh, each.en) if part)
    pages = str(each.first) if each.first == each.last else f"{each.first}-{each.last}"
    return {**told, "kept": each.kept or "", "pages": pages, "outcome": OUTCOMES[each.outcome], "why": why}
