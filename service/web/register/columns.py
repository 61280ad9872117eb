"""The columns of the register: what each is called, and what stands in it where no page is, as in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from service.api.lists import PetitionList, PetitionRow
from service.web.files.sheet import Column, Value
from service.web.marking import N_
from service.web.owing import Owing
from service.web.screen import Screen
from service.web.statistics.telling import choices
from service.web.wording import Wording


class Words(Struct, frozen=True):
    """What values are called: in a language, by the classes of the office's list."""

    words: Wording
    classes: Mapping[str, str]
    yes: str
    end: Callable[[str | None], date | None]


Cell = Callable[[PetitionRow, Words], Value]

COLUMNS: Mapping[str, Cell] = {
    "number": lambda row, _: row.number,
    "external_id": lambda row, _: row.external_id,
    "received": lambda row, _: row.received,
    "channel": lambda row, told: told.words.code("channel", row.channel),
    "source": lambda row, told: told.words.code("source", row.source),
    "people": lambda row, _: row.people,
    "content_class": lambda row, told: told.classes.get(row.content_class, row.content_class),
    "title": lambda row, _: row.title,
    "unit": lambda row, _: row.unit,
    "holder": lambda row, _: row.person,
    "on_the_way": lambda row, told: told.yes if row.on_the_way else "",
    "state": lambda row, told: told.words.state(row.state),
    "due": lambda row, told: told.end(row.due),
    "overdue": lambda row, told: told.yes if row.overdue else "",
    "clause": lambda row, _: row.clause,
}
"""By name, in the order of the register; each says what stands in its cells."""
USUAL = ("number", "received", "channel", "title", "unit", "state", "due")
"""Those that are shown to whoever has chosen none."""
CALLED: Mapping[str, str] = {
    "number": N_("Number"),
    "received": N_("Received"),
    "title": N_("Title"),
    "unit": N_("Where it is"),
    "holder": N_("Who has it there"),
    "on_the_way": N_("on the way"),
    "state": N_("State"),
    "due": N_("Next limit"),
    "overdue": N_("overdue"),
    "clause": N_("Clause"),
}
"""Columns that are no fields of a petition."""
HOLDS: Mapping[str, str] = {
    "number": N_("register number of the office, as text"),
    "external_id": N_("number at its source, as text"),
    "received": N_("day on which it was received"),
    "channel": N_("how it came"),
    "source": N_("from whom it came"),
    "people": N_("how many people wrote or came"),
    "content_class": N_("class of its content, as called on the day judged on"),
    "title": N_("what it is about, in the words of the office"),
    "unit": N_("unit that has it, or that it is on the way to"),
    "holder": N_("who has it in that unit, where that is known"),
    "on_the_way": N_("yes until that unit has signed for it"),
    "state": N_("how far it is"),
    "due": N_("day on which its earliest open duty ends; empty where none has a date"),
    "overdue": N_("yes if that or another of its duties was past its end on the day judged on"),
    "clause": N_("clause of the earliest open duty"),
}
"""What the columns hold, for who has the file and not the page."""


def of_rows(about: Screen, day: date) -> dict[str, Any]:
    """What the rows of a list are shown with, judged on that day."""
    return {
        "owing": Owing(about.office, day),
        "classes": dict(choices(about, "content_class", day)),
        "label": lambda name: label(about, name),
    }


def columns_of(about: Screen) -> Iterator[Column]:
    """All columns as a file has them."""
    return (Column(label(about, name), about.said(HOLDS[name])) for name in COLUMNS)


def lines(about: Screen, found: PetitionList) -> Iterator[list[Value]]:
    """The rows of a list as a file has them, one after the other."""
    day = found.basis.on
    classes = dict(choices(about, "content_class", day))
    told = Words(Wording(about.language), classes, about.said("yes"), Owing(about.office, day).end)
    return ([cell(row, told) for cell in COLUMNS.values()] for row in found.rows)


def label(about: Screen, name: str) -> str:
    """What a column is called."""
    return about.said(CALLED[name]) if name in CALLED else Wording(about.language).field(name)
