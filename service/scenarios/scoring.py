"""How expectations are counted: by kind, matched of all, each difference in words."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

ENFORCED = (
    "set-up",
    "lines",
    "refusals",
    "unchanged",
    "breaches",
    "duties",
    "numbers",
    "register",
    "overdue",
    "by-occurred",
    "petitions",
    "rota",
    "lists",
    "statistics",
    "accountability",
    "visibility",
)
"""Kinds whose differences count against the play."""
NOT_PLAYED = ("other lists",)
"""Kinds of expectations that are counted and not played: nothing of the API answers them yet."""
BEYOND = "beyond"
"""What is owed beyond what a file tells: shown, never a difference."""
KINDS = (*ENFORCED, BEYOND, *NOT_PLAYED)


class Difference(Struct, frozen=True):
    """What was expected, where, and what was found instead."""

    kind: str
    where: str
    expected: str
    found: str


class Score(Struct, frozen=True):
    """Expectations of one kind."""

    kind: str
    matched: int = 0
    total: int = 0
    differences: tuple[Difference, ...] = ()


class Compared(Struct, frozen=True):
    """A scenario compared with what was found."""

    scenario: str
    scores: tuple[Score, ...]

    @property
    def differences(self) -> list[Difference]:
        return [each for score in self.scores for each in score.differences]


class Tally:
    """Counts the expectations of one kind as they are looked at."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.matched = 0
        self.total = 0
        self.differences: list[Difference] = []

    def same(self, where: str, expected: object, found: object) -> bool:
        """One expectation, met when both are equal."""
        self.total += 1
        if expected == found:
            self.matched += 1
            return True
        self.differences.append(Difference(self.kind, where, text(expected), text(found)))
        return False

    def score(self) -> Score:
        return Score(self.kind, self.matched, self.total, tuple(self.differences))


def text(value: object) -> str:
    """A value as a difference shows it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {text(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(text, value)) + "]"
    return "–" if value is None else str(value)


def summed(compared: Iterable[Compared]) -> list[Score]:
    """All expectations of all scenarios by kind, in the order of KINDS."""
    scores = [score for each in compared for score in each.scores]
    return [_sum(kind, [score for score in scores if score.kind == kind]) for kind in KINDS]


def _sum(kind: str, scores: list[Score]) -> Score:
    return Score(
        kind,
        sum(score.matched for score in scores),
        sum(score.total for score in scores),
        tuple(each for score in scores for each in score.differences),
    )
