"""The invented offices and the lives of their petitions, as their files tell them.

A life is told once, in working days since its first act, with `{day 3 09:00}`, `{name 1}`, `{petition 2}`, `{year}`
and `{nth}` in the place of what differs each time that it is lived.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, time
from importlib.resources import files
from typing import Any

import msgspec
from msgspec import Struct

from service.organising import Organised

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

    `assigned`: it is lived each time that the upper office assigns something, and carries that number.
    """

    title: str
    times: int
    acts: tuple[Act, ...]
    assigned: bool = False

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


class Told(Struct, frozen=True):
    """One file."""

    office: Founded
    organisation: Organised
    actors: Mapping[str, Mapping[str, str]]
    lives: tuple[Life, ...]
    reception: tuple[Receptions, ...] = ()


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
    )


def _life(table: dict[str, Any]) -> Life:
    acts = tuple(_act(dict(act)) for act in table["acts"])
    return Life(table["title"], table.get("times", 0), acts, assigned=table.get("assigned", False))


def _act(table: dict[str, Any]) -> Act:
    days, clock = table.pop("after").split(" ")
    by, verb, petition = table.pop("by"), table.pop("do"), table.pop("petition", 1)
    return Act(int(days), time.fromisoformat(clock), by, petition, verb, table)
