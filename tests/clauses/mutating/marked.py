"""The tests of the clauses as calls: collected once, run in this process under whatever book stands at hand."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from itertools import product
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any
from unittest.mock import patch

import pytest
from msgspec import Struct

from service.bundled import newest
from tests.clauses import books
from tests.domain.scenario import under

BOOKS = ("S1", "R1", "R2", "R3", "R4", "R5", "R6")
"""The bundled books, each the name of a fixture too (tests/clauses/conftest.py)."""

PER_PART: Mapping[str, int] = {
    "R1.1": 5,
    "R1.2": 6,
    "R2": 6,
    "R3.1": 4,
    "R3.2": 4,
    "R3.3": 6,
    "R5": 12,
    "R6.3": 3,
}
"""Clauses of the parts that are numbered through."""

OTHERS = (
    *("R4.1", "R4.2", "R4.3.1", "R4.3.2.1", "R4.3.2.2", "R4.3.3.1", "R4.3.3.2", "R4.4", "R4.5", "R4.6", "R4.7"),
    *("R6.1", "R6.2", "R6.3", "R6.4", "R6.5"),
)

CLAUSES = frozenset(OTHERS).union(f"{part}.{n}" for part, most in PER_PART.items() for n in range(1, most + 1))
"""The 62 clauses of the six rule sets."""

ASSERTION: tuple[type[BaseException], ...] = (Exception, pytest.fail.Exception)
"""What a test that fails raises: a mutant may also break a step on the way to what is asserted."""


class ClauseTest(Struct, frozen=True):
    """One test with one set of arguments; `fixtures` are the books that it asks for by name."""

    name: str
    clauses: frozenset[str]
    call: Callable[..., None]
    fixtures: tuple[str, ...] = ()
    arguments: Mapping[str, Any] = {}

    def fails(self) -> bool:
        """Whether the test fails, each petition coming in anew under the book that stands at hand."""
        petitions = {name: under(books.book(name)) for name in self.fixtures}
        try:
            self.call(**petitions, **self.arguments)
        except ASSERTION:
            return True
        return False


def clause_tests() -> list[ClauseTest]:
    """All tests of this folder that a clause marks."""
    files = sorted(Path(books.__file__).parent.glob("test_*.py"))
    modules = [import_module(f"tests.clauses.{file.stem}") for file in files]
    return [test for module in modules for test in _tests_of(module)]


def carried(tests: Iterable[ClauseTest]) -> frozenset[str]:
    """The clauses that these tests prove."""
    return frozenset[str]().union(*(test.clauses for test in tests))


def _tests_of(module: ModuleType) -> Iterator[ClauseTest]:
    for name, function in vars(module).items():
        if name.startswith("test_") and isinstance(function, FunctionType):
            yield from _each(f"{module.__name__.rpartition('.')[2]}.{name}", function)


def _each(name: str, function: Callable[..., None]) -> Iterator[ClauseTest]:
    """The test once for each set of arguments. Raises: TypeError on a fixture that is no book."""
    marks: Sequence[pytest.Mark] = getattr(function, "pytestmark", [])
    clauses = frozenset(str(clause) for mark in marks if mark.name == "clause" for clause in mark.args)
    if not clauses:
        return
    sets = [_arguments(mark) for mark in marks if mark.name == "parametrize"]
    for number, chosen in enumerate(product(*sets)):
        arguments = {key: value for row in chosen for key, value in row.items()}
        fixtures = tuple(key for key in inspect.signature(function).parameters if key not in arguments)
        if unknown := set(fixtures) - set(BOOKS):
            raise TypeError(f"{name} asks for {', '.join(sorted(unknown))}: only the books are fixtures here")
        yield ClauseTest(f"{name}[{number}]", clauses, function, fixtures, arguments)


def _arguments(mark: pytest.Mark) -> list[dict[str, Any]]:
    """The rows of one parametrize, by the names of the arguments."""
    said, rows = mark.args
    names = [each.strip() for each in said.split(",")] if isinstance(said, str) else list(said)
    plain = [getattr(row, "values", row) if type(row).__name__ == "ParameterSet" else row for row in rows]
    wrapped = [type(row).__name__ == "ParameterSet" for row in rows]
    return [
        dict(zip(names, row if len(names) > 1 or was else (row,), strict=True))
        for row, was in zip(plain, wrapped, strict=True)
    ]


def asked_of(test: ClauseTest) -> tuple[bool, frozenset[str]]:
    """Whether the test fails, and the books that it asked for on its way."""
    asked: set[str] = set(test.fixtures)

    def noticing(name: str) -> Any:
        asked.add(name)
        return newest(name)

    with patch.object(books, "newest", noticing):
        return test.fails(), frozenset(asked)
