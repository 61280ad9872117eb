"""Which matters would have two routes, or none: the report on the order and the gaps of a book's routes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from msgspec import Struct

from domain import vocabulary as v
from domain.conditions import holds
from domain.rulebook import Condition, Rulebook
from domain.rulebook_checks import facts_in


class Overlap(Struct, frozen=True):
    """A combination of facts and the ids of all routes that hold for it, the winner first; none = a gap."""

    facts: tuple[tuple[str, v.Value], ...]
    routes: tuple[str, ...]


def overlaps(book: Rulebook) -> tuple[Overlap, ...]:
    """Every combination of the facts that the book's routes ask for under which not just one route holds.

    A book without routes leaves every verb free and has nothing to report; nor are gaps reported that the book
    itself names in `settings.no_route`.
    """
    if not book.routes:
        return ()
    found = (Overlap(tuple(facts.items()), _routes(book, facts)) for facts in _combinations(book))
    return tuple(each for each in found if len(each.routes) > 1 or not (each.routes or _is_named(book, each)))


def _is_named(book: Rulebook, gap: Overlap) -> bool:
    return any(holds(condition, dict(gap.facts)) for condition in book.settings.no_route)


def _routes(book: Rulebook, facts: dict[str, v.Value]) -> tuple[str, ...]:
    return tuple(route.id for route in book.routes if holds(route.when, facts))


def _conditions(book: Rulebook) -> Iterator[Condition]:
    yield from (route.when for route in book.routes)
    yield from book.settings.no_route


def _combinations(book: Rulebook) -> Iterator[dict[str, v.Value]]:
    """Channel, source and every other fact asked for, in all values that can stand together."""
    asked = {fact for condition in _conditions(book) for fact, _ in facts_in(condition)}
    free = ["channel", "source", *sorted(asked - {"channel", "source", "handed_down"})]
    for values in product(*(v.PETITION_FACTS[fact] for fact in free)):
        facts = dict(zip(free, values, strict=True))
        facts["handed_down"] = facts["source"] in v.HANDED_DOWN
        if not facts.get("collective") or facts["channel"] in book.settings.collective_channels:
            yield facts
