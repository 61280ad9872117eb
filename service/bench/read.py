"""How fast a large register is read: lists and figures, now and as of random past moments, over HTTP and without.

The same seeded questions are asked at each size, so that what grows is seen. A register of any size is one of the same
number of years: a month of a large one has more petitions, as that of a large office does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from msgspec import Struct

from domain.access import CONSOLE
from domain.access_record import AccessLine
from service.bench.ledger import Progress
from service.bench.machine import machine, versions
from service.bench.rebuild import OFFICE, fill
from service.bench.scratch import scratch
from service.projector.following import rebuild
from service.projector.sample import YEARS
from service.readmodels import duties, register
from service.readmodels.asking import Question, question
from service.readmodels.statistics import behind, comparing, counting, taking, whole
from service.runtime import Instance, assembled
from service.scenarios.installation import served
from service.scenarios.transport import Api
from service.settings import Settings

SEED = 7
PERCENT = 100
WARMING = 5
"""Questions that are asked before time is taken: a server that has just started plans and compiles with the first."""


class Read(Struct, frozen=True, kw_only=True):
    """One question at one size: milliseconds from question to answer, of so many times it was asked."""

    events: int
    question: str
    asked: int
    median: float
    p99: float
    slowest: float
    machine: dict[str, object]
    versions: dict[str, str]


Ask = Callable[[Any, Question], object]

ASKED: Mapping[str, Ask] = {
    "register page": register.page,
    "overdue page": lambda connection, asked: register.page(connection, asked, "overdue"),
    "open duties page": duties.open_duties,
    "figures of a month": lambda connection, asked: _statistics(connection, asked, f"{asked.on.day:%Y-%m}"),
    "figures of a year": lambda connection, asked: _statistics(connection, asked, f"{asked.on.day:%Y}"),
    "figures of a year by class": lambda connection, asked: _statistics(
        connection, asked, f"{asked.on.day:%Y}", ("content_class",)
    ),
    "figures of five years": lambda connection, asked: _statistics(
        connection, asked, f"{asked.on.day.year - 5}-01-01..{asked.on.day.year - 1}-12-31"
    ),
    "days of a month": lambda connection, asked: taking.taken(
        connection, asked, counting.period(f"{asked.on.day:%Y-%m}"), ("unit",)
    ),
    "month compared": lambda connection, asked: comparing.comparison(
        connection, asked, counting.period(f"{asked.on.day:%Y-%m}"), ("unit",)
    ),
    "facts page": lambda connection, asked: behind.facts(
        connection, asked, counting.period(f"{asked.on.day:%Y-%m}"), {"measure": "answered"}
    ),
}
"""What is asked without HTTP."""
OVER_HTTP = ("register", "overdue")


def _statistics(connection: Any, asked: Question, period: str, by: Sequence[str] = ("unit", "channel")) -> object:
    return whole.statistics(connection, asked, counting.period(period), by)


def bench_read(
    settings: Settings,
    *,
    events: Sequence[int] = (10_000, 100_000),
    rounds: int = 200,
    years: float = YEARS,
    progress: Progress = lambda _what, _done, _of: None,
) -> list[Read]:
    """Fills a ledger of each size with the lines of `years`, rebuilds its read models, adds up the facts, and asks.

    Raises as bench_rebuild.
    """
    found: list[Read] = []
    for size in events:
        with scratch(settings) as database, TemporaryDirectory() as home:
            with assembled(Settings(Path(home)), database) as instance:
                fill(instance, size, progress, years)
                rebuild(instance.pool, lambda _office, done, of: progress("rebuild", done, of))
                instance.sums.catch_up()
                taken = [*_direct(instance, rounds), *_served(instance, rounds)]
            found += [_measured(size, name, took, database) for name, took in taken]
    return found


def _direct(instance: Instance, rounds: int) -> Iterator[tuple[str, Sequence[float]]]:
    places = list(_places(instance, rounds))
    for when, asked_at in (("now", places[:1] * rounds), ("then", places)):
        for name, ask in ASKED.items():
            with instance.pool.connection() as connection:
                for asked in asked_at[:WARMING]:
                    ask(connection, asked)
                yield f"{name}, {when}", [_timed(ask, connection, asked) for asked in asked_at]


def _places(instance: Instance, rounds: int) -> Iterator[Question]:
    """Now, and random past positions, each judged on the day of its last line."""
    chance = Random(SEED)  # noqa: S311 - a sample to measure with
    newest = question(instance, CONSOLE, OFFICE.id)
    lines = instance.ledger.log(OFFICE.id)
    earlier = (chance.randrange(newest.position // 10, newest.position) for _ in range(rounds - 1))
    for position in (newest.position, *earlier):
        (line,) = lines.lines(position, 1)
        assert not isinstance(line, AccessLine)  # noqa: S101 - the log of matters holds none
        day = line.occurred.day + timedelta(1)
        yield question(instance, CONSOLE, OFFICE.id, position=position, on=day)


def _timed(ask: Ask, connection: Any, asked: Question) -> float:
    began = perf_counter()
    ask(connection, asked)
    return (perf_counter() - began) * 1000


def _served(instance: Instance, rounds: int) -> Iterator[tuple[str, Sequence[float]]]:
    places = list(_places(instance, rounds))
    with served(instance) as api:
        for when, asked_at in (("now", places[:1] * rounds), ("then", places)):
            for path in OVER_HTTP:
                took = [_requested(api, path, asked) for asked in (*asked_at[:WARMING], *asked_at)][WARMING:]
                yield f"{path} page over HTTP, {when}", took


def _requested(api: Api, path: str, asked: Question) -> float:
    began = perf_counter()
    api.read("offices", OFFICE.id, path, position=asked.position, on=asked.on.day.isoformat())
    return (perf_counter() - began) * 1000


def _measured(events: int, name: str, took: Sequence[float], database: Any) -> Read:
    return Read(
        events=events,
        question=name,
        asked=len(took),
        median=round(median(took), 2),
        p99=round(quantiles(took, n=PERCENT)[-1], 2),
        slowest=round(max(took), 2),
        machine=machine(),
        versions=versions(database),
    )
