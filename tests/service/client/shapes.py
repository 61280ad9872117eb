"""The types of the client as text, from the schemas of the OpenAPI document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from keyword import iskeyword
from typing import Any

PLAIN = {"integer": "int", "number": "float", "boolean": "bool", "null": "None", "string": "str"}
FORMATS = {"date": "date", "date-time": "datetime", "uuid": "UUID"}
REF = "#/components/schemas/"
ACT = "Act"
ENDINGS = r"(?<=.)(Act|Body)$"
OTHERWISE = {"ActorBody": "Officer", "ReasonBody": "WithReason"}
"""Whose name without its ending is taken by something else."""

Schema = Mapping[str, Any]


def refs(value: Any) -> Iterator[str]:
    """The names of the schemas that something speaks of; examples speak of none."""
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"].removeprefix(REF)
        for name, each in value.items():
            if name != "example":
                yield from refs(each)
    if isinstance(value, list):
        for each in value:
            yield from refs(each)


def called(schema: str) -> str:
    """The class of a schema: without the endings of acts and bodies, two of one name with the module they come from."""
    *_, module, name = ["", "", *schema.split(".")]
    return OTHERWISE.get(name) or module.title().replace("_", "") + re.sub(ENDINGS, "", name)


@dataclass(frozen=True)
class Typing:
    """How values are written. `given`: handed in by a caller, who is held to the codes; what is read may know more."""

    given: bool

    def of(self, schema: Schema, name: str = "") -> str:
        """The type of a value of this schema."""
        if "$ref" in schema:
            return called(schema["$ref"].removeprefix(REF))
        if "allOf" in schema:
            return self.of(schema["allOf"][0])
        if "enum" in schema and self.given:
            return _one_of(schema["enum"])
        if "anyOf" in schema:
            return self._any_of(schema, name)
        if schema.get("type") == "array":
            return self._array(schema)
        if schema.get("type") == "object":
            return f"dict[str, {self.of(schema.get('additionalProperties', {}))}]"
        return self._plain(schema, name)

    def _any_of(self, schema: Schema, name: str) -> str:
        if schema.get("type") == "string":
            return "When" if self.given else "str"
        members = dict.fromkeys(self.of(each, name) for each in schema["anyOf"])
        return " | ".join(sorted(members, key=lambda member: member == "None"))

    def _array(self, schema: Schema) -> str:
        if "prefixItems" in schema:
            return f"tuple[{', '.join(map(self.of, schema['prefixItems']))}]"
        return f"tuple[{self.of(schema['items'])}, ...]"

    def _plain(self, schema: Schema, name: str) -> str:
        """Answers give instants without saying so in their schema; by the rule of the house their names end `_at`."""
        said = FORMATS.get(schema.get("format", ""), PLAIN.get(schema.get("type", ""), "Any"))
        instant = not self.given and said == "str" and name.endswith("_at")
        return "datetime" if instant else said


def struct(name: str, schema: Schema, typing: Typing, base: str = "Struct") -> str:
    """The class of a schema as text."""
    if schema["type"] != "object":
        return f"{called(name)} = {typing.of(schema)}\n{docstring(schema, '')}"
    config = ["frozen=True", "kw_only=True"] + (["omit_defaults=True"] if typing.given else [])
    config += _tags(schema) + _renamed(schema["properties"])
    fields = [
        line
        for field, each in schema["properties"].items()
        if not _is_tag(each)
        for line in [_field(field, each, typing, needed=field in schema.get("required", ()))]
    ]
    body = [docstring(schema, "    "), *fields] if fields else [docstring(schema, "    ") or "    pass"]
    return f"class {called(name)}({base}, {', '.join(config)}):\n" + "\n".join(line for line in body if line)


def docstring(said: Schema, indent: str) -> str:
    words = (said.get("description") or "").strip().replace("\\", "\\\\")
    if not words:
        return ""
    lines = [line.strip() for line in words.splitlines()]
    first = lines[0] if lines[0][-1:] in ".。:：!?" else lines[0] + "."
    rest = "\n".join(f"{indent}{line}".rstrip() for line in lines[1:])
    return f'{indent}"""{first}\n{rest}\n{indent}"""' if len(lines) > 1 else f'{indent}"""{first}"""'


def identifier(name: str) -> str:
    """The name as Python's words are spelt, apart from those that mean something already."""
    said = snake(name)
    return f"{said}_" if iskeyword(said) or said == "open" else said


def _field(name: str, schema: Schema, typing: Typing, *, needed: bool) -> str:
    said = typing.of(schema, name)
    if needed:
        return f"    {identifier(name)}: {said}"
    if "default" not in schema:
        return f"    {identifier(name)}: {said} | UnsetType = UNSET"
    return f"    {identifier(name)}: {said} = {_default(schema['default'], said)}"


def _one_of(codes: list[str | None]) -> str:
    words = ", ".join(_literal(code) for code in codes if code is not None)
    return f"Literal[{words}]" + (" | None" if None in codes else "")


def _default(value: Any, said: str) -> str:
    """A value of a field as text; structs are made of what they say."""
    if isinstance(value, Mapping) and not said.startswith("dict"):
        return f"{said}({', '.join(f'{name}={_literal(each)}' for name, each in value.items())})"
    return "()" if isinstance(value, list | tuple) and not value else _literal(value)


def _literal(value: Any) -> str:
    return {"true": "True", "false": "False", "null": "None"}.get(said := json.dumps(value, ensure_ascii=False), said)


def _is_tag(schema: Schema) -> bool:
    return set(schema) == {"enum"} and len(schema["enum"]) == 1


def _tags(schema: Schema) -> list[str]:
    tags = [(name, each["enum"][0]) for name, each in schema["properties"].items() if _is_tag(each)]
    return [f'tag_field="{name}", tag="{tag}"' for name, tag in tags]


def _renamed(fields: Schema) -> list[str]:
    words = {identifier(name): name for name in fields if identifier(name) != name}
    return [f"rename={json.dumps(words)}"] if words else []


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
