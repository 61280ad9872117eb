"""`zhuoluo rulebook`: check the text of a rulebook, show what enforces a clause, tell how a book reads its rules."""

from __future__ import annotations

from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path

import click
import msgspec

from domain.rulebook import Rulebook
from domain.rulebook_kinds import KINDS
from domain.rulebook_loader import parse
from domain.rulebook_overlaps import Overlap, overlaps
from domain.rulebook_reader import BadRulebook
from service.bundled import bundled_books, newest
from service.clauses.catalogue import Clause, catalogue, entries_of
from service.clauses.locating import line_of
from service.clauses.page import told
from service.clauses.proofs import kept
from service.clauses.readings import readings
from service.cli.opening import opened
from service.cli.organisation import text_of
from service.cli.printing import format_option, print_rows
from service.readmodels.asking import today

MISTAKEN = 1
MOST_COMBINATIONS = 40
"""So many combinations of routes are printed one by one; of more the number is said."""
READINGS = {
    "question": "问题 question",
    "reads": "本规则的理解 this book",
    "clause": "条款 clause",
    "otherwise": "另一种理解 otherwise",
    "how": "如何设定 how to set it",
}


@click.group("rulebook")
def rulebook() -> None:
    """Check, show and explain rulebooks (规则)."""


@rulebook.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """Check a rulebook before an office publishes it: every mistake with its line; then overlaps of its routes."""
    text = text_of(file)
    parents = {book.id: newest(book.id) for book in bundled_books().values()}
    try:
        book = parse(text, file.name, parents)
    except BadRulebook as bad:
        for mistake in bad.mistakes:
            click.echo(
                f"{file}:{line_of(text, mistake)}: {mistake.entry}: `{mistake.word}`：应为 expected {mistake.expected}"
            )
        click.echo(f"{len(bad.mistakes)} 处错误 mistakes", err=True)
        raise SystemExit(MISTAKEN) from None
    _print_book(book)
    _print_overlaps(overlaps(book))


def _print_book(book: Rulebook) -> None:
    click.echo(f"{book.reference} {book.zh} {book.en}".rstrip())
    parent = f"，基于 extends {book.extends}" if book.extends else ""
    counts = "，".join(f"{kind} {len(getattr(book, of.field))}" for kind, of in KINDS.items())
    click.echo(f"正确 right{parent}：{counts}\nsha256 {book.digest}")


def _print_overlaps(found: tuple[Overlap, ...]) -> None:
    """Which matters would have two routes, the first of which wins, or none."""
    for each in found[:MOST_COMBINATIONS]:
        facts = " ".join(f"{name}={str(value).lower()}" for name, value in each.facts)
        routes = f"{each.routes[0]} 先于 before {', '.join(each.routes[1:])}" if each.routes else "无路线 no route"
        click.echo(f"{facts}: {routes}")
    if len(found) > MOST_COMBINATIONS:
        click.echo(f"… 共 {len(found)} 种 combinations")
    if not found:
        click.echo("路线无重叠、无空缺 no overlap and no gap of routes")


@rulebook.command("show")
@click.argument("clause")
def show(clause: str) -> None:
    """Show a clause (R5.12, S1.34): its words, what enforces it, which tests prove it."""
    known = {each.id: each for each in catalogue().clause}
    if clause not in known and not entries_of(clause):
        near = get_close_matches(clause, sorted({*known, *kept()}), n=3)
        words = f"；近似 near: {', '.join(near)}" if near else ""
        message = f"没有条款 no clause {clause!r}{words}"
        raise click.ClickException(message)
    found = known.get(clause, Clause(clause, "", "《信访工作条例》", "Regulations on Petition Work"))
    click.echo("\n".join(told(found, kept())))


@rulebook.command("readings")
@click.argument("book", required=False)
@click.option("-o", "--office", metavar="ID", help="the version that this office goes by, today or --on a day")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="the day asked about; today if not given")
@format_option
def read(book: str | None, office: str | None, on: datetime | None, kind: str) -> None:
    """Tell how a book, or an office, reads what the texts leave open: 本机关如何理解规则."""
    if (book is None) == (office is None):
        raise click.UsageError("规则或者 --office，二者择一 name a book or --office, one of them")
    chosen = _bundled(book) if book else _of_office(office or "", on.date() if on else None)
    rows = [msgspec.structs.asdict(each) for each in readings(chosen)]
    print_rows(kind, rows, READINGS, f"本机关如何理解规则 how this office reads its rules: {office or book}")


def _bundled(book: str) -> Rulebook:
    known = {each.id for each in bundled_books().values()}
    if book not in known:
        message = f"没有此规则 no rulebook {book!r}: {', '.join(sorted(known))}"
        raise click.ClickException(message)
    return newest(book)


def _of_office(office: str, on: date | None) -> Rulebook:
    with opened() as instance:
        known = instance.offices.get(office)
        return known.book_on(on or today(instance, known))
