"""The clauses of the six rule sets, and which entries of the bundled rulebooks say each of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

import domain
from domain.rulebook import Rulebook
from domain.rulebook_kinds import KINDS
from service.bundled import bundled_books

FILE = Path(domain.__file__).parent / "clauses.toml"


class Clause(Struct, frozen=True):
    """One clause: its id, kind (rule, record or conduct), its sentence and what it says in English."""

    id: str
    kind: str
    zh: str
    en: str


class RuleSet(Struct, frozen=True):
    """One of the six rule sets, by the body that has it."""

    id: str
    zh: str
    en: str


class Catalogue(Struct, frozen=True):
    """All clauses in the order of the rule sets."""

    rule_set: tuple[RuleSet, ...]
    clause: tuple[Clause, ...]


class Entry(Struct, frozen=True):
    """An entry of a bundled book that carries a clause: the kind of entry, the book that says it, the entry."""

    kind: str
    book: str
    rule: Any


@cache
def catalogue() -> Catalogue:
    """The clauses as shipped. Raises msgspec.ValidationError for a file that is not of this shape."""
    return msgspec.convert(tomllib.loads(FILE.read_text(encoding="utf-8")), Catalogue)


def entries_of(clause: str) -> list[Entry]:
    """Every entry that says this clause, in the order of books and files; inherited ones under their own book."""
    return [entry for book in _newest() for entry in _own(book) if entry.rule.clause == clause]


def settings_of(clause: str) -> list[str]:
    """What the books say of clauses that no entry carries: a list, a checklist, the access rules."""
    return [words for book in _newest() if (words := book.settings.proved_by.get(clause))]


def _newest() -> list[Rulebook]:
    """The newest version of each bundled book."""
    books: dict[str, Rulebook] = {}
    for book in bundled_books().values():
        if book.id not in books or book.valid_from > books[book.id].valid_from:
            books[book.id] = book
    return [books[name] for name in sorted(books)]


def _own(book: Rulebook) -> Iterator[Entry]:
    """The entries of a book; of those it inherits only the ones it overrides, which carry its own clause."""
    for kind, of_kind in KINDS.items():
        for rule in getattr(book, of_kind.field):
            if rule.clause.split(".")[0] == book.id:
                yield Entry(kind, book.id, rule)
