"""The fields of a form: one for each field of a command, in the kind of control that fits its type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
from msgspec import Struct

from domain.values import Details, Narrative, Person
from domain.wellformed import SHAPES

LINE, TEXT, CHOICE, FLAG, EITHER, DAY, INSTANT, NUMBER = (
    "line", "text", "choice", "flag", "either", "day", "instant", "number",
)  # fmt: skip
LINES, PEOPLE, MARKS, GROUP, REASONS = "lines", "people", "marks", "group", "reasons"
"""Several lines, one a row; several persons; marks by item; a struct; reasons by field."""

UNITS, OFFICERS, EITHER_OF = "units", "officers", "units-and-officers"
"""The lists of names that a field suggests."""
SUGGESTED: Mapping[str, str] = {
    "target": UNITS, "assisting": UNITS, "unit": UNITS, "responsible_unit": UNITS, "accused_units": UNITS,
    "handler": OFFICERS, "leader": OFFICERS, "officer": OFFICERS, "receivers": OFFICERS, "first_responsible": OFFICERS,
    "specifically_responsible": OFFICERS, "to": EITHER_OF, "giver": EITHER_OF, "taker": EITHER_OF,
}  # fmt: skip
LONG = frozenset({"legal_basis", "policy"})
"""Words that are often longer than a line."""


class Choice(Struct, frozen=True):
    """A code that can be chosen, and what it is called."""

    value: str
    label: str


class Field(Struct, frozen=True, kw_only=True):
    """One field. `name` is its path in the body ("details.people"), `key` the last word of it.

    `choices` are those of a choice, `items` the items of marks; `suggests` names a list of names.
    """

    name: str
    kind: str
    required: bool = False
    choices: tuple[Choice, ...] = ()
    items: tuple[Choice, ...] = ()
    suggests: str = ""
    fields: tuple[Field, ...] = ()
    default: Any = None

    @property
    def key(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def id(self) -> str:
        """The id of its control in the page."""
        return self.name.replace(".", "-")


_KINDS: Mapping[Any, str] = {
    bool: FLAG, int: NUMBER, date: DAY, datetime: INSTANT, UUID: LINE, str: LINE, Details: GROUP, Person: GROUP,
}  # fmt: skip


def _plain(hint: Any) -> tuple[Any, bool]:
    """The type without None, and whether None was among it; a sealed text counts as a text."""
    if get_origin(hint) not in (Union, UnionType):
        return hint, False
    parts = get_args(hint)
    rest = [part for part in parts if part is not type(None)]
    return rest[0], len(rest) < len(parts)


def _kind(name: str, hint: Any, *, optional: bool, required: bool) -> str:
    if hint is Narrative:
        return TEXT
    if get_origin(hint) is tuple:
        return PEOPLE if get_args(hint)[0] is Person else LINES
    if get_origin(hint) is dict:
        return MARKS if get_args(hint)[1] is int else REASONS
    bare = get_args(hint)[0] if hasattr(hint, "__metadata__") else hint
    bare = _plain(bare)[0]
    if bare is bool and (optional or required):
        return EITHER
    return TEXT if name in LONG else _KINDS[bare]


def _hints(kind: type[Struct]) -> Mapping[str, Any]:
    return get_type_hints(kind, include_extras=True)


@cache
def fields_of(kind: type[Struct], prefix: str = "") -> tuple[Field, ...]:
    """The fields of a command, or of a struct in it, in their order; codes still without their names."""
    return tuple(_fields(kind, prefix))


def _fields(kind: type[Struct], prefix: str) -> Iterator[Field]:
    hints, codes = _hints(kind), dict(SHAPES[kind].codes) if kind in SHAPES else {}
    for each in msgspec.structs.fields(kind):
        if kind is Person and each.name == "id":
            continue
        name = f"{prefix}{each.name}"
        hint, optional = _narrowed(hints[each.name])
        made = _kind(each.name, hint, optional=optional, required=each.required)
        words = tuple(Choice(str(word), "") for word in codes.get(each.name, ()) if isinstance(word, str) and word)
        yield Field(
            name=name,
            kind=CHOICE if words else made,
            required=each.required,
            choices=words,
            suggests=SUGGESTED.get(each.name, "") if made in (LINE, LINES) else "",
            fields=_inner(hint, made, name),
            default=None if each.required else each.default,
        )


def _narrowed(hint: Any) -> tuple[Any, bool]:
    """A narrative that may be left out is a narrative."""
    if get_origin(hint) in (Union, UnionType) and Narrative in get_args(hint):
        return Narrative, True
    return _plain(hint)


def _inner(hint: Any, made: str, name: str) -> tuple[Field, ...]:
    if made == GROUP:
        return fields_of(hint, f"{name}.")
    return fields_of(Person, "") if made == PEOPLE else ()
