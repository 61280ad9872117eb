"""Which tests prove a clause: read from the marks in the test files, and kept with the program as a table."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

TABLE = Path(__file__).parent / "proofs.json"
MARK = "clause"


class Proof(Struct, frozen=True):
    """A test that carries the mark of a clause: its file, its name, the first line of what it says."""

    file: str
    test: str
    says: str


Proofs = dict[str, list[Proof]]


@cache
def kept() -> Proofs:
    """The table that comes with the program."""
    return msgspec.json.decode(TABLE.read_bytes(), type=Proofs)


def found(tests: Path) -> Proofs:
    """The tests under a folder by the clauses they are marked with, in the order of files and lines."""
    proofs: Proofs = {}
    for file in sorted(tests.rglob("test_*.py")):
        for clause, proof in _of(file, file.relative_to(tests.parent).as_posix()):
            proofs.setdefault(clause, []).append(proof)
    return dict(sorted(proofs.items()))


def _of(file: Path, name: str) -> Iterator[tuple[str, Proof]]:
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            says = (ast.get_docstring(node) or "").split("\n")[0]
            for clause in _marks(node):
                yield clause, Proof(name, node.name, says)


def _marks(test: ast.FunctionDef) -> Iterator[str]:
    """The clauses of `@pytest.mark.clause("…")` on a test, each once."""
    seen: set[str] = set()
    for mark in test.decorator_list:
        if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr == MARK:
            said = {str(argument.value) for argument in mark.args if isinstance(argument, ast.Constant)}
            yield from sorted(said - seen)
            seen |= said
