"""Which matters would have two routes, or none: the report on the order and the gaps of a book's routes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from msgspec import Struct

from domain import vocabulary as v
from domain.conditions import holds
from domain.rulebook import Rulebook
from domain.rulebook_checks import facts_in


class Overlap(Struct, frozen=True):
    """A combination of facts and the ids of all routes that hold for it, the winner first; none = a gap."""

    facts: tuple[tuple[str, v.Value], ...]
    routes: tuple[str, ...]


def overlaps(book: Rulebook) -> tuple[Overlap, ...]:
    """Every combination of the facts that the book's routes ask for under which not just one route holds.

    A book without routes leaves every verb free and has nothing to report.
    """
    if not book.routes:
        return ()
    found = (Overlap(tuple(facts.items()), _routes(book, facts)) for facts in _combinations(book))
    return tuple(each for each in found if len(each.routes) != 1)


def _routes(book: Rulebook, facts: dict[str, v.Value]) -> tuple[str, ...]:
    return tuple(route.id for route in book.routes if holds(route.when, facts))


def _combinations(book: Rulebook) -> Iterator[dict[str, v.Value]]:
    """Channel, source and every other fact asked for, in all values that can stand together."""
    asked = {fact for route in book.routes for fact, _ in facts_in(route.when)}
    free = ["channel", "source", *sorted(asked - {"channel", "source", "handed_down"})]
    for values in product(*(v.PETITION_FACTS[fact] for fact in free)):
        facts = dict(zip(free, values, strict=True))
        facts["handed_down"] = facts["source"] in v.HANDED_DOWN
        if not facts.get("collective") or facts["channel"] in book.settings.collective_channels:
            yield facts
