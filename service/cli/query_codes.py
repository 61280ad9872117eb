"""`zhuoluo query-code`: the code with which a petitioner asks where the petition is."""

from __future__ import annotations

import click

from service.cli import on_record
from service.cli.arguments import asked_by_console, office_option
from service.cli.opening import opened
from service.cli.printing import JSON, as_json, format_option
from service.readmodels import needs
from service.readmodels import petition as petitions
from service.readmodels.petition import UnknownPetition
from service.web.query.code import QueryCodes, shown


@click.command("query-code")
@click.argument("number")
@office_option
@format_option
def query_code(number: str, office: str, kind: str) -> None:
    """查询码: print the query code of a petition for its petitioner; the same each time it is asked for."""
    with opened() as instance:
        asked = asked_by_console(instance, office, None, None, None, needs=needs.REGISTER)
        found = petitions.seen(instance, asked, number)
        state = instance.desk.petition(office, found)
        if state.received is None:
            raise UnknownPetition(number)
        on_record.shown(instance, office, found, action="receive", fields=("query_code",))
        code = shown(QueryCodes(instance.keys).of(office, found))
    if kind == JSON:
        click.echo(as_json({"office": office, "petition": found, "number": state.number, "code": code}))
    else:
        click.echo(f"编号 number {state.number or '（未登记 not registered yet）'}\n查询码 query code {code}")
