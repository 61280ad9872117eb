"""What a request on the organisation of an office may say: one strict struct for each event, made from the event.

`BODIES` are those of the addresses, each with its actor; `TOLD` the same events as members of one request.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct, defstruct

from domain import office as o
from domain.access_roles import LEVELS
from domain.access_roles import ROLES as ACCESS_ROLES
from domain.vocabulary import POSTS, ROLES, UNIT_KINDS
from service.api.bodies import ActorBody, Strict
from service.api.words import MEMBERS, Day, Instant, Name, Text, Word, code

TOGETHER = 1000
"""Events that one request may hold."""
LONG = ("text", "reason")
CODES: Mapping[str, tuple[str, ...]] = {"kind": UNIT_KINDS, "post": POSTS, "role": ROLES}
GRANTED: Mapping[str, tuple[str, ...]] = {"role": ACCESS_ROLES, "clearance": LEVELS}
MARK = Annotated[int, Meta(ge=0, le=5)]

ORGANISING: tuple[type[Struct], ...] = (
    o.UnitSet,
    o.PersonAppointed,
    o.PersonLeft,
    o.FieldGiven,
    o.RoleFilled,
    o.Delegated,
    o.DepartmentNamed,
    o.RotaPublished,
    o.ReceptionHeld,
    o.OfficeChecklistFilled,
    o.AnalysisSubmitted,
)
"""Events that are written as they are said and touch no petition."""
ACCESS: tuple[type[Struct], ...] = (o.AccessGranted, o.AccessRevoked, o.KinshipDeclared)
"""Events of who may see what: each at an address of its own, for those who may grant."""
SWEEPING: tuple[type[Struct], ...] = (o.CalendarOverridden, o.DeskHandedOver)
"""Events after which petitions get events of their own."""


def _field_type(field: msgspec.structs.FieldInfo, hint: Any, codes: Mapping[str, tuple[str, ...]]) -> Any:
    """The type of a field as a caller may give it."""
    optional = not field.required
    if field.name in codes:
        return Annotated[str, code(*([""] if optional else []), *codes[field.name])]
    if hint is str:
        return Text if field.name in LONG else Word if optional or field.name == "who" else Name
    return _compound(hint)


def _compound(hint: Any) -> Any:
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return reduce(or_, map(_compound, parts))
    if origin is tuple:
        return Annotated[tuple[Name, ...], Meta(max_length=MEMBERS)]
    if origin is not None:
        return _mapping(*parts)
    return Day if hint is date else hint


def _mapping(key: Any, value: Any) -> Any:
    members: Any = {str: Word, int: MARK}.get(value) or _compound(value)
    keys: Any = Day if key is date else Name
    days = {"propertyNames": {"format": "date"}} if key is date else {}
    return Annotated[dict[keys, members], Meta(max_length=MEMBERS, extra_json_schema=days)]


def _fields(kind: type[Struct]) -> list[Any]:
    hints, codes = get_type_hints(kind), GRANTED if kind in ACCESS else CODES
    return [
        (field.name, given) if field.required else (field.name, given, field.default)
        for field in msgspec.structs.fields(kind)
        for given in [_field_type(field, hints[field.name], codes)]
    ]


def _body(kind: type[Struct]) -> type[Struct]:
    circumstances: list[Any] = [("actor", ActorBody), ("recorded_at", Instant | None, None)]
    fields = [*circumstances, *_fields(kind)]
    named = {"__doc__": kind.__doc__}
    return defstruct(f"{kind.__name__}Body", fields, bases=(Strict,), namespace=named, frozen=True, kw_only=True)


def _told(kind: type[Struct]) -> type[Struct]:
    """The event inside a request of several; `event` says which."""
    name = kind.__name__
    return defstruct(
        f"{name}Told",
        _fields(kind),
        bases=(Strict,),
        namespace={"__doc__": kind.__doc__},
        frozen=True,
        kw_only=True,
        tag_field="event",
        tag=name,
    )


BODIES: Mapping[type[Struct], type[Struct]] = {kind: _body(kind) for kind in (*ORGANISING, *SWEEPING, *ACCESS)}
TOLD: Mapping[type[Struct], type[Struct]] = {_told(kind): kind for kind in ORGANISING}

_ANY_TOLD: Any = reduce(or_, TOLD)


class RulebookBody(Strict, frozen=True):
    """A rulebook of the office's own as TOML, which may extend one that comes with the program; and why.

    It holds from its `valid_from` on. Every mistake in it is named.
    """

    actor: ActorBody
    text: Text
    reason: Text
    recorded_at: Instant | None = None


EVENTS_BODY = defstruct(
    "OfficeEventsBody",
    [
        ("actor", ActorBody),
        ("events", Annotated[tuple[_ANY_TOLD, ...], Meta(min_length=1, max_length=TOGETHER)]),
        ("recorded_at", Instant | None, None),
    ],
    bases=(Strict,),
    namespace={"__doc__": "Several events of the organisation, each on what those before it make: all or none."},
    frozen=True,
    kw_only=True,
)


def event_of(body: Struct, kind: type[Struct]) -> Any:
    """The event that a body, or a member of a request of several, tells."""
    return kind(**{name: getattr(body, name) for name in kind.__struct_fields__})
