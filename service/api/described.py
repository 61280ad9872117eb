"""How each endpoint stands in the OpenAPI document: parameters, body with its example, every answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from service.api import examples, problems, querying
from service.api.bodies import BODIES
from service.api.problems import Kind
from service.api.verbs import ACTS, VERBS, Verb

Described = dict[str, Any]

SCHEMAS = "#/components/schemas/"
PROBLEM = {"$ref": f"{SCHEMAS}Problem"}
JSON = "application/json"

GUARDED = (
    problems.LONG_ADDRESS, problems.LARGE_HEADERS, problems.TOO_MANY_REQUESTS, problems.SIGNED_OUT,
    problems.FORBIDDEN,
)  # fmt: skip
"""What any request may be answered with before what it asks for is looked at."""
READ = (problems.NO_OFFICE, problems.WRONG_HOST, problems.INVALID, problems.BEHIND)
WRITE = (
    problems.MALFORMED, problems.NO_OFFICE, problems.REFUSED, problems.CHANGED, problems.TOO_LARGE,
    problems.WRONG_TYPE, problems.WRONG_HOST, problems.INVALID, problems.UNAVAILABLE,
    problems.CROSS_SITE, problems.SLOW,
)  # fmt: skip

HEADERS = (
    {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "the same key again is answered as the first time (同一键重复提交，答复相同)",
        "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
    },
    {
        "name": "If-Match",
        "in": "header",
        "required": False,
        "description": 'only if the petition is still at this version, e.g. "3" (版本未变才执行)',
        "schema": {"type": "string", "pattern": '^("[0-9]{1,9}"|\\*)$'},
    },
)


def command(verb: str) -> Described:
    """The description of a verb's endpoint."""
    known = ACTS.get(verb) or VERBS[verb]
    return {
        "summary": f"{known.kind.__name__} {_chinese(known)}".strip(),
        "description": known.summary,
        "operation_id": verb.replace("-", "_"),
        "tags": ["petitions: commands"],
        "responses": answers("201" if verb == "receive" else "200", "Recorded", WRITE, headers=("ETag",)),
        "openapi_extra": posting(BODIES[verb], examples.BY_VERB[verb]),
    }


def reading(
    summary: str,
    tag: str,
    query: type[Struct],
    said: type[Struct],
    *,
    missing: Iterable[Kind] = (),
    headers: Iterable[str] = (),
) -> Described:
    """The description of a GET: `said` is the struct of its answer, `missing` more ways not to find it."""
    return {
        "summary": summary,
        "description": " ".join((said.__doc__ or "").split()),
        "tags": [tag],
        "responses": answers("200", said.__name__, (*READ, *missing), headers=headers),
        "openapi_extra": {"parameters": querying.parameters(query)},
    }


def plain(summary: str, tag: str, said: type[Struct], kinds: Iterable[Kind]) -> Described:
    """The description of a GET without parameters."""
    return {
        "summary": summary,
        "description": " ".join((said.__doc__ or "").split()),
        "tags": [tag],
        "responses": answers("200", said.__name__, (problems.WRONG_HOST, problems.INVALID, *kinds)),
    }


def changing(
    summary: str,
    tag: str,
    body: type[Struct],
    example: Mapping[str, Any],
    said: type[Struct],
    *,
    made: bool = False,
) -> Described:
    """The description of a POST that is no command on a petition."""
    status = 201 if made else 200
    return {
        "summary": summary,
        "description": " ".join((body.__doc__ or "").split()),
        "tags": [tag],
        "status_code": status,
        "responses": answers(str(status), said.__name__, WRITE, headers=("ETag",)),
        "openapi_extra": posting(body, example),
    }


def _chinese(verb: Verb) -> str:
    """The Chinese word with which the description of a command begins."""
    first = verb.summary.split()[0].rstrip(":,.：")
    return "" if first.isascii() else first


def posting(body: type[Struct], example: Mapping[str, Any]) -> Described:
    """The headers and the body of a POST."""
    content = {JSON: {"schema": {"$ref": SCHEMAS + body.__name__}, "example": example}}
    return {"parameters": [*HEADERS], "requestBody": {"required": True, "content": content}}


def answers(
    status: str, schema: str, kinds: Iterable[Kind], *, headers: Iterable[str] = ()
) -> dict[int | str, Described]:
    """What may come back: the good answer, and the problems by their status."""
    named = {name: {"schema": {"type": "string"}} for name in headers}
    good = {"description": "as asked", "content": {JSON: {"schema": {"$ref": SCHEMAS + schema}}}}
    found: dict[int | str, Described] = {int(status): {**good, "headers": named} if named else good}
    for kind in dict.fromkeys((*kinds, *GUARDED)):
        words = f"{kind.zh} ({kind.en})"
        before = found.get(kind.status)
        found[kind.status] = {
            "description": f"{before['description']}; {words}" if before else words,
            "content": {problems.MEDIA_TYPE: {"schema": PROBLEM}},
        }
    return found
