"""`zhuoluo document`: official documents of a petition as PDF, and which can be drawn up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from domain.documents.kinds import KINDS, PETITIONER
from service.access.recording import EVERYTHING
from service.cli import on_record
from service.cli.arguments import asked_by_console, office_option, time_options
from service.cli.opening import opened
from service.cli.printing import format_option, print_rows, write_file
from service.documents import drawing
from service.readmodels import needs
from service.readmodels import petition as petitions

FILE = click.Path(dir_okay=False, path_type=Path)
COLUMNS = {"document": "代码 code", "name": "文书 document", "missing": "尚缺 missing"}


@click.command("document")
@click.argument("number")
@click.argument("document", type=click.Choice(list(KINDS)), required=False)
@office_option
@click.option("--of", type=click.IntRange(min=1), default=None, help="version of the event on which it rests")
@click.option("--out", "file", type=FILE, help="write it there; else under its name in this folder")
@time_options
@format_option
def document(
    number: str, document: str | None, office: str, of: int | None, file: Path | None, kind: str, **when: Any
) -> None:
    """文书: draw up a document of a petition as PDF; without DOCUMENT, which can be and what the others lack.

    What is drawn up has no number: `zhuoluo issue` gives it one, keeps it and puts it on record.
    """
    with opened() as instance:
        asked = asked_by_console(instance, office, **when, needs=needs.PETITION)
        case = petitions.case(instance, asked, petitions.seen(instance, asked, number))
        coded = document is not None and KINDS[document].to == PETITIONER
        fields = (*EVERYTHING, *(("query_code",) if coded else ()))
        of_petition = case.petition
        on_record.shown(
            instance, office, of_petition.id, fields=fields, version=of_petition.version, position=asked.position
        )
        if document is None:
            rows = [_row(each) for each in drawing.possible(asked, case)]
            print_rows(kind, rows, COLUMNS, "可出具的文书 documents that can be drawn up")
            return
        drawn = drawing.drawn(instance, asked, case, document, of or 0, coded=coded)
    write_file(file or Path(drawn.name), drawn.pdf)


def _row(each: drawing.PossibleDocument) -> dict[str, object]:
    missing = "；".join(f"{reason.zh} {reason.en}" for reason in each.reasons)
    return {"document": each.document, "name": f"{each.zh} {each.en}", "missing": missing}
