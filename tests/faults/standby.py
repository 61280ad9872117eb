"""Two servers, one the standby of the other: a base backup, streaming replication, promotion."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

import psycopg
from psycopg.conninfo import make_conninfo

from service.migrations import migrate
from service.postgres import Server, embedded
from service.postgres.cluster import PORT, ROLE, prepare
from service.settings import Settings

FAULTS = "faults"
PATIENCE = 60
FOLLOWING = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = %s"


class Pair(NamedTuple):
    """The first server, its standby, and how clients find whichever takes writes."""

    first: Server
    standby: Server

    @property
    def conninfo(self) -> str:
        hosts = ",".join(str(each.cluster.sockets) for each in self)
        return make_conninfo(
            host=hosts, port=f"{PORT},{PORT}", user=ROLE, dbname=FAULTS, target_session_attrs="read-write"
        )

    def set(self, name: str, value: str) -> None:
        """Changes a setting of the first server."""
        with psycopg.connect(self.first.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
            connection.execute("SELECT pg_reload_conf()")

    def follow(self, state: str) -> None:
        """Until the standby follows as `state` (sync, async)."""
        until(self.first, FOLLOWING, (state,))

    def promote(self) -> None:
        with psycopg.connect(self.standby.conninfo("postgres"), autocommit=True) as connection:
            assert connection.execute("SELECT pg_promote(true, %s)", (PATIENCE,)).fetchone() == (True,)


def until(server: Server, question: str, given: tuple[object, ...] = ()) -> None:
    """Asks until the answer is one, or true; fails after a minute."""
    end = monotonic() + PATIENCE
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        while connection.execute(question, given).fetchone() not in ((1,), (True,)):
            assert monotonic() < end, question
            sleep(0.05)


@contextmanager
def pair(home: Path, *, synchronous: bool) -> Iterator[Pair]:
    """A migrated database below `home`, and a standby that follows it."""
    with embedded(Settings(home / "first")) as first:
        with psycopg.connect(first.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {FAULTS}")
        migrate(first.conninfo(FAULTS))
        place = prepare(Settings(home / "second"))
        copied = place.account.run(
            [
                place.programs.path("pg_basebackup"),
                "-d",
                first.conninfo("postgres"),
                "-D",
                place.data,
                "-R",
                "-c",
                "fast",
            ],
            timeout=PATIENCE,
        )
        assert copied.returncode == 0, copied.stderr
        with embedded(Settings(home / "second")) as standby:
            made = Pair(first, standby)
            made.follow("async")
            if synchronous:
                made.set("synchronous_standby_names", "*")
                made.follow("sync")
            yield made
