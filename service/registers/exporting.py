"""An export of a register: written where nobody sees it, put on record with its petitions, then handed out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from domain.codes import Label
from service.layouts.calling import HIDDEN, calling
from service.layouts.grounds import Ground, Grounds, grounds
from service.readmodels.asking import Question
from service.registers.columns import COLUMNS, telling
from service.registers.entries import Days, Entry
from service.registers.kinds import Register
from service.registers.writing import Kind, Written
from service.runtime import Instance
from service.web.files.sheet import Value

ROWS, BESIDE = Label("行数", "Rows"), Label("限制知悉，未列出", "Restricted, not shown")
OPEN_END = Label("不限", "any")


class Exported(Struct, frozen=True, kw_only=True):
    """A file that was written; nobody has it before `petitions`, those that it names, are on record."""

    file: Path
    name: str
    rows: int
    petitions: frozenset[UUID]


class Rows:
    """The rows of a register while they are written: how many there were, and which petitions they name."""

    def __init__(self, register: Register, asked: Question, language: str) -> None:
        self.count, self.petitions, self.hidden = 0, set[UUID](), 0
        self._register = register
        self._telling = telling(asked, language, calling(asked.office, asked.on.day), asked.office)
        self._language = language

    def of(self, connection: Connection[Any], asked: Question, days: Days) -> Iterator[Sequence[Value]]:
        """A row for each entry; and one that says how many are restricted, never which."""
        for entry in self._register.read(connection, asked, days):
            self.count += 1
            self.petitions.add(entry.petition.petition)
            yield self._told(entry)
        self.hidden = self._register.hidden(connection, asked, days)
        if self.hidden:
            yield (f"{HIDDEN.zh} {HIDDEN.en.lower()}: {self.hidden}",)

    def _told(self, entry: Entry) -> list[Value]:
        return [COLUMNS[name].tell(entry, self._telling) for name in self._register.columns]


class Wanted(Struct, frozen=True, kw_only=True):
    """Which register, of which days, as what kind of file, in which language."""

    register: Register
    days: Days
    kind: Kind
    language: str

    @property
    def filters(self) -> dict[str, object]:
        """How the record says which rows there were."""
        return {"from": self.days.first, "to": self.days.last}

    @property
    def listed(self) -> str:
        """What the list is called on record."""
        return f"{self.register.id}.{self.kind.name}"


def export(instance: Instance, asked: Question, wanted: Wanted, folder: Path, made_at: datetime) -> Exported:
    """Writes the file into the folder. Cost: memory for one batch of rows, and an id a petition for the record."""
    register, days, kind, language = wanted.register, wanted.days, wanted.kind, wanted.language
    name = f"{register.id}-{asked.id}-{asked.position}.{kind.ending}"
    rows, file = Rows(register, asked, language), folder / name
    rests_on = _grounds(grounds(instance, asked, made_at), register, days)
    with instance.reading(asked.seeing) as connection:
        written = Written(
            register=register,
            grounds=rests_on,
            rows=rows.of(connection, asked, days),
            tail=lambda: ((ROWS, rows.count), (BESIDE, rows.hidden)),
            language=language,
        )
        kind.write(written, file)
    return Exported(file=file, name=name, rows=rows.count, petitions=frozenset(rows.petitions))


def _grounds(base: Grounds, register: Register, days: Days) -> Grounds:
    own = (
        Ground(Label("台账", "Register"), register.label),
        Ground(Label("按哪天选取", "Chosen by"), register.days),
        Ground(Label("自", "From"), str(days.first) if days.first else OPEN_END),
        Ground(Label("至", "To"), str(days.last) if days.last else OPEN_END),
    )
    return base.having(*own)
