"""`zhuoluo issue-many`: the same document of many petitions in one go, each PDF into a folder.

Cut short, it is finished by running it again: what was issued already is not issued twice, and its file is written
where it is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
from msgspec import Struct
from msgspec.structs import replace

from domain.access import CONSOLE
from domain.deciding import Refused
from domain.documents.issuing import Issued, issued, standing
from domain.documents.kinds import KINDS, PETITIONER
from domain.documents.making import basis
from service.attachments import handing_out
from service.attachments.names import clean
from service.attachments.taking import TooMany
from service.cli.arguments import as_option, office_option
from service.cli.issuing import CHANNEL, read
from service.cli.opening import opened, operator
from service.cli.printing import format_option, note, print_rows
from service.cli.progress import bar
from service.documents.drawing import case_of
from service.documents.issuing import Order, issue
from service.documents.typesetting import BadTemplate, Unprintable
from service.readmodels.asking import Question
from service.readmodels.petition import Case, UnknownPetition
from service.runtime import Instance

COLUMNS = {"petition": "登记编号 petition", "reason": "未出具原因 why it was not issued"}
NOT_ALL = 1
ISSUED, BEFORE = "issued", "before"
folder_path = click.Path(file_okay=False, path_type=Path)
existing = click.Path(exists=True, dir_okay=False, path_type=Path)


class _Batch(Struct, frozen=True):
    """What is issued where to, by whom."""

    instance: Instance
    office: str
    order: Order
    folder: Path


@click.command("issue-many")
@click.argument("document", type=click.Choice(list(KINDS)))
@click.argument("numbers", nargs=-1, metavar="[NUMBER]...")
@office_option
@click.option("--numbers", "file", type=existing, help="a file with one register number on each line (UTF-8)")
@click.option("--folder", type=folder_path, required=True, help="where the PDFs go; made if it is not there")
@as_option
@format_option
def issued_many(
    document: str, numbers: tuple[str, ...], office: str, file: Path | None, name: str | None, kind: str, **said: Any
) -> None:
    """批量出具文书: issue one kind of document of many petitions; run again, it goes on where it was cut short.

    What cannot be issued is listed with the reason, and the rest goes on; exit 1 when there was any.
    """
    wanted = tuple(dict.fromkeys((*numbers, *_lines(file))))
    said["folder"].mkdir(parents=True, exist_ok=True)
    order = Order(
        document_kind=document,
        actor=operator(name),
        channel=CHANNEL,
        path="issue-many",
        coded=KINDS[document].to == PETITIONER,
    )
    with opened() as instance:
        counted, rows = _all(_Batch(instance, office, order, said["folder"]), wanted)
    print_rows(kind, rows, COLUMNS, f"未出具 not issued: {len(rows)}")
    note(f"已出具 issued: {counted[ISSUED]}；此前已出具 before: {counted[BEFORE]}；未出具 not: {len(rows)}")
    if rows:
        raise SystemExit(NOT_ALL)


def _lines(file: Path | None) -> Iterable[str]:
    if file is None:
        return ()
    return filter(None, (line.strip() for line in file.read_text(encoding="utf-8-sig").splitlines()))


def _all(batch: _Batch, wanted: tuple[str, ...]) -> tuple[Counter[str], list[dict[str, object]]]:
    counted: Counter[str] = Counter()
    rows: list[dict[str, object]] = []
    with bar("出具 issuing") as told:
        for done, number in enumerate(wanted, 1):
            try:
                counted[_one(batch, number)] += 1
            except (Refused, UnknownPetition, Unprintable, BadTemplate, TooMany) as error:
                rows.append({"petition": number, "reason": _why(error)})
            told(done, len(wanted))
    return counted, rows


def _one(batch: _Batch, number: str) -> str:
    """Issues it, or finds what was issued before; its file lies in the folder afterwards."""
    first = read(batch.instance, batch.office, number, batch.order)
    found, outcome = _standing(batch, *first), BEFORE
    if found is None:
        reads = _reads(batch, number, first)
        answer = issue(batch.instance, replace(batch.order, key=uuid4().hex), lambda: next(reads))
        found, outcome = issued(answer.state.lines)[-1], ISSUED
    _write(batch, first[1], found)
    return outcome


def _reads(batch: _Batch, number: str, first: tuple[Question, Case]) -> Iterator[tuple[Question, Case]]:
    """What was read already, and where that has changed meanwhile, anew."""
    yield first
    while True:
        yield read(batch.instance, batch.office, number, batch.order)


def _standing(batch: _Batch, asked: Question, case: Case) -> Issued | None:
    """What was issued before of the same decision and is not void. Raises Refused."""
    kind = batch.order.document_kind
    line = basis(kind, case_of(asked, case))
    return next(standing(case.lines, kind, line.version if line else 0), None)


def _write(batch: _Batch, case: Case, found: Issued) -> None:
    name = f"{case.petition.number or case.petition.id} {found.number}".strip()
    file = batch.folder / clean(f"{name}.pdf", (".pdf",))
    if not file.exists():
        petition, attachment = case.petition.id, str(found.attachment)
        handed = handing_out.handed_out(batch.instance, CONSOLE, batch.office, petition, attachment)
        aside = file.with_suffix(".part")
        with aside.open("wb") as written:
            written.writelines(handed.blocks)
        aside.replace(file)


def _why(error: Exception) -> str:
    if isinstance(error, Refused):
        return "；".join(f"{reason.zh} {reason.en}" for reason in error.reasons)
    return str(error)
