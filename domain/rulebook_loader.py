"""From the text of a TOML file to a rulebook: entries, inheritance, every mistake named (rulebook.md 1, 7).

A file holds [book], [settings], any of [[duty]], [[guard]], [[route]], [[form]], [[outcome]], [[series]],
[[schedule]], and for a book that extends another [[override]] and [[drop]].
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct, structs

from domain import rulebook_reader as reader
from domain.rulebook import DutyRule, Rulebook, Settings
from domain.rulebook_checks import entry_faults, settings_faults
from domain.rulebook_kinds import BOOK, KINDS, SETTINGS
from domain.rulebook_reader import BadRulebook, Mistake, Place

Entries = dict[str, Any]
"""Entries of one kind by id, in the order in which they count; None where one could not be read."""

Table = dict[str, Any]
"""A table as TOML gives it."""

KNOWN = ("book", "settings", *KINDS, "override", "drop")
DROP = {"kind": reader.one_of(KINDS), "id": reader.text, "clause": reader.text, "reason": reader.text}
NO_PARENT = Rulebook(id="", valid_from=date.min)


class _Head(Struct, frozen=True):
    """The [book] table."""

    id: str
    valid_from: date
    zh: str = ""
    en: str = ""
    extends: str = ""


def parse(text: str, source: str, parents: Mapping[str, Rulebook]) -> Rulebook:
    """The rulebook in `text`; `source` names the file in messages, `parents` are the books by id.

    Raises: BadRulebook with every mistake found.
    """
    at = Place(source, "the file", [])
    tables = _tables(text, at)
    head = _head(tables, at.within("book"))
    parent = _parent(head, parents, at.within("book"))
    settings = _settings(tables, parent, at.within("settings"))
    entries = _entries(tables, parent, at)
    _check(entries, at)
    if head is None or at.mistakes:
        raise BadRulebook(at.mistakes)
    aims = tuple(duty for duty in entries["duty"].values() if _is_promptly(duty, settings))
    entries["duty"] |= {aim.id: _dated(aim, settings) for aim in aims}
    by_field: dict[str, Any] = {KINDS[kind].field: tuple(of_kind.values()) for kind, of_kind in entries.items()}
    return Rulebook(**structs.asdict(head), settings=settings, aims=aims, digest=_digest(text, parent), **by_field)


def _is_promptly(duty: DutyRule, settings: Settings) -> bool:
    """Whether the settings give a date to the word of this aim."""
    return duty.nature == "aim" and duty.word in settings.promptly


def _dated(aim: DutyRule, settings: Settings) -> DutyRule:
    said = settings.promptly[aim.word]
    return structs.replace(aim, nature=said.nature, unit=said.unit, amount=said.amount)


def _digest(text: str, parent: Rulebook) -> str:
    """SHA-256, hex, of the file's text and the digest of the book it extends, which covers its parent."""
    return hashlib.sha256(f"{parent.digest}\n{text}".encode()).hexdigest()


def _tables(text: str, at: Place) -> dict[str, Any]:
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadRulebook([Mistake(at.source, at.entry, "TOML", f"well-formed TOML: {error}")]) from error
    for key in tables.keys() - set(KNOWN):
        at.wrong(key, "one of " + ", ".join(KNOWN))
    return tables


def _head(tables: Mapping[str, Any], at: Place) -> _Head | None:
    head: _Head | None = reader.table(_Head, BOOK)(tables.get("book", {}), at)
    return head


def _parent(head: _Head | None, parents: Mapping[str, Rulebook], at: Place) -> Rulebook:
    if head is None or not head.extends:
        return NO_PARENT
    parent = parents.get(head.extends)
    if parent is None:
        at.wrong(head.extends, "one of the books at hand: " + (", ".join(sorted(parents)) or "none"))
        return NO_PARENT
    if parent.valid_from > head.valid_from:
        at.wrong(head.valid_from, f"a day from {parent.valid_from} on, when {parent.id} came into force")
    return parent


def _settings(tables: Mapping[str, Any], parent: Rulebook, at: Place) -> Settings:
    """The settings of the parent with those of this book in their place; tables are merged key by key."""
    said = reader.keys(tables.get("settings", {}), SETTINGS, at)
    merged = {name: _merged(getattr(parent.settings, name), value) for name, value in said.items()}
    settings = structs.replace(parent.settings, **merged)
    for word, expected in () if at.mistakes else settings_faults(settings):
        at.wrong(word, expected)
    return settings


def _merged(inherited: object, said: Any) -> object:
    if isinstance(inherited, Struct):
        return structs.replace(inherited, **said)
    return {**inherited, **said} if isinstance(inherited, Mapping) else said


