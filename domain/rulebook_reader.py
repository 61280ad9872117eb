"""From the tables of a TOML file to the entries of a rulebook: shapes and closed words (rulebook.md 1).

A reader takes a value of the file and the place it stands at; what is wrong is written down at that place,
and reading goes on, so that the author of a book sees every mistake at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from typing import Any

import msgspec
from msgspec import Struct

from domain import rulebook as r
from domain import vocabulary as v
from domain.rulebook_complaints import chinese

Reader = Callable[[object, "Place"], Any]
MOST = 3660  # ten years of days: no rule of this field counts further, and no date leaves the calendar
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")


class Mistake(Struct, frozen=True):
    """One mistake in a book: the file, the entry in it, the word that is wrong, what was expected instead."""

    source: str
    entry: str
    word: str
    expected: str

    def __str__(self) -> str:
        return f"{self.source}: {self.en}"

    @property
    def zh(self) -> str:
        return f"{self.entry}：“{self.word}”不合规，应为：{chinese(self.expected)}"

    @property
    def en(self) -> str:
        return f"{self.entry}: `{self.word}`: expected {self.expected}"


class BadRulebook(ValueError):
    """A book that may not be used, with every mistake found in it."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


class Place:
    """Where a reader is: a file and an entry of it. All places of one file share their list of mistakes."""

    def __init__(self, source: str, entry: str, mistakes: list[Mistake]) -> None:
        self.source = source
        self.entry = entry
        self.mistakes = mistakes

    def within(self, entry: str) -> Place:
        """The place of an entry of the same file."""
        return Place(self.source, entry, self.mistakes)

    def wrong(self, word: object, expected: str) -> None:
        self.mistakes.append(Mistake(self.source, self.entry, _written(word), expected))


def _written(word: object) -> str:
    """A value as the author of a book wrote it, as near as matters."""
    return str(word).lower() if isinstance(word, bool) else str(word)


def text(value: object, at: Place) -> str:
    if not isinstance(value, str) or not value.strip():
        at.wrong(value, "text, not empty")
    return str(value)


def any_text(value: object, at: Place) -> str:
    if not isinstance(value, str):
        at.wrong(value, "text")
    return str(value)


def flag(value: object, at: Place) -> bool:
    if not isinstance(value, bool):
        at.wrong(value, "true or false")
    return bool(value)


def day(value: object, at: Place) -> date:
    """A date; a date with a time is none."""
    if type(value) is not date:
        at.wrong(value, "a date as 2022-05-01, without quotes")
    return value if type(value) is date else date.min


def clock(value: object, at: Place) -> time:
    """A time of the day, in quotes."""
    try:
        return time.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        at.wrong(value, 'a time of the day such as "17:00"')
    return time.max


def number(least: int, most: int = MOST) -> Reader:
    """A whole number from `least` to `most`."""

    def read(value: object, at: Place) -> int:
        if type(value) is not int or not least <= value <= most:
            at.wrong(value, f"a whole number from {least} to {most}")
        return value if type(value) is int else least

    return read


def identifier(value: object, at: Place) -> str:
    if not isinstance(value, str) or not IDENTIFIER.fullmatch(value):
        at.wrong(value, "an id of small letters, digits and _")
    return str(value)


def one_of(words: Iterable[v.Value]) -> Reader:
    """One of a closed list of words; true and 1 are two words."""
    known = tuple(words)

    def read(value: object, at: Place) -> v.Value:
        for word in known:
            if value == word and type(value) is type(word):
                return word
        at.wrong(value, "one of " + ", ".join(map(_written, known)))
        return known[0]

    return read


def many(reader: Reader) -> Reader:
    """A list, each member read by `reader`; an empty list is the same as none."""

    def read(value: object, at: Place) -> tuple[Any, ...]:
        if not isinstance(value, list):
            at.wrong(value, "a list in [ ]")
            return ()
        return tuple(reader(member, at) for member in value)

    return read


def one_or_many(reader: Reader) -> Reader:
    """A list, or one word alone for a list of one."""

    def read(value: object, at: Place) -> tuple[Any, ...]:
        read_all: tuple[Any, ...] = many(reader)(value if isinstance(value, list) else [value], at)
        return read_all

    return read


def named(reader: Reader) -> Reader:
    """A table of names of the author's own choice, each value read by `reader`."""

    def read(value: object, at: Place) -> dict[str, Any]:
        if not isinstance(value, dict):
            at.wrong(value, "a table in { }")
            return {}
        return {name: reader(member, at) for name, member in value.items()}

    return read


