"""What would break a program that was written for an earlier document of the API.

`make released` keeps today's document as the one of the release. Requests may only come to allow
more, answers only to say more: a code that an answer did not have before is no break, for docs/compatibility.md asks
programs to bear it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.service.client.writing import openapi

RELEASED = Path(__file__).parents[2] / "data" / "released" / "0.1" / "openapi.json"
WORDS = {"description", "title", "summary", "example", "examples", "tags", "operationId"}
LEAST, MOST = ("minimum", "minLength", "minItems"), ("maximum", "maxLength", "maxItems", "maxProperties")
METHODS = ("get", "post", "delete")

Schema = Mapping[str, Any]


def shape(value: Any, *, named: bool = False) -> Any:
    """A document without its words; `named`: the keys are names of fields or schemas, not words of OpenAPI."""
    if isinstance(value, Mapping):
        keys = ("properties", "schemas", "paths", "parameters")
        kept = {key: each for key, each in value.items() if named or key not in WORDS}
        return {key: shape(each, named=not named and key in keys) for key, each in kept.items()}
    return [shape(each) for each in value] if isinstance(value, list | tuple) else value


class Comparison:
    """Two documents, and what of the older one does not hold in the newer."""

    def __init__(self, old: Schema, new: Schema) -> None:
        self.old, self.new = old, new
        self.compared: set[tuple[str, str, bool]] = set()

    def breaks(self) -> Iterator[str]:
        for path, operations in self.old["paths"].items():
            for method in METHODS:
                if method in operations:
                    newer = self.new["paths"].get(path, {}).get(method)
                    where = f"{method.upper()} {path}"
                    yield from (
                        [f"{where}: gone"] if newer is None else self._operation(where, operations[method], newer)
                    )

    def _operation(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        yield from self._parameters(where, old, new)
        before, now = old.get("requestBody"), new.get("requestBody")
        if before and not now:
            yield f"{where}: takes no body any more"
        if now and not before:
            yield f"{where}: wants a body"
        if before and now:
            yield from self._contents(f"{where} body", before["content"], now["content"], given=True)
        good = {status: each for status, each in old["responses"].items() if status.startswith("2")}
        for status, answer in good.items():
            if status not in new["responses"]:
                yield f"{where}: no answer {status} any more"
            else:
                content = new["responses"][status]["content"]
                yield from self._contents(f"{where} {status}", answer["content"], content, given=False)
                yield from self._headers(where, answer, new["responses"][status])

    def _headers(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        for name in set(old.get("headers", ())) - set(new.get("headers", ())):
            yield f"{where}: no header {name} any more"

    def _parameters(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        before = {(each["in"], each["name"]): each for each in old["parameters"]}
        now = {(each["in"], each["name"]): each for each in new["parameters"]}
        for key, each in before.items():
            if key not in now:
                yield f"{where}: no parameter {key[1]} any more"
            else:
                yield from self._given(f"{where} {key[1]}", each["schema"], now[key]["schema"])
        for key, each in now.items():
            if each.get("required") and not before.get(key, {}).get("required"):
                yield f"{where}: wants {key[1]}"

    def _contents(self, where: str, old: Schema, new: Schema, *, given: bool) -> Iterator[str]:
        for kind, content in old.items():
            if kind not in new:
                yield f"{where}: no {kind} any more"
            else:
                yield from self._schemas(where, content["schema"], new[kind]["schema"], given=given)

    def _schemas(self, where: str, old: Schema, new: Schema, *, given: bool) -> Iterator[str]:
        names = (json.dumps(old, sort_keys=True), json.dumps(new, sort_keys=True), given)
        if names in self.compared:
            return
        self.compared.add(names)
        old, new = self._resolved(self.old, old), self._resolved(self.new, new)
        check = self._given if given else self._said
        yield from check(where, old, new)

    def _resolved(self, document: Schema, schema: Schema) -> Schema:
        while "$ref" in schema or "allOf" in schema:
            if "allOf" in schema:
                schema = schema["allOf"][0]
            else:
                schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        return schema

    def _given(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        """What could be handed in must be taken still."""
        for name in LEAST:
            if new.get(name, 0) > old.get(name, 0):
                yield f"{where}: {name} has risen"
        for name in MOST:
            if name in new and new[name] < old.get(name, float("inf")):
                yield f"{where}: {name} has fallen"
        for name in ("pattern", "format"):
            if name in new and new[name] != old.get(name):
                yield f"{where}: another {name}"
        if "enum" in new and not set(map(str, old.get("enum", ("",)))) <= set(map(str, new["enum"])):
            yield f"{where}: codes are gone"
        yield from self._kinds(where, old, new, given=True)
        wanted = set(new.get("required", ())) - set(old.get("required", ()))
        yield from (f"{where}.{name}: is wanted" for name in sorted(wanted))
        yield from self._inside(where, old, new, given=True)

    def _said(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        """What was said must be said still, and be of a kind that it was."""
        yield from self._kinds(where, old, new, given=False)
        lost = set(old.get("required", ())) & set(new.get("properties", ())) - set(new.get("required", ()))
        yield from (f"{where}.{name}: may be missing" for name in sorted(lost))
        yield from self._inside(where, old, new, given=False)

    def _kinds(self, where: str, old: Schema, new: Schema, *, given: bool) -> Iterator[str]:
        before, now = self._options(self.old, old), self._options(self.new, new)
        lost, more = before - now, now - before
        if given and now and lost:
            yield f"{where}: takes no {', '.join(sorted(lost))} any more"
        if not given and before and more:
            yield f"{where}: may be {', '.join(sorted(more))}"

    def _options(self, document: Schema, schema: Schema) -> set[str]:
        """The kinds of values that a schema allows, structs by the value of their tag or by being one."""
        parts = [schema] if schema.get("type") == "string" else schema.get("anyOf", [schema])
        return {self._kind(self._resolved(document, each)) for each in parts} - {""}

    @staticmethod
    def _kind(schema: Schema) -> str:
        tags = [each["enum"][0] for each in schema.get("properties", {}).values() if set(each) == {"enum"}]
        return str(tags[0]) if tags else str(schema.get("type") or schema.get("format", ""))

    def _inside(self, where: str, old: Schema, new: Schema, *, given: bool) -> Iterator[str]:
        properties = new.get("properties", {})
        for name, each in old.get("properties", {}).items():
            if name not in properties:
                yield f"{where}.{name}: gone"
            else:
                yield from self._schemas(f"{where}.{name}", each, properties[name], given=given)
        for name in ("items", "additionalProperties"):
            if isinstance(old.get(name), Mapping) and isinstance(new.get(name), Mapping):
                yield from self._schemas(f"{where}[]", old[name], new[name], given=given)
        if "anyOf" in old and "anyOf" in new:
            yield from self._alternatives(where, old["anyOf"], new["anyOf"], given=given)

    def _alternatives(self, where: str, old: Any, new: Any, *, given: bool) -> Iterator[str]:
        now = {self._kind(self._resolved(self.new, each)): each for each in new}
        for each in old:
            kind = self._kind(self._resolved(self.old, each))
            if kind in now:
                yield from self._schemas(f"{where}<{kind}>", each, now[kind], given=given)


def released() -> Any:
    return json.loads(RELEASED.read_text(encoding="utf-8"))


def kept(said: Schema) -> dict[str, Any]:
    """What of a document a program relies on: its shape, without the answers that are problems."""
    paths = shape(said["paths"], named=True)
    for operations in paths.values():
        for operation in operations.values():
            good = {status: each for status, each in operation["responses"].items() if status.startswith("2")}
            operation["responses"] = good
    return {"paths": paths, "components": {"schemas": shape(said["components"]["schemas"], named=True)}}


def lines(document: Schema) -> Iterator[str]:
    """The document as JSON with a line for each path and each schema, so that a change shows as one."""
    yield '{"paths":{\n'
    yield ",\n".join(_entries(document["paths"]))
    yield '},"components":{"schemas":{\n'
    yield ",\n".join(_entries(document["components"]["schemas"]))
    yield "}}}\n"


def _entries(named: Schema) -> Iterator[str]:
    for name, each in sorted(named.items()):
        yield f"{json.dumps(name)}:{json.dumps(each, ensure_ascii=False, sort_keys=True, separators=(',', ':'))}"


def main() -> None:
    RELEASED.parent.mkdir(parents=True, exist_ok=True)
    RELEASED.write_text("".join(lines(kept(openapi()))), encoding="utf-8")


if __name__ == "__main__":
    main()
