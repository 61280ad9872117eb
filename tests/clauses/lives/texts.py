"""A rulebook as its text says it: tables of TOML with what is inherited, overridden and dropped (rulebook.md 1.7).

The judges read this and not the loader's book, so that a fault of loader or engine cannot hide itself.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

from msgspec import Struct

Table = Mapping[str, Any]

KINDS = ("duty", "guard", "route", "form", "outcome", "series", "schedule")


class Text(Struct, frozen=True):
    """The settings of a book and its entries by kind and id."""

    reference: str
    settings: Table
    entries: Mapping[str, Mapping[str, Table]]


def bundled_texts() -> dict[str, str]:
    """The text of the newest bundled version of each book by the book's id."""
    found: dict[str, str] = {}
    for text in (
        file.read_text(encoding="utf-8") for file in (files("domain") / "rulebooks").iterdir() if _is_book(file.name)
    ):
        head = tomllib.loads(text)["book"]
        known = found.get(head["id"])
        if known is None or tomllib.loads(known)["book"]["valid_from"] < head["valid_from"]:
            found[head["id"]] = text
    return found


def _is_book(name: str) -> bool:
    return name.endswith(".toml")


def as_written(text: str, texts: Mapping[str, str]) -> Text:
    """The book of `text`; `texts` are those that it may extend."""
    tables = tomllib.loads(text)
    head = tables["book"]
    parent = as_written(texts[head["extends"]], texts) if head.get("extends") else Text("", {}, {})
    return Text(
        reference=f"{head['id']}@{head['valid_from']}",
        settings=_merged(parent.settings, tables.get("settings", {})),
        entries={kind: _entries(kind, tables, parent.entries.get(kind, {})) for kind in KINDS},
    )


def _merged(inherited: Table, said: Table) -> dict[str, Any]:
    """Tables of settings are joined key by key, anything else is replaced."""
    joined = {key: {**inherited.get(key, {}), **value} for key, value in said.items() if isinstance(value, dict)}
    return {**inherited, **said, **joined}


def _entries(kind: str, tables: Table, inherited: Mapping[str, Table]) -> dict[str, Table]:
    """The book's own entries first, then those that it inherits, as it overrides and drops them."""
    own = {entry["id"]: entry for entry in tables.get(kind, [])}
    kept = dict(inherited)
    for change in _of(kind, tables.get("override", [])):
        kept[change["id"]] = {**kept[change["id"]], **change}
    for drop in _of(kind, tables.get("drop", [])):
        del kept[drop["id"]]
    return {**own, **kept}


def _of(kind: str, changes: Iterable[Table]) -> list[Table]:
    return [change for change in changes if change["kind"] == kind]


def listed(value: Any) -> list[Any]:
    """One word or a list of words, as a list."""
    return list(value) if isinstance(value, list | tuple) else [value]
