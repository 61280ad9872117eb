"""What stands behind the ? of an address: strict structs, each parameter once, and the question they ask."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Annotated, Any, TypeVar

import msgspec
from fastapi import Request
from msgspec import Meta, Struct

from projections.catalog import ALL, Projection
from service.access.caller import caller
from service.api import problems
from service.api.bodies import Strict
from service.api.decoding import named
from service.api.moments import asked_instant, asked_moment
from service.api.places import own_office
from service.api.words import Happened, Position, Recorded
from service.readmodels.asking import Question, question
from service.runtime import Instance

Q = TypeVar("Q", bound=Struct)

WHOLE = "query"
NULL = "null"
"""What the paths of faulty parameters begin with."""


class NoQuery(Strict, frozen=True):
    """An address that takes no parameters."""


class Known(Strict, frozen=True):
    """As known when: at a position of the ledger, at an instant, at the earlier of both; now when neither is said."""

    position: Annotated[Position, Meta(description="as known at this position of the ledger")] | None = None
    as_of: Recorded | None = None


class Judging(Known, frozen=True):
    """As known when, and judged on which day or at which instant; on the office's today when none is said."""

    on: Happened | None = None


def asked_by(kind: type[Q]) -> Callable[[Request], Coroutine[Any, Any, Q]]:
    """Reads the query as a `kind`. Raises Refusal: 422 for what is unknown, said twice or malformed."""

    async def read(request: Request) -> Q:
        return parsed(request, kind)

    return read


def parsed(request: Request, kind: type[Q]) -> Q:
    """The query as a `kind`. Raises Refusal (422) naming the parameter."""
    said: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in said:
            raise problems.invalid(f"{WHOLE}.{name}", "只能出现一次", "given more than once")
        if value == NULL:
            raise problems.invalid(f"{WHOLE}.{name}", "没有值的参数应省略", "a parameter without a value is left out")
        said[name] = value
    try:
        return msgspec.convert(said, kind, strict=False)
    except msgspec.ValidationError as error:
        raise named(str(error), WHOLE) from None


def asked(
    instance: Instance, office: str, said: Known, before: str = "", *, needs: Sequence[Projection] = ALL
) -> Question:
    """The question of whoever asks; `before` is what the names of its parameters begin with.

    `needs`: the read models that it will be answered from, as readmodels/needs.py names them.

    Raises: UnknownOffice, Behind, BadQuestion, Refusal.
    """
    on = said.on if isinstance(said, Judging) else None
    return question(
        instance,
        caller().viewer,
        own_office(instance, office).profile.id,
        position=said.position,
        known_at=asked_instant(said.as_of, f"{WHOLE}.{before}as_of") if said.as_of is not None else None,
        on=asked_moment(on, f"{WHOLE}.{before}on") if on is not None else None,
        needs=needs,
    )


def parameters(kind: type[Struct]) -> list[dict[str, Any]]:
    """The parameters of a query struct as OpenAPI describes them."""
    _, components = msgspec.json.schema_components((kind,))
    described = components[kind.__name__]
    needed = set(described.get("required", ()))
    return [_parameter(name, schema, name in needed) for name, schema in described["properties"].items()]


def _parameter(name: str, schema: dict[str, Any], needed: bool) -> dict[str, Any]:  # noqa: FBT001 - as OpenAPI says it
    """A parameter that is left out has no value; there is no word for null in a query."""
    rest = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
    kinds = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    plain = {**(kinds[0] if kinds else {}), **rest}
    if schema.get("default") is not None:
        plain["default"] = schema["default"]
    text = plain.pop("description", "")
    said = {"name": name, "in": "query", "required": needed, "schema": plain}
    return {**said, "description": text} if text else said
