"""What access costs where a list is read: pages and a search for three viewers, with row level security and without.

Both have the predicate; with it the query runs as the reader, in a transaction that says who asks. The console is not
asked for. The two take turns of some pages, so that a slow minute of the machine falls on both; the first pages of a
turn are not counted, since a statement is planned anew when it comes from another role.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from math import inf
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from domain.access import CONSOLE, Viewer
from domain.access_roles import HANDLER, REGISTRAR
from domain.guarded import person, unit
from service import roles
from service.bench.ledger import Progress
from service.bench.machine import machine, versions
from service.bench.read import PERCENT, SEED, WARMING
from service.bench.rebuild import OFFICE, fill
from service.bench.scratch import BenchRefused, scratch
from service.database import Database
from service.projector import sample
from service.projector.following import rebuild
from service.readmodels import duties, headings, register
from service.readmodels.asking import Question, question
from service.runtime import Instance, assembled
from service.settings import Settings

TURN = 20
"""Pages of one kind before those of the other."""
COLLEAGUES = 20
"""Names whose being complained of keeps a petition from the viewer: those who serve in the same unit."""
NUMBERS = f"SELECT number FROM {headings.TABLE} WHERE number <> '' ORDER BY petition LIMIT %s"  # noqa: S608 - constants


class Cost(Struct, frozen=True, kw_only=True):
    """One question of one viewer: milliseconds with row level security and without; of the console they are the same.

    `rows` came back on the last page.
    """

    petitions: int
    question: str
    viewer: str
    asked: int
    rows: int
    without_p50: float
    without_p99: float
    with_p50: float
    with_p99: float
    machine: dict[str, object]
    versions: dict[str, str]


Ask = Callable[[Any, Question, str], Any]
ASKED: Mapping[str, Ask] = {
    "register page": lambda connection, asked, _: register.page(connection, asked).rows,
    "overdue list": lambda connection, asked, _: register.page(connection, asked, "overdue").rows,
    "search by number": lambda connection, asked, number: headings.identified(connection, asked.id, number),
    "search for a common word": lambda connection, asked, _: _sought(connection, asked, sample.TITLES[-1][:2]),
    "search for an end of a number": lambda connection, asked, number: _sought(connection, asked, number[-5:]),
    "search for what there is not": lambda connection, asked, number: _sought(connection, asked, f"不{number}"),
    "duties page": lambda connection, asked, _: duties.open_duties(connection, asked).rows,
}
"""What is asked; the word is a number of the register."""


def _sought(connection: Any, asked: Question, text: str) -> list[register.Listed]:
    return register.page(connection, asked, wanted=register.Wanted(order=register.NEWEST, text=text)).rows


def viewers() -> Mapping[str, Viewer]:
    """Who asks: the console, a registrar who sees all units, a handler who sees one of eight."""
    return {
        "console": CONSOLE,
        "registrar": _viewer("李文", "信访科", REGISTRAR),
        "handler": _viewer("赵明", sample.UNITS[0], HANDLER),
    }


def _viewer(name: str, serves: str, role: str) -> Viewer:
    colleagues = {person(f"同事{nth}") for nth in range(COLLEAGUES)}
    own = frozenset({person(name), unit(serves)})
    return Viewer(
        person=name,
        office=OFFICE.id,
        unit=serves,
        roles=frozenset({role}),
        marks=own,
        barring=own | colleagues,
        units=frozenset({unit(serves)}),
    )


def bench_access(
    settings: Settings,
    *,
    petitions: int = 20_000,
    rounds: int = 200,
    progress: Progress = lambda _what, _done, _of: None,
) -> list[Cost]:
    """Fills a ledger with so many petitions, folds it, puts up the gate, and asks.

    Raises: BenchRefused where the server has no role of the reader, and as bench_rebuild.
    """
    with scratch(settings) as database, TemporaryDirectory() as home:
        roles.let_in(database.conninfo)
        acting = Database(database.conninfo, (), roles.taken_on(database.conninfo))
        with assembled(Settings(Path(home)), acting) as instance:
            if not instance.reader.as_reader:
                message = f"there is no role {roles.READER} to read as; see zhuoluo doctor"
                raise BenchRefused(message)
            fill(instance, round(petitions * sample.LINES_A_PETITION), progress)
            rebuild(instance.pool, lambda _office, done, of: progress("rebuild", done, of))
            instance.gate.current(OFFICE.id, inf)
            return list(_measured(instance, petitions, rounds, progress))


def _measured(instance: Instance, petitions: int, rounds: int, progress: Progress) -> Iterator[Cost]:
    with instance.pool.connection() as connection:
        connection.execute("VACUUM ANALYZE")
        numbers = [number for (number,) in connection.execute(NUMBERS, [rounds])]
    Random(SEED).shuffle(numbers)  # noqa: S311 - a sample to measure with
    cases = [(what, who) for what in ASKED for who in viewers()]
    for nth, (what, who) in enumerate(cases):
        progress(f"{what}, {who}", nth, len(cases))
        yield _cost(instance, petitions, (what, who), [numbers[each % len(numbers)] for each in range(rounds)])


def _cost(instance: Instance, petitions: int, case: tuple[str, str], numbers: list[str]) -> Cost:
    ask, viewer = ASKED[case[0]], viewers()[case[1]]
    asked = replace(
        question(instance, CONSOLE, OFFICE.id), viewer=viewer, seeing=instance.gate.seeing(viewer, OFFICE.id)
    )
    took: tuple[list[float], list[float]] = ([], [])
    rows: Any = None
    for first in range(0, len(numbers), TURN):
        for kept, lent in zip(took, (instance.pool.connection, lambda: instance.reading(asked.seeing)), strict=True):
            for number in numbers[:WARMING]:
                _timed(lent, ask, asked, number)
            for number in numbers[first : first + TURN]:
                spent, rows = _timed(lent, ask, asked, number)
                kept.append(spent)
    without, within = ((median(each), quantiles(each, n=PERCENT)[-1]) for each in took)
    return Cost(
        petitions=petitions,
        question=case[0],
        viewer=case[1],
        asked=len(numbers),
        rows=len(rows) if isinstance(rows, list) else int(rows is not None),
        without_p50=round(without[0], 2),
        without_p99=round(without[1], 2),
        with_p50=round(within[0], 2),
        with_p99=round(within[1], 2),
        machine=machine(),
        versions=versions(instance.database),
    )


def _timed(
    lent: Callable[[], AbstractContextManager[Any]], ask: Ask, asked: Question, number: str
) -> tuple[float, object]:
    """Milliseconds from taking a connection to giving it back, and what was found."""
    began = perf_counter()
    with lent() as connection:
        found = ask(connection, asked, number)
    return (perf_counter() - began) * 1000, found