def _entries(tables: Mapping[str, Any], parent: Rulebook, at: Place) -> dict[str, Entries]:
    """All entries by kind: the book's own first, so that its routes win, then what it inherits."""
    inherited: dict[str, Entries] = {
        kind: {entry.id: entry for entry in getattr(parent, KINDS[kind].field)} for kind in KINDS
    }
    inherited["duty"] |= {aim.id: aim for aim in parent.aims}
    own = {kind: _own(kind, tables, inherited[kind], at) for kind in KINDS}
    for table, place in _each("override", tables, at):
        _override(table, inherited, place)
    for table, place in _each("drop", tables, at):
        _drop(table, inherited, place)
    return {kind: {**own[kind], **inherited[kind]} for kind in KINDS}


def _each(kind: str, tables: Mapping[str, Any], at: Place) -> Iterator[tuple[Table, Place]]:
    """The tables under [[kind]], each with its place: its kind and id, or its number while it has no id."""
    found = tables.get(kind, [])
    if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
        at.wrong(kind, f"entries under [[{kind}]]")
        return
    for number, table in enumerate(found, start=1):
        name = table.get("id")
        yield table, at.within(f"{kind} {name}" if isinstance(name, str) else f"{kind} #{number}")


def _own(kind: str, tables: Mapping[str, Any], inherited: Entries, at: Place) -> Entries:
    entries: Entries = {}
    for table, place in _each(kind, tables, at):
        name = str(table.get("id"))
        if name in entries:
            place.wrong(name, f"an id that no other {kind} has")
        if name in inherited:
            place.wrong(name, f"[[override]]: a {kind} of this id is inherited")
        entries[name] = reader.table(KINDS[kind].struct, KINDS[kind].readers)(table, place)
    return entries


def _override(table: Table, inherited: Mapping[str, Entries], at: Place) -> None:
    """Replaces keys of an inherited entry, whose clause must be said anew: another text says so."""
    kind = _kind_of(table, inherited, at)
    if kind is None:
        return
    changes = reader.keys({key: value for key, value in table.items() if key != "kind"}, KINDS[kind].readers, at)
    if "clause" not in changes:
        at.wrong("clause", "the clause that overrides: it is required")
    changed = reader.by_attribute(KINDS[kind].struct, changes)
    inherited[kind][table["id"]] = structs.replace(inherited[kind][table["id"]], **changed)


def _drop(table: Table, inherited: Mapping[str, Entries], at: Place) -> None:
    """Takes an inherited entry out, for a reason and under a clause."""
    kind = _kind_of(table, inherited, at)
    if kind is None:
        return
    for key in DROP.keys() - reader.keys(table, DROP, at).keys():
        at.wrong(key, "a value for it: it is required")
    del inherited[kind][table["id"]]


def _kind_of(table: Table, inherited: Mapping[str, Entries], at: Place) -> str | None:
    """The kind of the inherited entry that `table` speaks of, or None when there is no such entry."""
    kind, name = str(table.get("kind", "kind")), str(table.get("id", "id"))
    if kind not in KINDS:
        at.wrong(kind, "one of the kinds " + ", ".join(KINDS))
        return None
    if name not in inherited[kind]:
        at.wrong(name, f"a {kind} that is inherited: " + (", ".join(inherited[kind]) or "none"))
        return None
    return kind


def _check(entries: Mapping[str, Entries], at: Place) -> None:
    ids = {kind: frozenset(of_kind) for kind, of_kind in entries.items()}
    for kind, name, entry in _readable(entries):
        for word, expected in entry_faults(kind, entry, ids):
            at.within(f"{kind} {name}").wrong(word, expected)
    _check_chains(entries["duty"], at)
    _check_series(entries["series"], at)


def _readable(entries: Mapping[str, Entries]) -> Iterator[tuple[str, str, Any]]:
    for kind, of_kind in entries.items():
        for name, entry in of_kind.items():
            if entry is not None:
                yield kind, name, entry


def _check_chains(duties: Entries, at: Place) -> None:
    """A duty that follows another ends at one with a date of its own."""
    for name, duty in duties.items():
        seen, last = [name], duty
        while last is not None and last.after in duties and last.after not in seen:
            seen.append(last.after)
            last = duties[last.after]
        if last is not None and last.after in seen:
            at.within(f"duty {name}").wrong(duty.after, "a duty that does not follow this one in turn")
        elif last is not None and len(seen) > 1 and last.nature == "aim":
            at.within(f"duty {name}").wrong(duty.after, "a duty with a date")


def _check_series(series: Entries, at: Place) -> None:
    taken: dict[tuple[str, str], str] = {}
    for name, one in series.items():
        if one is None:
            continue
        first = taken.setdefault((one.of, one.document_kind), name)
        if first != name:
            at.within(f"series {name}").wrong(one.of, f"one series for an event: {first} counts it too")
