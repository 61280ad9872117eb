"""A life laid into the year: its acts on their days, with names, numbers and dates of this one time."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from msgspec import Struct

from domain.calendar import Calendar
from service.demo.story import Told as Done
from service.demo.year.people import person_named
from service.demo.year.reading import Act, Life, Told

ZONE = ZoneInfo("Asia/Shanghai")
BLANK = re.compile(r"\{(day|name|petition|year|nth)(?: ([0-9]+))?(?: ([0-9:]+))?\}")


class Lived(Struct, frozen=True):
    """One time that a life is lived: the first day, the people by number, the running number."""

    life: Life
    first: date
    people: Mapping[int, Mapping[str, str]]
    nth: int


def lived(life: Life, first: date, nth: int, chance: Random) -> Lived:
    """With people by chance."""
    return Lived(life, first, {number: person_named(chance, life.occupations) for number in range(1, 10)}, nth)


def laid(told: Told, one: Lived, calendar: Calendar) -> list[Done]:
    """The acts in the order in which they are recorded, the same each time."""

    def day(days: int) -> date:
        return calendar.add_working_days(one.first, days).day if days else one.first

    done: dict[int, int] = {}
    acts: list[Done] = []
    for act in one.life.acts:
        done[act.petition] = done.get(act.petition, 0) + 1
        blanks = _blanks(told, one, day)
        said = _more(act, one, _filled(dict(act.said), blanks))
        at = datetime.combine(day(act.days), act.clock, ZONE)
        identity = _identity(told, one, act.petition)
        acts.append(Done(identity, done[act.petition], at, told.actors[act.by], act.verb, said))
    return sorted(acts, key=in_order)


def in_order(act: Done) -> tuple[datetime, UUID, int]:
    """Orders acts by when they are recorded."""
    return act.at, act.petition, act.nth


def _identity(told: Told, one: Lived, petition: int) -> UUID:
    name = f"zhuoluo:demo:{told.office.id}:{one.life.title}:{one.nth}:{petition}"
    return uuid5(NAMESPACE_URL, name)


Blanks = Callable[[re.Match[str]], str]


def _blanks(told: Told, one: Lived, day: Callable[[int], date]) -> Blanks:
    def fill(found: re.Match[str]) -> str:
        kind, number, clock = found.group(1), int(found.group(2) or 0), found.group(3)
        match kind:
            case "day":
                at = day(number)
                return datetime.combine(at, time.fromisoformat(clock), ZONE).isoformat() if clock else at.isoformat()
            case "name":
                return one.people[number]["name"]
            case "petition":
                return str(_identity(told, one, number))
            case "year":
                return str(one.first.year)
            case _:
                return str(one.nth)

    return fill


def _filled(said: Any, fill: Blanks) -> Any:
    if isinstance(said, Mapping):
        return {key: _filled(value, fill) for key, value in said.items()}
    if isinstance(said, str):
        return BLANK.sub(fill, said)
    if isinstance(said, Sequence):
        return [_filled(value, fill) for value in said]
    return said


def _more(act: Act, one: Lived, said: dict[str, Any]) -> dict[str, Any]:
    """What else is known of a petition and of somebody with a name, and no longer said not to be."""
    if act.verb == "correct":
        corrected = said["act"]
        return {**said, "act": {**corrected, "details": _known(corrected["details"], one)}}
    details = said.get("details", {})
    if act.verb == "receive":
        return {**said, "details": _known(details, one)}
    if "not_given" in details:
        known = {**_who(one), **_named(one), **one.life.codes}
        unknown = {field: why for field, why in details["not_given"].items() if field not in known}
        return {**said, "details": {**details, "not_given": unknown}}
    return said


def _known(details: Mapping[str, Any], one: Lived) -> dict[str, Any]:
    """What is told of a petition, with its title and codes, and more of a petitioner who is an invented person."""
    known = {"title": one.life.title, **one.life.codes, **details}
    if "petitioner" in details:
        known["petitioner"] = {**_who(one), **details["petitioner"]}
    return known


def _who(one: Lived) -> Mapping[str, str]:
    """The invented person who is the petitioner of a life; nobody when it is a body, or not known."""
    found = BLANK.fullmatch(_named(one).get("name", ""))
    return one.people[int(found.group(2))] if found and found.group(1) == "name" else {}


def _named(one: Lived) -> Mapping[str, str]:
    """What the file itself says of the petitioner of a life."""
    said: Mapping[str, str] = one.life.acts[0].said.get("details", {}).get("petitioner", {})
    return said
