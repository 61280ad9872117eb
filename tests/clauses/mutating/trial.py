"""Which mutants no test notices: each is tried by the tests of its clause that ask for its book, and by no other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tomllib import loads

from tests.clauses.books import instead
from tests.clauses.mutating.changes import Mutant
from tests.clauses.mutating.marked import ClauseTest

EQUIVALENT = Path(__file__).parents[1] / "equivalent.toml"


def survivors(
    mutants: Iterable[Mutant], tests: Sequence[ClauseTest], asked: Mapping[str, frozenset[str]]
) -> Iterator[Mutant]:
    """The mutants under which every test of their clause passes; `asked` = the books that each test asks for.

    A test that has noticed one mutant is the first to try the next of its clause.
    """
    by_clause: dict[tuple[str, str], list[ClauseTest]] = {}
    for mutant in mutants:
        key = (mutant.clause, mutant.book.id)
        if key not in by_clause:
            by_clause[key] = [each for each in tests if key[0] in each.clauses and key[1] in asked[each.name]]
        if not _noticed(mutant, by_clause[key]):
            yield mutant


def _noticed(mutant: Mutant, tests: list[ClauseTest]) -> bool:
    with instead(mutant.book):
        found = next((test for test in tests if test.fails()), None)
    if found is None:
        return False
    tests.remove(found)
    tests.insert(0, found)
    return True


def equivalents(text: str) -> dict[str, str]:
    """The mutants that change nothing anybody could notice, by name, each with its reason.

    Raises: ValueError when one is named twice or without a reason.
    """
    found: dict[str, str] = {}
    for entry in loads(text).get("equivalent", []):
        name, reason = entry["mutant"], entry["reason"]
        if name in found or not reason.strip():
            raise ValueError(f"{name}: named once, with a reason")
        found[name] = reason
    return found


def wrongly_excused(excused: Iterable[str], known: Iterable[str], survived: Iterable[str]) -> list[str]:
    """What is wrong with each name that is excused: there is no such mutant, or a test notices it."""
    existing, alive = frozenset(known), frozenset(survived)
    unknown = [f"{name}: there is no such mutant" for name in excused if name not in existing]
    return unknown + [f"{name}: a test notices it" for name in excused if name in existing - alive]
