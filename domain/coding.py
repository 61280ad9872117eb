"""Codes that an office may use: what its own code lists say of an act, and what the rules say of such a list.

Only a list that the office has adopted is held against an act. What no rulebook knows it cannot add to the fields that
rulebooks decide by: there a list may leave codes out or call them otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache

from msgspec import Struct

from domain import commands as c
from domain import vocabulary as v
from domain.codelist import FIELDS, BadCodeList, CodeList, in_force, parse
from domain.deciding import Reason, structural
from domain.office_events import CodeListPublished
from domain.values import Details
from domain.words import FIELDS as CALLED
from domain.words import choices

CLOSED: Mapping[str, tuple[v.Value, ...]] = {
    "channels": v.CHANNELS,
    "sources": v.SOURCES,
    "purposes": v.PURPOSES,
    "procedures": v.PROCEDURES,
    "importance": v.IMPORTANCE,
    "ratings": v.RATINGS,
}
"""Lists of fields that rulebooks decide by, with all the codes there can be."""


def unknown_codes(act: c.Act, lists: Iterable[CodeList], day: date) -> Iterator[Reason]:
    """Every code of an act that the list in force on that day does not hold, naming list and code."""
    held = {each.field: each for each in in_force(lists, day).values()}
    if held:
        for field, value in _said(act):
            found = held.get(field)
            if found is not None and isinstance(value, str) and value and not found.holds(value):
                yield _unknown(found, value)


def publication_faults(event: CodeListPublished) -> Iterator[Reason]:
    """What stands in the way of a list that an office wants to publish, whatever the office."""
    try:
        said = parse(event.text)
    except BadCodeList as bad:
        yield from (structural(zh, en) for zh, en in bad.mistakes)
        return
    if (said.id, said.version, said.digest) != (event.code_list, event.valid_from, event.digest):
        yield structural("代码表正文与所报不符", "the text is not the list, version and digest that the event names")
    known = CLOSED.get(said.id)
    for each in said.codes if known else ():
        if known and each.code not in known:
            words = ", ".join(map(str, known))
            zh = f"代码表“{said.head.zh}”的代码“{each.code}”不是规则所用的代码：{choices(said.field, known)}"
            yield structural(zh, f"list {said.id}: code {each.code!r} is none that rulebooks know: {words}")


def _unknown(found: CodeList, value: str) -> Reason:
    version = f"{found.id}@{found.version}"
    return structural(
        f"{CALLED.get(found.field, found.head.zh)}“{value}”不在本机构代码表“{found.head.zh}”（{version}）中",
        f"`{found.field}` {value!r} is not in the office's code list {version}",
    )


def _said(act: c.Act) -> Iterator[tuple[str, object]]:
    """The coded fields of an act, of what it says of the petition, and of the people in it."""
    yield from _coded(act)
    details = getattr(act, "details", None)
    if isinstance(details, Details):
        yield from _coded(details)
        for person in (details.petitioner, *(details.representatives or ()), *(details.accused or ())):
            if person is not None:
                yield from _coded(person)


def _coded(said: Struct) -> Iterator[tuple[str, object]]:
    for field in _coded_fields(type(said)):
        yield field, getattr(said, field)


@cache
def _coded_fields(kind: type[Struct]) -> tuple[str, ...]:
    return tuple(field for field in FIELDS.values() if field in kind.__struct_fields__)
