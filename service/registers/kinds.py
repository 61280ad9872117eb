"""Which registers there are: what their rows are about, and their columns in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from msgspec import Struct
from psycopg import Connection

from domain.codes import Label
from service.readmodels import duties, needs, register
from service.readmodels.asking import BadQuestion, Question, of_everybody
from service.readmodels.statistics import behind
from service.registers.entries import Days, Entry, of_duties, of_facts, of_petitions

Read = Callable[[Connection[Any], Question, Days], Iterator[Entry]]
Hidden = Callable[[Connection[Any], Question, Days], int]
NEEDS = needs.RATES
"""Facts, duties, and where petitions stand with what they are called."""

PETITION = (
    "channel",
    "source",
    "received",
    "people",
    "collective",
    "repeat",
    "purpose",
    "content_class",
    "place",
    "title",
)
STANDS = ("unit", "person", "on_the_way", "state")
ENDED = ("accepted", "answered", "closed", "outcome", "archived")
NOW = ("unit", "person", "on_the_way", "state", "due", "clause", "overdue")


class Register(Struct, frozen=True, kw_only=True):
    """A register 台账: its rows, how many more there are that whoever asks is not shown, its columns.

    `days`: which days the rows are chosen by.
    """

    id: str
    label: Label
    days: Label
    columns: tuple[str, ...]
    read: Read
    hidden: Hidden


RECEIVED = Label("收到日期", "days of receipt")
HAPPENED = Label("发生日期", "days on which it happened")


def _facts_hidden(
    cells: tuple[Mapping[str, object], ...], connection: Connection[Any], asked: Question, days: Days
) -> int:
    span = days.period(asked)
    return sum(behind.unseen(connection, asked, span, cell) for cell in cells) if span else 0


def _duties_hidden(connection: Connection[Any], asked: Question, days: Days) -> int:
    """Of all that are overdue, whatever day they were opened on: by fewer days it would tell more of them."""
    del days
    every, shown = (duties.counted(connection, who).overdue for who in (of_everybody(asked), asked))
    return every - shown


def _of_facts(id_: str, label: Label, columns: tuple[str, ...], *cells: Mapping[str, object]) -> Register:
    def read(connection: Connection[Any], asked: Question, days: Days) -> Iterator[Entry]:
        return of_facts(connection, asked, cells, days)

    return Register(
        id=id_, label=label, days=HAPPENED, columns=columns, read=read, hidden=partial(_facts_hidden, cells)
    )


def _of_petitions(id_: str, label: Label, kind: str) -> Register:
    def read(connection: Connection[Any], asked: Question, days: Days) -> Iterator[Entry]:
        return of_petitions(connection, asked, kind, days)

    def hidden(connection: Connection[Any], asked: Question, days: Days) -> int:
        return register.unlisted(connection, asked, kind, days.received)

    columns = ("number", "external_id", *PETITION, "registered", *NOW, *ENDED)
    return Register(id=id_, label=label, days=RECEIVED, columns=columns, read=read, hidden=hidden)


def _overdue(connection: Connection[Any], asked: Question, days: Days) -> Iterator[Entry]:
    return of_duties(connection, asked, "overdue", days)


REGISTERS: Mapping[str, Register] = {
    each.id: each
    for each in (
        _of_petitions("petitions", Label("信访登记台账", "Register of petitions"), "register"),
        _of_petitions("open", Label("在办台账", "Open petitions"), "open"),
        _of_facts(
            "transfers",
            Label("转送交办台账", "Forwarded and assigned"),
            ("day", "kind", "unit_of_fact", "days", "number", "external_id", *PETITION, *NOW, "answered", "closed"),
            {"measure": "forwarded"},
        ),
        Register(
            id="overdue",
            label=Label("超期台账", "Overdue duties"),
            days=Label("起算日期", "days since when they are owed"),
            columns=("number", "external_id", "duty", "holder", "opened", "due", "late", "clause", *PETITION, *STANDS),
            read=_overdue,
            hidden=_duties_hidden,
        ),
        _of_facts(
            "receptions",
            Label("接访台账", "Visits received, and petitioners met by leaders"),
            ("day", "kind", "unit_of_fact", "number", "external_id", *PETITION, *NOW, "answered", "closed"),
            {"measure": "received", "visit": True},
            {"measure": "met"},
        ),
        _of_facts(
            "closures",
            Label("办结台账", "Closed petitions"),
            (
                "day",
                "days",
                "number",
                "external_id",
                "outcome",
                "unit_of_fact",
                *PETITION,
                *STANDS,
                "answered",
                "archived",
            ),
            {"measure": "closed"},
        ),
        _of_facts(
            "supervision",
            Label("督办台账", "Pressed petitions"),
            ("day", "kind", "unit_of_fact", "days", "number", "external_id", *PETITION, *NOW, "answered", "closed"),
            {"measure": "pressed"},
        ),
    )
}


def register_of(name: str) -> Register:
    """The register of that id. Raises BadQuestion."""
    if name not in REGISTERS:
        message = f"no such register: {name!r}; there are {', '.join(REGISTERS)} (没有这种台账)"
        raise BadQuestion(message)
    return REGISTERS[name]
