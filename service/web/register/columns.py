"""The columns of the register: what each is called, and what stands in it where no page is, as in a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from service.api.lists import PetitionRow
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
    end: Callable[[str | None], Any]


Cell = Callable[[PetitionRow, Words], object]

COLUMNS: Mapping[str, Cell] = {
    "number": lambda row, _: row.number,
    "external_id": lambda row, _: row.external_id,
    "received": lambda row, _: row.received.isoformat(),
    "channel": lambda row, told: told.words.code("channel", row.channel),
    "source": lambda row, told: told.words.code("source", row.source),
    "people": lambda row, _: row.people,
    "content_class": lambda row, told: told.classes.get(row.content_class, row.content_class),
    "title": lambda row, _: row.title,
    "unit": lambda row, _: row.unit,
    "holder": lambda row, _: row.person,
    "on_the_way": lambda row, told: told.yes if row.on_the_way else "",
    "state": lambda row, told: told.words.state(row.state),
    "due": lambda row, told: told.end(row.due) or "",
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


def of_rows(about: Screen, day: date) -> dict[str, Any]:
    """What the rows of a list are shown with, judged on that day."""
    return {
        "owing": Owing(about.office, day),
        "classes": dict(choices(about, "content_class", day)),
        "label": lambda name: label(about, name),
    }


def label(about: Screen, name: str) -> str:
    """What a column is called."""
    return about.said(CALLED[name]) if name in CALLED else Wording(about.language).field(name)
