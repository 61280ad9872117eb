"""`make clauses`: does each clause carry a test, and does a test of its clause notice whatever is wrong in a book?

Prints the clauses without a test, the tests that fail as it is, the mutants that nobody notices, then n/n.
Ends with 1 unless all is noticed or excused in equivalent.toml.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from time import perf_counter

from service.bundled import bundled_books, newest
from tests.clauses.mutating.changes import Mutant, mutants
from tests.clauses.mutating.marked import BOOKS, CLAUSES, ClauseTest, asked_of, carried, clause_tests
from tests.clauses.mutating.trial import EQUIVALENT, equivalents, survivors, wrongly_excused


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def of_books(chosen: Sequence[str]) -> list[Mutant]:
    """The mutants of those books that are bundled."""
    known = {book.id for book in bundled_books().values()}
    found = [newest(name) for name in chosen if name in known]
    return [each for book in found for each in mutants(book, newest(book.extends) if book.extends else None)]


def _share(chosen: Sequence[str], share: int, of: int, asked: Mapping[str, frozenset[str]]) -> list[str]:
    """The names of the survivors among every `of`-th mutant; the work of one process."""
    tests = [test for test in clause_tests() if test.name in asked]
    return [mutant.name for mutant in survivors(of_books(chosen)[share::of], tests, asked)]


def tried(chosen: Sequence[str], workers: int, asked: Mapping[str, frozenset[str]]) -> list[str]:
    """The names of the mutants that nobody notices, tried in so many processes."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        shares = [pool.submit(_share, chosen, share, workers, asked) for share in range(workers)]
        return sorted(name for share in shares for name in share.result())


def _untested(tests: Sequence[ClauseTest]) -> bool:
    """Says how many clauses carry a test, and which do not."""
    missing = sorted(CLAUSES - carried(tests))
    say(f"{len(CLAUSES) - len(missing)}/{len(CLAUSES)} clauses carry a test")
    for clause in missing:
        say(f"  no test: {clause}")
    return bool(missing)


def _as_it_is(tests: Sequence[ClauseTest]) -> tuple[dict[str, frozenset[str]], bool]:
    """The books that each test asks for, of the tests that pass; and whether any fails."""
    began = perf_counter()
    found = {test.name: asked_of(test) for test in tests}
    failing = [name for name, (fails, _) in found.items() if fails]
    say(f"{len(tests) - len(failing)}/{len(tests)} tests pass as it is, in {perf_counter() - began:.1f} s")
    for name in failing:
        say(f"  fails: {name}")
    return {name: asked for name, (fails, asked) in found.items() if not fails}, bool(failing)


def _noticed(chosen: Sequence[str], workers: int, asked: Mapping[str, frozenset[str]]) -> bool:
    """Says what nobody notices, and n/n of what is not excused; True when all is noticed."""
    began = perf_counter()
    known = {mutant.name: mutant for mutant in of_books(chosen)}
    survived = tried(chosen, workers, asked)
    excused = [name for name in equivalents(EQUIVALENT.read_text(encoding="utf-8")) if name.split()[0] in chosen]
    alive = [name for name in survived if name not in excused]
    for name in alive:
        say(f"  survives: {name} [{known[name].clause}]")
    wrong = wrongly_excused(excused, known, survived)
    for words in wrong:
        say(f"  wrongly excused: {words}")
    sought = len(known) - len(excused)
    say(f"{sought - len(alive)}/{sought} mutants are noticed, {len(excused)} excused, {perf_counter() - began:.0f} s")
    return not alive and not wrong


def main() -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(description="clauses with tests, and mutants of the rulebooks that tests notice")
    parser.add_argument("books", nargs="*", default=BOOKS, metavar="BOOK", help="S1 R1 … R6; all when none is said")
    parser.add_argument("--workers", type=int, default=2, help="processes")
    said = parser.parse_args()
    tests = clause_tests()
    untested = _untested(tests)
    asked, failing = _as_it_is(tests)
    noticed = _noticed(said.books, said.workers, asked)
    return int(untested or failing or not noticed)


if __name__ == "__main__":
    sys.exit(main())
