"""Rulebooks in words: the entries of a version, and what one version says otherwise than another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from domain.rule_terms import KINDS as KIND_NAMES
from domain.rule_words import Line, Reader, called, limit, lines, reader, said, title
from domain.rulebook import DutyRule, Rulebook
from domain.rulebook_difference import SETTING, Difference, differences
from domain.rulebook_kinds import KINDS
from domain.rulebook_overlaps import overlaps
from service.api import problems
from service.api.problems import Refusal
from service.offices import KnownOffice

NOT_SHOWN = frozenset({"proved_by"})
"""Settings that say nothing of how the office works."""
MOST_OVERLAPS = 20


class Entry(Struct, frozen=True):
    """An entry in words; `limit` of a duty in short."""

    id: str
    title: str
    clause: str
    limit: str
    lines: tuple[Line, ...]


class Part(Struct, frozen=True):
    """The entries of one kind."""

    kind: str
    name: str
    entries: tuple[Entry, ...]


class Changed(Struct, frozen=True):
    """A field that says something else: what it is called, what it said and says."""

    label: str
    old: str
    new: str


class DifferenceSaid(Struct, frozen=True):
    """An entry that differs, in words."""

    kind: str
    id: str
    title: str
    clause: str
    what: str
    fields: tuple[Changed, ...]
    lines: tuple[Line, ...]


def found(office: KnownOffice, reference: str) -> Rulebook:
    """A version that the office knows: adopted, or come with the program. Raises Refusal (404)."""
    book = office.books.get(reference)
    if book is None:
        raise Refusal(problems.NOT_FOUND)
    return book


def parts(book: Rulebook, language: str) -> tuple[Part, ...]:
    """Every kind of which the book has entries, in words."""
    by = reader(book, language)
    kinds = ((kind, getattr(book, of.field)) for kind, of in KINDS.items())
    return tuple(
        Part(kind, by.pick(KIND_NAMES[kind]), tuple(_entry(rule, by) for rule in rules))
        for kind, rules in kinds
        if rules
    )


def _entry(rule: Any, by: Reader) -> Entry:
    short = limit(rule, by) if isinstance(rule, DutyRule) else ""
    return Entry(rule.id, title(rule, by.language), rule.clause, short, lines(rule, by))


def settings(book: Rulebook, language: str) -> tuple[Line, ...]:
    by = reader(book, language)
    return tuple(line for line in lines(book.settings, by) if line.field not in NOT_SHOWN)


def compared(old: Rulebook, new: Rulebook, language: str) -> tuple[DifferenceSaid, ...]:
    """What `new` says otherwise than `old`, in words; what cannot be told by its words is left out."""
    both = reader(old, language), reader(new, language)
    return tuple(_difference(each, both) for each in differences(old, new) if each.id not in NOT_SHOWN)


def _difference(each: Difference, both: tuple[Reader, Reader]) -> DifferenceSaid:
    by = both[0] if each.new is None else both[1]
    setting = each.kind == SETTING
    return DifferenceSaid(
        kind=by.pick(KIND_NAMES[each.kind]),
        id=each.id,
        title=called(each.id, by) if setting else title(each.rule, by.language),
        clause="" if setting else each.rule.clause,
        what=each.what,
        fields=tuple(_changed(each, both)),
        lines=() if each.fields else lines(each.rule, by),
    )


def _changed(each: Difference, both: tuple[Reader, Reader]) -> Iterator[Changed]:
    for field in each.fields:
        yield Changed(called(field, both[1]), said(each.old, field, both[0]), said(each.new, field, both[1]))


def overlapping(book: Rulebook) -> tuple[str, ...]:
    """Which matters would have two routes, of which the first wins, or none; the first of them."""
    return tuple(
        " ".join(f"{name}={str(value).lower()}" for name, value in each.facts) + " → " + (", ".join(each.routes) or "—")
        for each in overlaps(book)[:MOST_OVERLAPS]
    )
