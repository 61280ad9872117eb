"""How long one decision takes: every command of a petition's whole life, with all rules of the office live.

The lives are those of service.sidebyside: a letter from its receipt to its file, a visit of six, a call, a matter
handed down and an accusation, with what is refused on the way. Nothing is read or written; the collector of garbage
runs as in service. What is taken is the processor time of the thread: waiting for a processor that other programs use
is no part of deciding.
"""

from __future__ import annotations

import platform
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from statistics import median, quantiles
from time import thread_time_ns

from msgspec import Struct

from domain.decide import decide
from domain.deciding import Refused
from domain.rulebook_kinds import KINDS
from service.bench.ledger import Progress
from service.bench.machine import machine
from service.bundled import newest
from service.sidebyside.offices import HOUSES, OTHERS, House
from service.sidebyside.playing import Decision, played
from service.sidebyside.story import SCENES

GOAL = 100.0
"""Microseconds in which a decision ought to be taken."""
WARM = 5
"""Rounds that are not counted."""


class Decided(Struct, frozen=True, kw_only=True):
    """The decisions of one book, in microseconds; `within` is the share of all of them not slower than GOAL.

    `rules` are the entries of the book with what it inherits, `decisions` the different ones, each taken `rounds`
    times; `slowest` is the verb with the highest median of its own.
    """

    book: str
    rules: int
    decisions: int
    rounds: int
    median: float
    p99: float
    within: float
    slowest: str
    slowest_median: float
    machine: dict[str, object]
    versions: dict[str, str]


def bench_decide(*, rounds: int = 200, progress: Progress = lambda _what, _done, _of: None) -> list[Decided]:
    """Decides each command of the lives under each of the seven books and `plain`, the books taking turns.

    `progress` is told ("rounds", rounds done, rounds in all).
    """
    lives = {house.book: _life(house) for house in (*HOUSES, *OTHERS)}
    turns: dict[str, list[list[float]]] = {book: [] for book in lives}
    for done in range(WARM + rounds):
        progress("rounds", done, WARM + rounds)
        for book, decisions in lives.items():
            turns[book].append([_time(decision) for decision in decisions])
    progress("", WARM + rounds, WARM + rounds)
    return [_summed(book, decisions, turns[book][WARM:]) for book, decisions in lives.items()]


def _life(house: House) -> list[Decision]:
    return [decision for scene in SCENES for decision in played(house, scene).decisions]


def _summed(name: str, decisions: Sequence[Decision], turns: Sequence[Sequence[float]]) -> Decided:
    every = [taken for turn in turns for taken in turn]
    slowest, highest = _slowest(decisions, turns)
    book = newest(name)
    return Decided(
        book=name,
        rules=sum(len(getattr(book, kind.field)) for kind in KINDS.values()),
        decisions=len(decisions),
        rounds=len(turns),
        median=round(median(every), 1),
        p99=round(quantiles(every, n=100)[-1], 1),
        within=round(sum(taken <= GOAL for taken in every) / len(every), 4),
        slowest=slowest,
        slowest_median=round(highest, 1),
        machine=machine(),
        versions={"zhuoluo": version("zhuoluo"), "python": platform.python_version()},
    )


def _time(decision: Decision) -> float:
    """Microseconds of processor time of one decision; to refuse is to decide too."""
    began = thread_time_ns()
    with suppress(Refused):
        decide(decision.before, decision.asked, decision.context)
    return (thread_time_ns() - began) / 1000


def _slowest(decisions: Sequence[Decision], turns: Sequence[Sequence[float]]) -> tuple[str, float]:
    """The verb with the highest median, and that median."""
    by_verb: dict[str, list[float]] = {}
    for turn in turns:
        for decision, taken in zip(decisions, turn, strict=True):
            by_verb.setdefault(type(decision.asked.command).__name__, []).append(taken)
    return max(((verb, median(taken)) for verb, taken in by_verb.items()), key=lambda each: each[1])
