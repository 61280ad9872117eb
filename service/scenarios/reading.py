"""A scenario file as values: who there is, what happened line by line, what must be answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

ENDING = "*.json"


class BadScenario(ValueError):
    """A file that is none of the format, or a word in it that the format does not know."""


class Unit(Struct, frozen=True):
    name: str
    office: str


class Officer(Struct, frozen=True):
    """An officer as the file names one: `post` is the title people use, `rank` where the file gives one."""

    name: str
    post: str = ""
    unit: str = ""
    rank: str = ""


class OtherOffice(Struct, frozen=True):
    name: str
    rulebook: str = ""


class Petitioner(Struct, frozen=True):
    """What the file says of a petition beside its lines: by whom it is and what it is about."""

    petitioner: str = ""
    text: str = ""
    channel: str = ""
    persons: int = 1


class LineExpected(Struct, frozen=True):
    """What must come of a line: `refused` is the clause that forbids it, `breach` those broken by it."""

    refused: str = ""
    breach: tuple[str, ...] = ()
    why: str = ""


NOTHING_SAID = LineExpected()


class Told(Struct, frozen=True, kw_only=True):
    """One line: what happened when, since when it is known, on which petition (None: of the office), by whom."""

    n: int
    occurred: str
    known: str
    petition: str | None = None
    actor: Officer
    action: str
    fields: dict[str, Any] = {}
    clauses: tuple[str, ...] = ()
    expect: LineExpected = NOTHING_SAID

    def given(self, name: str) -> str:
        """The field as text; "" when it is absent or null."""
        value = self.fields.get(name)
        return "" if value is None else str(value)


class Scenario(Struct, frozen=True, kw_only=True):
    """A file. `expect` is what must be answered, by kind, as the file has it."""

    id: str
    title: str = ""
    rulebook: str
    national_duties_in_force: tuple[str, ...] = ()
    office: str
    other_offices: tuple[OtherOffice, ...] = ()
    timezone: str = "Asia/Shanghai"
    settings: dict[str, Any] = {}
    units: tuple[Unit, ...]
    people: tuple[Officer, ...]
    petitions: Mapping[str, Petitioner]
    lines: tuple[Told, ...]
    expect: dict[str, Any] = {}

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def line(self, n: int) -> Told:
        """The line of that number. Raises BadScenario."""
        for line in self.lines:
            if line.n == n:
                return line
        raise BadScenario(f"{self.id}: there is no line {n} (没有第{n}行)")

    def instant(self, local: str) -> datetime:
        """A local time, or the first instant of a local day, as an aware instant."""
        return datetime.fromisoformat(local).replace(tzinfo=self.zone)


def happened(scenario: Scenario, local: str) -> str:
    """When something happened as the API takes it: the day alone, or the instant with its time zone."""
    return scenario.instant(local).isoformat() if "T" in local else local


def read(path: Path) -> Scenario:
    """The scenario of a file. Raises BadScenario, OSError."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Scenario)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadScenario(f"{path.name}: {error}") from error


def files(folder: Path) -> list[Path]:
    """The scenario files of a folder, by name. Raises BadScenario when there is none."""
    found = sorted(folder.glob(ENDING))
    if not found:
        raise BadScenario(f"{folder}: no scenario files {ENDING} (没有情景文件)")
    return found
