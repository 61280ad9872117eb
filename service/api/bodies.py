"""What a request may say: one strict struct for each command, made from the command itself.

Nobody hands in a sealed value or says how an actor was authenticated: sealed texts become plain ones here,
persons may come without an id, and whatever a command does not know is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import reduce
from operator import or_
from types import MappingProxyType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid4, uuid5

import msgspec
from msgspec import Meta, Struct, defstruct

from domain import commands as c
from domain import values, wellformed
from domain import vocabulary as v
from service.api.verbs import ACTS, RECEIVE, VERBS
from service.api.words import MEMBERS, Day, Happened, Instant, Mark, Name, Number, Size, Text, Version, Word

PETITIONER = "petitioner"
SIZE = "size"
"""The one number of a command that counts bytes."""


class Strict(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A body that refuses what it does not know."""


class ActorBody(Strict, frozen=True, tag=False):
    """Who does it: an officer acting in office. `post` is a post of the office, `acting_for` under a delegation."""

    name: Name
    unit: Word = ""
    post: Word = ""
    acting_for: Word = ""

    def actor(self) -> values.Actor:
        return values.Actor(self.name, self.unit, self.post, self.acting_for)


class Circumstances(Strict, frozen=True):
    """What stands beside the fields of a command.

    `occurred`: when it happened, now if absent. `already_done`: the reason why a thing that has already
    happened is entered although a rule would refuse it. `recorded_at`: for offices with replayed time only.
    """

    actor: ActorBody
    occurred: Happened | None = None
    already_done: Text | None = None
    recorded_at: Instant | None = None


Described = list[tuple[str, Any] | tuple[str, Any, Any]]
_SIMPLE: Mapping[Any, Any] = {str: Word, int: Number, date: Day, datetime: Instant}
_STRUCTS: dict[type[Struct], type[Struct]] = {}
_DOMAIN: dict[type[Struct], type[Struct]] = {}


def _field_type(hint: Any) -> Any:
    """The type of a field as a caller may give it."""
    if hint in (values.Personal, values.Narrative):
        return Word if hint == values.Personal else Text
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return reduce(or_, map(_field_type, parts))
    if origin is tuple:
        member: Any = _field_type(parts[0])
        return Annotated[tuple[member, ...], Meta(max_length=MEMBERS)]
    if origin is dict:
        members: Any = Mark if parts[1] is int else Word
        return Annotated[dict[Word, members], Meta(max_length=MEMBERS)]
    if isinstance(hint, type) and issubclass(hint, Struct):
        return _STRUCTS[hint]
    return _SIMPLE.get(hint, hint)


def _fields(kind: type[Struct]) -> Described:
    hints = get_type_hints(kind, include_extras=True)
    codes = _codes(kind)
    described: Described = []
    for field in msgspec.structs.fields(kind):
        given = Size if field.name == SIZE else _field_type(hints[field.name])
        if field.name in codes:
            given = Annotated[given, Meta(extra_json_schema={"enum": codes[field.name]})]
        described.append((field.name, given) if field.required else (field.name, given, field.default))
    return described


def _codes(kind: type[Struct]) -> dict[str, list[v.Value | None]]:
    """The closed fields and their codes, for the documentation: the domain refuses what is none of them."""
    shape = wellformed.SHAPES.get(kind)
    if shape is None:
        return {}
    return {name: [*words, *([None] if name in shape.nullable else [])] for name, words in shape.codes if words}


def _made(name: str, kind: type[Struct], fields: Described, **config: Any) -> type[Struct]:
    """A struct with these fields that stands for `kind` of the domain."""
    made = defstruct(name, fields, namespace={"__doc__": kind.__doc__}, frozen=True, kw_only=True, **config)
    _DOMAIN[made] = kind
    return made


def _person_fields() -> Described:
    """A person may come without an id: the service gives one."""
    rest = [field for field in _fields(values.Person) if field[0] != "id"]
    return [("id", UUID | None, None), *rest]


_STRUCTS[values.Person] = _made("PersonBody", values.Person, _person_fields(), bases=(Strict,))
DETAILS_BODY = _made("DetailsBody", values.Details, _fields(values.Details), bases=(Strict,))
_STRUCTS[values.Details] = DETAILS_BODY


def _body(kind: type[Struct]) -> type[Struct]:
    return _made(f"{kind.__name__}Body", kind, _fields(kind), bases=(Circumstances,))


def _act(name: str, kind: type[Struct]) -> type[Struct]:
    """The act inside a correction; `verb` says which."""
    return _made(f"{kind.__name__}Act", kind, _fields(kind), bases=(Strict,), tag_field="verb", tag=name)


_ANY_ACT: Any = reduce(or_, (_act(name, verb.kind) for name, verb in ACTS.items()))

CORRECT_BODY = _made(
    "CorrectBody",
    c.Correct,
    [
        ("actor", ActorBody),
        ("of", Version),
        ("act", _ANY_ACT),
        ("occurred", Happened),
        ("reason", Text),
        ("recorded_at", Instant | None, None),
    ],
    bases=(Strict,),
)
"""Of a correction `occurred` is when the corrected thing really happened."""

RECEIVE_BODY = _body(c.Receive)
BODIES: Mapping[str, type[Struct]] = MappingProxyType(
    {
        RECEIVE: RECEIVE_BODY,
        **{name: CORRECT_BODY if verb.kind is c.Correct else _body(verb.kind) for name, verb in VERBS.items()},
    }
)
"""The body of each verb."""


def in_domain(value: Any, petition: UUID, field: str = "") -> Any:
    """The domain's value of (a part of) a body; persons without an id get one.

    The petitioner of a petition is the same person in all its acts, unless an id says otherwise.
    """
    if isinstance(value, tuple):
        return tuple(in_domain(member, petition, field) for member in value)
    kind = _DOMAIN.get(type(value))
    if kind is None:
        return value
    given = {
        name: in_domain(getattr(value, name), petition, name)
        for name in kind.__struct_fields__
        if name in value.__struct_fields__
    }
    if kind is values.Person and given["id"] is None:
        given["id"] = uuid5(petition, PETITIONER) if field == PETITIONER else uuid4()
    return kind(**given)
