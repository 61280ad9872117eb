"""The calendar and the rulebooks that come with the program, read once from its package files; and books upon them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from domain import codelist
from domain.calendar import Calendar, parse_year
from domain.codelist import CodeList
from domain.rulebook import Rulebook
from domain.rulebook_loader import parse
from domain.rulebook_reader import BadRulebook, Mistake


def _resources(folder: str, ending: str) -> Iterator[tuple[str, bytes]]:
    """Name and content of the files of a folder of `domain`, in order of their names."""
    for file in sorted((files("domain") / folder).iterdir(), key=lambda found: found.name):
        if file.name.endswith(ending):
            yield file.name, file.read_bytes()


@cache
def bundled_calendar() -> Calendar:
    """The holidays of all years whose file is in the package. Raises: MalformedYear."""
    return Calendar.of(parse_year(content) for _, content in _resources("calendars", ".json"))


@cache
def bundled_books() -> Mapping[str, Rulebook]:
    """Every rulebook in the package by its reference, id@valid_from. Raises: BadRulebook.

    A book extends the version of its parent that was in force when it began; a parent extends nothing.
    """
    texts = {name: content.decode() for name, content in _resources("rulebooks", ".toml")}
    books: dict[str, Rulebook] = {}
    for name in sorted(texts, key=lambda name: "extends" in tomllib.loads(texts[name])["book"]):
        head = tomllib.loads(texts[name])["book"]
        book = parse(texts[name], name, _in_force(books, head["valid_from"]))
        books[book.reference] = book
    return MappingProxyType(books)


def _in_force(books: Mapping[str, Rulebook], day: date) -> dict[str, Rulebook]:
    """The version of each book that holds on `day`, by id."""
    begun = [book for book in books.values() if book.valid_from <= day]
    return {book.id: book for book in sorted(begun, key=lambda book: book.valid_from)}


@cache
def bundled_code_lists() -> tuple[CodeList, ...]:
    """Every version of every code list in the package. Raises: BadCodeList."""
    return tuple(codelist.parse(text) for text in _code_texts())


def bundled_code_text(code_list: str) -> str | None:
    """The text of the newest version of a list in the package; None when there is none of this id."""
    texts = {(said.version, said.id): text for text in _code_texts() if (said := codelist.parse(text)).id == code_list}
    return texts[max(texts)] if texts else None


def _code_texts() -> list[str]:
    return [content.decode() for _, content in _resources("codelists", ".toml")]


def newest(book_id: str) -> Rulebook:
    """The newest bundled version of a book. Raises: KeyError when there is none of this id."""
    return _in_force(bundled_books(), date.max)[book_id]


OWN = "published text"
"""What messages call the text of a book that an office publishes itself."""


def own_book(text: str, books: Mapping[str, Rulebook]) -> Rulebook:
    """The book in a text that an office publishes; `books` by reference are those that it may extend.

    It extends the version of its parent that is in force on its own first day. Raises: BadRulebook.
    """
    try:
        return parse(text, OWN, _in_force(books, _first_day(text)))
    except RecursionError:
        raise BadRulebook([Mistake(OWN, "the file", "TOML", "tables that are not nested so deeply")]) from None


def _first_day(text: str) -> date:
    """The day in [book]; for what is no book the last day there is: the reader of books says what is wrong."""
    try:
        head = tomllib.loads(text).get("book")
    except (tomllib.TOMLDecodeError, RecursionError):
        return date.max
    said = head.get("valid_from") if isinstance(head, dict) else None
    return said if type(said) is date else date.max
