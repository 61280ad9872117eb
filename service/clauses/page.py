"""The page docs/clauses.md: every clause with its sentence, what enforces it, and its tests."""

from __future__ import annotations

from collections.abc import Iterator

from service.clauses.catalogue import Clause, catalogue, entries_of, settings_of
from service.clauses.proofs import Proofs
from service.clauses.words import in_words

HEAD = """# The 62 clauses: where each is enforced, and which test proves it

Made by `python -m service.clauses --write` from `domain/clauses.toml`, the rulebooks in `domain/rulebooks/` and the
marks of the tests; a test fails when it is out of date. `zhuoluo rulebook show R5.12` prints one of them.
"""


def page(proofs: Proofs) -> str:
    """The whole page in Markdown."""
    return "\n".join((HEAD, *_sets(proofs))).rstrip() + "\n"


def _sets(proofs: Proofs) -> Iterator[str]:
    for rule_set in catalogue().rule_set:
        yield f"## {rule_set.id} {rule_set.zh} ({rule_set.en})\n"
        for clause in catalogue().clause:
            if clause.id.split(".")[0] == rule_set.id:
                yield from (*told(clause, proofs), "")


def told(clause: Clause, proofs: Proofs) -> Iterator[str]:
    """One clause in Markdown."""
    yield f"### {clause.id}\n\n{clause.zh}\n\n{clause.en}\n"
    enforced = [*map(in_words, entries_of(clause.id)), *settings_of(clause.id)]
    yield from (f"* {words}" for words in enforced or ["no entry of a rulebook"])
    tests = proofs.get(clause.id, [])
    yield from (f"* test `{proof.file}` {proof.test.removeprefix('test_').replace('_', ' ')}" for proof in tests)
