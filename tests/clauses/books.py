"""The rulebooks that the tests of the clauses are about: the bundled ones, or a mutant in the place of one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from domain.rulebook import Rulebook
from service.bundled import newest

_instead: dict[str, Rulebook] = {}


def book(name: str) -> Rulebook:
    """The bundled book of that id, unless a mutant stands in for it."""
    return _instead.get(name) or newest(name)


@contextmanager
def instead(mutant: Rulebook) -> Iterator[None]:
    """Within, `mutant` takes the place of the bundled book of its id."""
    _instead[mutant.id] = mutant
    try:
        yield
    finally:
        del _instead[mutant.id]
