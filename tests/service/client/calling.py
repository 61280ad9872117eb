"""The calls of the client as text: a function for each operation of the API that is no act on a petition."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.service.client.shapes import called, identifier, refs

PREFIX = "/api/v1"
HOMES = {
    "reads": "What can be asked for: a call for each address.",
    "changes": "What can be changed beside petitions: the office, its reports, erasures, accounts.",
}
ON_PETITION = "/offices/{office}/petitions"
DRAWN_UP = "/documents"
"""What is issued is drawn up by the server: its body is an order, not an act with its circumstances."""
NAMES = {
    "get /session": "who_am_i",
    "post /offices/{office}/petitions/{petition}/documents": "issue_document",
    "post /session": "sign_in",
    "delete /session": "sign_out",
    "delete /sessions": "end_other_sessions",
    "/offices/{office}": "office",
    "/offices/{office}/statistics/{period}": "statistics",
    "/offices/{office}/accountability/{what}": "accountability_list",
    "/accountability": "accountability_of_offices",
    "/offices/{office}/petitions/{petition}/access": "reads_of_petition",
    "/offices/{office}/access": "reads_of_person",
}
"""Where the address alone would mislead."""
QUERIES = {
    ("on",): "OnDay",
    ("position", "as_of", "on"): "AsKnown",
    ("position", "as_of"): "KnownAt",
    ("position", "as_of", "on", "month"): "InMonth",
    ("position", "as_of", "on", "year"): "InYear",
}
JSON = "application/json"


@dataclass(frozen=True)
class Operation:
    """An operation of the document, with the names it has in the client. `home` empty: it is done otherwise."""

    method: str
    path: str
    said: Mapping[str, Any]

    @property
    def tag(self) -> str:
        return str(self.said["tags"][0])

    @property
    def answers(self) -> Any:
        return [answer for status, answer in self.said["responses"].items() if status.startswith("2")]

    @property
    def body(self) -> Any:
        return self.said.get("requestBody", {})

    @property
    def parameters(self) -> list[Any]:
        return [each for each in self.said["parameters"] if each["in"] == "query"]

    @property
    def keyed(self) -> bool:
        return any(each["name"] == "Idempotency-Key" for each in self.said["parameters"])

    @property
    def words(self) -> list[str]:
        return re.findall(r"\{(\w+)\}", self.path)

    @property
    def is_act(self) -> bool:
        return self.method == "post" and self.path.startswith(ON_PETITION) and not self.path.endswith(DRAWN_UP)

    @property
    def home(self) -> str:
        if self.is_act:
            return ""
        return "reads" if self.method == "get" else "changes"

    @property
    def name(self) -> str:
        """The words of the address, where a list of many is left out before the one that is named."""
        if known := NAMES.get(f"{self.method} {self.path}") or NAMES.get(self.path):
            return known
        steps = self.path.removeprefix("/offices/{office}").strip("/") or self.path.strip("/")
        words = re.sub(r"[a-z-]+/\{(\w+)\}", r"\1", steps)
        prefix = "end_" if self.method == "delete" else ""
        return identifier(prefix + re.sub(r"[^a-z0-9]+", "_", words).strip("_"))


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, found in document["paths"].items():
        for method, said in found.items():
            yield Operation(method, path.removeprefix(PREFIX), said)


def fingerprint(operation: Operation) -> str:
    return json.dumps(operation.parameters, sort_keys=True)


def queries(found: Sequence[Operation]) -> dict[str, Any]:
    """A schema for each set of parameters that operations share, called as the first of them."""
    made: dict[str, Any] = {}
    known: dict[str, str] = {}
    for each in found:
        if each.parameters and fingerprint(each) not in known:
            names = tuple(one["name"] for one in each.parameters)
            name = QUERIES.get(names) or f"{''.join(word.title() for word in each.name.split('_'))}Query"
            known[fingerprint(each)] = name
            made[name] = _query_schema(each)
    return made


def _query_schema(operation: Operation) -> dict[str, Any]:
    """Nothing that is not said is sent, so that a default stays the server's own."""
    fields = {each["name"]: _bare(each["schema"]) for each in operation.parameters}
    needed = [each["name"] for each in operation.parameters if each["required"]]
    return {"type": "object", "properties": fields, "required": needed}


def _bare(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in schema.items() if name != "default"}


def query_of(operation: Operation, known: Mapping[str, Any]) -> str:
    if not operation.parameters:
        return ""
    wanted = _query_schema(operation)
    return next(name for name, schema in known.items() if schema == wanted)


def function(operation: Operation, known: Mapping[str, Any]) -> str:
    """The function as text."""
    query, body, answer = query_of(operation, known), _body(operation), _answer(operation)
    required = query and known[query]["required"]
    given = [f"{word}: {'str | UUID' if word == 'petition' else 'str'}" for word in operation.words]
    given += [f"body: {body}"] if body else []
    given += [f"query: {query}" if required else f"query: {query} | None = None"] if query else []
    where = ", ".join(operation.words) + ("," if len(operation.words) == 1 else "")
    said = [f'"{operation.path}"', f"({where})", answer] + (["query"] if query else [])
    if operation.method != "get":
        said += ["body" if body else "None"]
    maker = {"get": "asked", "delete": "ended"}.get(operation.method, "keyed" if operation.keyed else "once")
    words = operation.said["summary"].rstrip(".")
    return (
        f"def {operation.name}({', '.join(given)}) -> Call[{answer}]:\n"
        f'    """{words}."""\n    return {maker}({", ".join(said)})'
    )


def _body(operation: Operation) -> str:
    named = list(refs(operation.body))
    return called(named[0]) if named else ""


def _answer(operation: Operation) -> str:
    named = list(refs(operation.answers))
    return called(named[0]) if named else "bytes"


def needed(operation: Operation) -> list[str]:
    return [*list(refs(operation.answers))[:1], *list(refs(operation.body))[:1]]


def imports(found: Sequence[Operation], known: Mapping[str, Any], homes: Mapping[str, str]) -> str:
    """What the functions need beside the types: the makers of calls, and queries by their modules."""
    text = "\n".join(function(each, known) for each in found)
    makers = [name for name in ("Call", "asked", "ended", "keyed", "once") if re.search(rf"\b{name}[\[(]", text)]
    used = sorted({query for each in found if (query := query_of(each, known))})
    lines = "".join(f"from {homes[query]} import {query}\n" for query in used)
    return f"from service.client.call import {', '.join(makers)}\n{lines}"