def table(struct: type[Struct], readers: Mapping[str, Reader]) -> Reader:
    """A table in { } with the keys of `readers`, as a `struct`; None when anything in it is wrong."""

    def read(value: object, at: Place) -> object:
        before = len(at.mistakes)
        values = keys(value, readers, at)
        for field in msgspec.structs.fields(struct):
            if field.required and field.encode_name not in values:
                at.wrong(field.encode_name, "a value for it: it is required")
        return struct(**by_attribute(struct, values)) if len(at.mistakes) == before else None

    return read


def some(readers: Mapping[str, Reader]) -> Reader:
    """A table in { } with any of the keys of `readers`; what it does not say stays as it was."""
    return lambda value, at: keys(value, readers, at)


def by_attribute(struct: type[Struct], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by the keys of the file, under the names that the struct has for them."""
    names = {field.encode_name: field.name for field in msgspec.structs.fields(struct)}
    return {names[key]: value for key, value in values.items()}


def keys(value: object, readers: Mapping[str, Reader], at: Place) -> dict[str, Any]:
    """The keys of a table that are known, each read by its reader; the others are mistakes."""
    if not isinstance(value, dict):
        at.wrong(value, "a table in { }")
        return {}
    for key in value.keys() - readers.keys():
        at.wrong(key, "one of the keys " + ", ".join(readers))
    return {key: readers[key](member, at) for key, member in value.items() if key in readers}


def condition(value: object, at: Place) -> r.Condition:
    """A table fact = value or fact = [values]; `any` and `not` combine (rulebook.md 1.1)."""
    if not isinstance(value, dict):
        at.wrong(value, "a condition: a table of facts in { }")
        return r.ALWAYS
    facts = {key: wanted for key, wanted in value.items() if key not in ("any", "not")}
    return r.Condition(
        facts=tuple((fact, _wanted(fact, wanted, at)) for fact, wanted in facts.items()),
        any_of=many(condition)(value.get("any", []), at),
        negated=condition(value["not"], at) if "not" in value else None,
    )


def _wanted(fact: str, wanted: object, at: Place) -> tuple[v.Value, ...]:
    if fact not in v.PETITION_FACTS and fact not in v.EVENT_FACTS:
        at.wrong(fact, "one of the facts " + ", ".join([*v.PETITION_FACTS, *v.EVENT_FACTS]))
        return ()
    if wanted == []:
        at.wrong(fact, "at least one value of it")
    closed = v.PETITION_FACTS.get(fact) or v.EVENT_FACTS[fact]
    read = many(one_of(closed) if closed else text)
    values: tuple[v.Value, ...] = read(wanted if isinstance(wanted, list) else [wanted], at)
    return values


def trigger(value: object, at: Place) -> r.Trigger:
    """The name of an event, or {event = "Served", when = {document = "opinion"}}."""
    said = {"event": value} if isinstance(value, str) else value
    read: r.Trigger | None = table(r.Trigger, {"event": one_of(MADE), "when": condition})(said, at)
    return read or r.Trigger(MADE[0])


def requirements(value: object, at: Place) -> tuple[r.Requirement, ...]:
    """A table requirement = argument, each of the closed list (rulebook.md 1.5)."""
    shapes = {name: SHAPES[shape] for name, shape in v.REQUIREMENTS.items()}
    return tuple(r.Requirement(name, argument) for name, argument in keys(value, shapes, at).items())


def _alternatives(value: object, at: Place) -> tuple[r.Requirement, ...]:
    said = many(requirements)(value, at)
    if any(len(alternative) != 1 for alternative in said):
        at.wrong("any_of", "tables of one requirement each")
    return tuple(each for alternative in said for each in alternative)


def _count(value: object, at: Place) -> tuple[str, int]:
    said = keys(value, {"field": text, "n": number(1)}, at)
    for key in ("field", "n"):
        if key not in said:
            at.wrong(key, "a value for it: it is required")
    return said.get("field", ""), said.get("n", 1)


def not_givable(value: object, at: Place) -> dict[str, tuple[str, ...]]:
    return keys(value, {channel: many(text) for channel in v.CHANNELS}, at)


MADE = tuple(dict.fromkeys(v.VERBS.values()))
"""The events that some verb makes; no rule can wait for another one."""

SHAPES: Mapping[str, Reader] = {
    "triggers": many(trigger),
    "fields": many(text),
    "count": _count,
    "form": text,
    "roles": many(one_of(v.ROLES)),
    "relations": many(one_of(v.RELATIONS)),
    "standings": many(one_of(v.STANDINGS)),
    "requirements": _alternatives,
}
