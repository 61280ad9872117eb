"""What a run has measured: figures of each side in rounds, ratios of sides taken in the same round, and where.

A ratio is formed round by round and its minimum, median and maximum are those of the rounds, so that a slow minute
of the machine falls on both sides of each.
"""

from __future__ import annotations

import platform
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from statistics import median
from typing import Literal

import msgspec
from msgspec import Struct

from service.bench.machine import machine

OURS = "zhuoluo"
Better = Literal["more", "less"]


class Figure(Struct, frozen=True, kw_only=True):
    """One thing measured of one side, a figure for each round, in their order.

    `at` says under which load or at which size. `better` says which way is good.
    """

    part: str
    what: str
    at: str
    side: str
    unit: str
    better: Better
    rounds: tuple[float, ...]

    @property
    def spread(self) -> tuple[float, float, float]:
        """Minimum, median and maximum of the rounds."""
        return min(self.rounds), median(self.rounds), max(self.rounds)


class Ratio(Struct, frozen=True, kw_only=True):
    """How many times as good as `beside` is `ours`, round by round: above 1 it is better, whichever way is good.

    `goal`: what is to be reached in the median. `gross`: below it something is broken, and the run fails.
    """

    part: str
    what: str
    at: str
    ours: str = OURS
    beside: str
    rounds: tuple[float, ...]
    goal: float | None = None
    gross: float | None = None

    @property
    def spread(self) -> tuple[float, float, float]:
        return min(self.rounds), median(self.rounds), max(self.rounds)

    @property
    def reached(self) -> bool | None:
        """None where nothing is aimed at."""
        return None if self.goal is None else median(self.rounds) >= self.goal

    @property
    def broken(self) -> bool:
        return self.gross is not None and median(self.rounds) < self.gross


class Skipped(Struct, frozen=True):
    """What was not measured, and why."""

    part: str
    side: str
    why: str


class Run(Struct, frozen=True, kw_only=True):
    """One part measured: on what, when, how long in seconds, whether in the short form, and what was found."""

    part: str
    machine: dict[str, object]
    versions: dict[str, str]
    began: datetime
    seconds: float
    short: bool
    figures: tuple[Figure, ...] = ()
    ratios: tuple[Ratio, ...] = ()
    skipped: tuple[Skipped, ...] = ()


class Found(Struct):
    """What a part has found so far."""

    part: str
    figures: list[Figure] = msgspec.field(default_factory=list)
    ratios: list[Ratio] = msgspec.field(default_factory=list)
    skipped: list[Skipped] = msgspec.field(default_factory=list)
    versions: dict[str, str] = msgspec.field(default_factory=dict)

    def figure(self, what: str, at: str, side: str, unit: str, rounds: Iterable[float], better: Better) -> Figure:
        made = Figure(
            part=self.part, what=what, at=at, side=side, unit=unit, better=better, rounds=tuple(map(shortened, rounds))
        )
        self.figures.append(made)
        return made

    def compare(self, goals: Sequence[Goal], ours: str = OURS, what: Collection[str] | None = None) -> None:
        """Ratios of ours beside every other side, of all that was measured or of these."""
        self.ratios += ratios([each for each in self.figures if what is None or each.what in what], goals, ours)

    def skip(self, side: str, why: str) -> None:
        self.skipped.append(Skipped(self.part, side, why))

    def run(self, began: datetime, *, short: bool) -> Run:
        return Run(
            part=self.part,
            machine=machine(),
            versions={"python": platform.python_version(), **self.versions},
            began=began,
            seconds=round((datetime.now(UTC) - began).total_seconds(), 1),
            short=short,
            figures=tuple(self.figures),
            ratios=tuple(self.ratios),
            skipped=tuple(self.skipped),
        )


def shortened(figure: float) -> float:
    """Four significant digits, whole from a thousand on."""
    return float(f"{figure:.4g}") if abs(figure) < 1000 else float(round(figure))


class Goal(Struct, frozen=True, kw_only=True):
    """What is to be reached beside one side, at one load or any (`at` empty)."""

    what: str
    beside: str
    at: str = ""
    goal: float | None = None
    gross: float | None = None


def ratios(figures: Iterable[Figure], goals: Sequence[Goal], ours: str = OURS) -> Iterator[Ratio]:
    """Ours beside each other side, wherever both were measured in as many rounds."""
    found = {(each.what, each.at, each.side): each for each in figures}
    for (what, at, side), theirs in found.items():
        mine = found.get((what, at, ours))
        if side == ours or mine is None or len(mine.rounds) != len(theirs.rounds):
            continue
        aim = _goal(goals, what, at, side)
        yield Ratio(
            part=theirs.part,
            what=what,
            at=at,
            ours=ours,
            beside=side,
            rounds=tuple(better(a, b, theirs.better) for a, b in zip(mine.rounds, theirs.rounds, strict=True)),
            goal=aim.goal,
            gross=aim.gross,
        )


def _goal(goals: Sequence[Goal], what: str, at: str, side: str) -> Goal:
    """The one for this load before the one for any."""
    fitting = [each for each in goals if (each.what, each.beside) == (what, side) and each.at in {at, ""}]
    return max(fitting, key=lambda each: bool(each.at), default=Goal(what=what, beside=side))


def better(ours: float, theirs: float, way: Better) -> float:
    """How many times as good ours is, to three places. A divisor of nothing counts as the least that is told."""
    above, below = (ours, theirs) if way == "more" else (theirs, ours)
    return round(above / max(below, 0.001), 3)
