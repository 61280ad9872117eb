"""An instance to import into, and what one asks of it afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import Struct

from domain.access import CONSOLE
from domain.events import Line
from domain.petition import Petition
from service.database import Database
from service.exchange.importing import Summary, import_files
from service.exchange.mapping import Mapping
from service.exchange.mappings import load_mapping
from service.exchange.told import petition_id
from service.readmodels import register
from service.readmodels.asking import Question, question
from service.readmodels.register import Listed
from service.runtime import Instance, assembled
from service.settings import Settings

OFFICE = "elsewhere"
PATIENCE = 300.0
"""Seconds: an import hands over at once what the read models would have taken in over a month."""
On = date | datetime | None


class Imported(Struct, frozen=True):
    """What an import answered, and the position that it told for each time of observation."""

    summary: Summary
    reached: list[tuple[str, int]]

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Rows added, there already, duplicates, rejected."""
        said = self.summary
        return said.added, said.already, said.duplicates, said.rejected

    @property
    def faults(self) -> list[tuple[int, str, str]]:
        """Line, column and reason of everything in the rejects file."""
        return [(fault["line"], fault["column"], fault["reason"]) for fault in self.rejects]

    @property
    def rejects(self) -> list[dict[str, Any]]:
        path = self.summary.rejects
        return [msgspec.json.decode(line) for line in Path(path).read_bytes().splitlines()] if path else []


class Desk:
    """One office of an instance, imported into and asked about."""

    def __init__(self, instance: Instance, folder: Path) -> None:
        self.instance = instance
        self._folder = folder

    def take(self, mapping: Mapping | str, *contents: str | bytes | Path, office: str = OFFICE) -> Imported:
        """Imports files: paths, or contents that are written into files named by their place."""
        files = [self._file(number, content) for number, content in enumerate(contents, 1)]
        reached: list[tuple[str, int]] = []
        summary = import_files(
            self.instance,
            load_mapping(mapping) if isinstance(mapping, str) else mapping,
            files,
            office,
            progress=lambda _done, _total: None,
            reached=lambda at, position: reached.append((at, position)),
        )
        return Imported(summary, reached)

    def _file(self, number: int, content: str | bytes | Path) -> Path:
        if isinstance(content, Path):
            return content
        path = self._folder / f"{number}.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def petition(self, source_id: str, office: str = OFFICE) -> Petition:
        return self.instance.desk.petition(office, petition_id(office, source_id))

    def events(self, source_id: str, office: str = OFFICE) -> list[str]:
        """The names of the events of a petition as they were written."""
        return [type(line.event).__name__ for line in self.lines(source_id, office)]

    def lines(self, source_id: str, office: str = OFFICE) -> list[Line]:
        found = self.instance.ledger.log(office).stream(petition_id(office, source_id))
        return [line for line in found if isinstance(line, Line)]

    def size(self, office: str = OFFICE) -> int:
        return self.instance.ledger.head(office).size

    def asked(self, office: str = OFFICE, *, position: int | None = None, on: On = None) -> Question:
        self.instance.projector.current(office, PATIENCE)
        self.instance.gate.current(office, PATIENCE)
        return question(self.instance, CONSOLE, office, position=position, on=on)

    def listed(self, kind: str, asked: Question) -> list[Listed]:
        with self.instance.pool.connection() as connection:
            return list(register.whole(connection, asked, kind))

    def ids(self, kind: str, on: On = None) -> list[str]:
        return sorted(row.external_id for row in self.listed(kind, self.asked(on=on)))


@pytest.fixture
def desk(database: Database, home: Path, tmp_path: Path) -> Iterator[Desk]:
    with assembled(Settings(home), database) as instance:
        yield Desk(instance, tmp_path)


def table(header: str, rows: Sequence[str]) -> str:
    return "\n".join((header, *rows)) + "\n"
