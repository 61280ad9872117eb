"""The invented offices and the lives of their petitions, as their files tell them.

A life is told once, in working days since its first act, with `{day 3 09:00}`, `{name 1}`, `{petition 2}`, `{year}`
and `{nth}` in the place of what differs each time that it is lived.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from importlib.resources import files
from typing import Any

import msgspec
from msgspec import Struct

from service.organisation_file import Organised

UPPER = "jiangzhou-xinfang"
"""The office that assigns to the others."""


class Founded(Struct, frozen=True):
    """An office as it is made; `rulebook_text` is its own version of the rulebook."""

    id: str
    name: str
    rulebook: str
    created: datetime
    rulebook_text: str
    roles: Mapping[str, str] = {}


class Act(Struct, frozen=True):
    """One act of a life: working days and time after the beginning, by whom, on which of its petitions, what."""

    days: int
    clock: time
    by: str
    petition: int
    verb: str
    said: Mapping[str, Any]


class Life(Struct, frozen=True):
    """What becomes of a petition, or of several that belong together; `times` a year.

    `assigned`: it is lived each time that the upper office assigns something, and carries that number. `begins`: the
    day on which it is to begin. `codes` of the office's lists by their fields are what its petitions are about, the
    `occupations` those that invented people who write or come about it may have.
    """

    title: str
    times: int
    acts: tuple[Act, ...]
    assigned: bool = False
    begins: date | None = None
    codes: Mapping[str, str] = {}
    occupations: tuple[str, ...] = ()

    @property
    def assigns_to(self) -> str:
        """The name of the office below to which it is assigned; "" when to none."""
        return next((act.said["target"] for act in self.acts if act.verb == "assign"), "")


class Receptions(Struct, frozen=True):
    """Who receives on the days of a schedule, in turn, and who is there besides; by a `rota` or without."""

    schedule: str
    leaders: tuple[str, ...]
    attendance: tuple[str, ...] = ()
    rota: bool = False


class Checks(Struct, frozen=True):
    """A checklist that the office fills on each working day since then, with its items."""

    form: str
    since: date
    items: tuple[str, ...]


class Analysis(Struct, frozen=True):
    """An analysis of a period, the day on which it is submitted and to whom."""

    period: str
    day: date
    to: str
    text: str


class Reporting(Struct, frozen=True):
    """The report of figures of each month, sent so many days after it: by whom, to whom; some later, some never."""

    drafter: str
    checker: str
    signer: str
    to: str
    after: int
    later: Mapping[str, int] = {}
    missed: tuple[str, ...] = ()


class Receiving(Struct, frozen=True):
    """The reports that an office below has sent, received so many days after each month, by whom."""

    sender: str
    by: str
    after: int
    missed: tuple[str, ...] = ()


class Told(Struct, frozen=True):
    """One file."""

    office: Founded
    organisation: Organised
    actors: Mapping[str, Mapping[str, str]]
    lives: tuple[Life, ...]
    reception: tuple[Receptions, ...] = ()
    check: tuple[Checks, ...] = ()
    analysis: tuple[Analysis, ...] = ()
    reports: tuple[Reporting, ...] = ()
    received: tuple[Receiving, ...] = ()


def offices() -> list[Told]:
    """The upper office first, then the others by their ids."""
    found = [_told(file.read_bytes()) for file in (files("service.demo.year") / "offices").iterdir()]
    return sorted(found, key=lambda told: (told.office.id != UPPER, told.office.id))


def _told(content: bytes) -> Told:
    tables = tomllib.loads(content.decode())
    return Told(
        office=msgspec.convert(tables["office"], Founded),
        organisation=msgspec.convert(tables["organisation"], Organised),
        actors=tables["actors"],
        lives=tuple(map(_life, tables["life"])),
        reception=msgspec.convert(tables.get("reception", []), tuple[Receptions, ...]),
        check=msgspec.convert(tables.get("check", []), tuple[Checks, ...]),
        analysis=msgspec.convert(tables.get("analysis", []), tuple[Analysis, ...]),
        reports=msgspec.convert(tables.get("reports", []), tuple[Reporting, ...]),
        received=msgspec.convert(tables.get("received", []), tuple[Receiving, ...]),
    )


def _life(table: dict[str, Any]) -> Life:
    acts = tuple(_act(dict(act)) for act in table["acts"])
    return msgspec.convert({"times": 0, **table, "acts": acts}, Life)


def _act(table: dict[str, Any]) -> Act:
    days, clock = table.pop("after").split(" ")
    by, verb, petition = table.pop("by"), table.pop("do"), table.pop("petition", 1)
    return Act(int(days), time.fromisoformat(clock), by, petition, verb, table)
