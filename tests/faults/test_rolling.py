"""Two servers behind one address: restarted one after the other, and with the database failing over behind them."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from domain.office_state import office_stream
from tests.faults.balancer import Balancer, balanced
from tests.faults.counting import Recording, counted
from tests.faults.histories.breaking import ROWS, Running, running
from tests.faults.histories.judging import faults
from tests.faults.histories.observed import Observed, Row
from tests.faults.histories.working import OFFICE, Workers, differing
from tests.faults.standby import FAULTS, pair
from tests.faults.test_histories import free_port, reached
from tests.faults.test_killed_database import kill_everything
from tests.service.processes import until

pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc"),
]

CLIENTS = 6
OPERATIONS = 60
"""Done before each blow, so that it falls into the midst of the work."""
ENDLESS = 10**9
STARTS = 180
"""Seconds within which a server is there again."""
DRAINING = {"ZHUOLUO_DRAIN_SECONDS": "5", "ZHUOLUO_ADDRESS_RATE": "10000/10000"}
SOUND: dict[str, list[str]] = {"lost": [], "doubled": [], "wrong": []}


class Two(NamedTuple):
    """Two servers, what stands in front of them, and who works there until told to stop."""

    servers: tuple[Running, Running]
    balancer: Balancer
    workers: Workers

    def worked(self) -> None:
        reached(self.workers, self.workers.done() + OPERATIONS)

    def observed(self, rows: list[Row]) -> Observed:
        return Observed(self.workers.writes, self.workers.reads, self.workers.pages, rows)


@contextmanager
def two(home: Path, environment: Mapping[str, str]) -> Iterator[Two]:
    """Clients at work on them beside whoever is in the context; behind it all have ended."""
    with ExitStack() as opened:
        one, other = (opened.enter_context(running(home, free_port(), environment)) for _ in range(2))
        balancer = opened.enter_context(balanced([one.port, other.port]))
        workers = Workers(f"http://127.0.0.1:{balancer.port}", CLIENTS, ENDLESS)
        with workers.working():
            yield Two((one, other), balancer, workers)
            workers.stop()


def rolled(home: Path, restart: Callable[[Running], None]) -> tuple[Two, Observed]:
    """Each server is restarted in turn, the second when the first is back."""
    with two(home, DRAINING) as made:
        for server in made.servers:
            made.worked()
            restart(server)
            assert until(partial(made.balancer.sends_to, server.port), STARTS)
        made.worked()
    return made, made.observed(made.servers[0].rows(OFFICE))


def in_good_order(server: Running) -> None:
    server.stop(signal.SIGTERM)
    server.start()


def test_a_rolling_restart_turns_nobody_away(home: Path, record_property: Recording) -> None:
    made, seen = rolled(home, in_good_order)
    assert (made.balancer.cut, made.balancer.refused) == (0, 0)
    assert faults(seen) == SOUND
    assert differing(made.workers.repeats) == []
    counted(record_property, 2)


def test_control_servers_that_are_killed_cut_requests_short(home: Path) -> None:
    """And still nothing is lost or doubled: the clients repeat with their keys."""
    made, seen = rolled(home, Running.kill)
    assert made.balancer.cut > 0
    assert faults(seen) == SOUND


def test_both_servers_go_on_by_themselves_at_the_standby_that_takes_over(
    home: Path, record_property: Recording
) -> None:
    """Nobody is cut short or hears of a fault meanwhile: those whose database is gone are told to come again."""
    with pair(home, synchronous=True) as databases:
        with two(home, {**DRAINING, "ZHUOLUO_DATABASE_URL": databases.conninfo}) as made:
            made.worked()
            kill_everything(databases.first)
            databases.promote()
            made.worked()
        with psycopg.connect(databases.standby.conninfo(FAULTS)) as connection:
            rows = [Row(*row) for row in connection.execute(ROWS, {"office": office_stream(OFFICE)})]
        assert (made.balancer.cut, made.balancer.refused) == (0, 0)
        assert faults(made.observed(rows)) == SOUND
        assert differing(made.workers.repeats) == []
        counted(record_property, 1)
