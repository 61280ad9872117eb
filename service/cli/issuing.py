"""`zhuoluo issue`: a document drawn up under its number, kept and put on record, in one."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import click

from domain.access import CONSOLE
from domain.documents.kinds import KINDS, PETITIONER
from service.access.recording import EVERYTHING
from service.attachments import handing_out
from service.cli import on_record
from service.cli.arguments import as_option, asked_by_console, office_option
from service.cli.documents import FILE
from service.cli.opening import opened, operator
from service.cli.printing import format_option, print_facts, write_file
from service.documents.issuing import Order, issue, told
from service.readmodels import needs
from service.readmodels import petition as petitions
from service.readmodels.asking import Question
from service.readmodels.petition import Case
from service.runtime import Instance

CHANNEL = "cli"


@click.command("issue")
@click.argument("number")
@click.argument("document", type=click.Choice(list(KINDS)))
@office_option
@click.option("--of", type=click.IntRange(min=1), default=None, help="version of the event on which it rests")
@click.option("--key", default=None, help="the same key again issues nothing twice")
@click.option("--out", "file", type=FILE, help="write the PDF there; else under its name in this folder")
@as_option
@format_option
def issued(number: str, document: str, office: str, name: str | None, kind: str, **said: Any) -> None:
    """出具文书: draw up a document under the next number of its series, keep it, put it on record; and write the PDF.

    Make it void with `void-document` over HTTP or on the page of the petition; the number stays used.
    """
    order = Order(
        document_kind=document,
        of=said["of"] or 0,
        actor=operator(name),
        channel=CHANNEL,
        key=said["key"] or uuid4().hex,
        path=f"issue {number}",
        coded=KINDS[document].to == PETITIONER,
    )
    with opened() as instance:
        answer = issue(instance, order, lambda: read(instance, office, number, order))
        line, event = told(answer)
        handed = handing_out.handed_out(instance, CONSOLE, office, answer.petition, str(event.attachment))
        pdf = b"".join(handed.blocks)
    print_facts(kind, {"document": document, "number": line.number, "version": line.version, "position": line.position})
    write_file(said["file"] or Path(str(handed.attachment.file_name)), pdf)


def read(instance: Instance, office: str, number: str, order: Order) -> tuple[Question, Case]:
    """The petition at the newest position, on record."""
    asked = asked_by_console(instance, office, position=None, known_at=None, on=None, needs=needs.PETITION)
    case = petitions.case(instance, asked, petitions.seen(instance, asked, number))
    fields = (*EVERYTHING, *(("query_code",) if order.coded else ()))
    of_petition = case.petition
    version, position = of_petition.version, asked.position
    on_record.shown(instance, office, of_petition.id, fields=fields, version=version, position=position)
    return asked, case
