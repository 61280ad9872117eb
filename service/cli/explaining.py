"""`zhuoluo explain`: why each limit of a petition ends when it does, line by line, with the days that did not count."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from domain.explaining import Because
from service.cli import on_record
from service.cli.arguments import asked_by_console, basis, office_option, time_options
from service.cli.opening import opened
from service.cli.printing import JSON, as_json, format_option
from service.readmodels import needs
from service.readmodels import petition as petitions
from service.readmodels.petition import Owed


@click.command("explain")
@click.argument("number")
@click.option("--duty", "entry", default="", help="Only the duty of this entry of the rulebook (只看此项).")
@office_option
@time_options
@format_option
def explain(number: str, entry: str, office: str, kind: str, **when: Any) -> None:
    """Explain the dates of a petition's duties, step by step."""
    with opened() as instance:
        asked = asked_by_console(instance, office, **when, needs=needs.PETITION)
        case = petitions.case(instance, asked, petitions.seen(instance, asked, number))
        on_record.shown(instance, office, case.petition.id, fields=(), version=case.petition.version)
        owed = [each for each in case.owed if entry in ("", each.duty.key.id)]
        if not owed:
            words = f"没有“{entry}”这一限时事项" if entry else "没有限时事项"
            raise click.ClickException(f"{words} (there is no such duty)")
        if kind == JSON:
            click.echo(as_json({"position": asked.position, "duties": [_said(each) for each in owed]}))
            return
        click.echo(f"{case.petition.number or case.petition.id}\n{basis(asked)}")
        for each in owed:
            click.echo("\n".join(("", *_lines(each))))


def _said(owed: Owed) -> dict[str, Any]:
    duty = owed.duty
    return {
        "entry": duty.key.id,
        "discriminator": duty.key.discriminator,
        "round": duty.key.round,
        "clause": duty.opened.clause,
        "holder": duty.holder,
        "why": list(owed.why),
    }


def _lines(owed: Owed) -> Iterator[str]:
    duty = owed.duty
    yield f"{duty.opened.clause} {owed.rule}（{duty.key.id}，{duty.holder}）"
    for nth, because in enumerate(owed.why, start=1):
        yield f"  {nth}. {because.zh} / {because.en}"
        yield from (f"     {line}" for line in _skipped(because))


def _skipped(because: Because) -> Iterator[str]:
    """The days passed over and the notices that made them rest days."""
    for rest in because.skipped:
        papers = "、".join(rest.papers)
        yield f"{rest.day} {rest.name}" + (f"  {papers}" if papers else "")
