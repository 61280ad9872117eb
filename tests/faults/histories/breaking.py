"""A server as it is run, with a database of its own, and the ways in which it is broken while it works."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import create_connection
from time import monotonic, sleep
from types import MappingProxyType

import psycopg

from domain.office_state import office_stream
from service.postgres import embedded
from service.settings import Settings
from tests.faults.histories.observed import Row
from tests.service.holder import ROOT
from tests.service.processes import children, gone, until

STARTING = 180
"""Seconds within which a server answers."""
ROWS = """
SELECT position, CASE stream WHEN %(office)s THEN '' ELSE stream::text END, version, coalesce(command, '')
FROM ledger.event WHERE log = 'matters' ORDER BY 1
"""
OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


class Running:
    """`zhuoluo serve` below a home, started again whenever it was killed."""

    def __init__(self, home: Path, port: int, environment: Mapping[str, str]) -> None:
        self.home, self.port = home, port
        self._environment = {**os.environ, "ZHUOLUO_HOME": str(home), **environment}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Until it answers; fails after three minutes."""
        program = [str(Path(sys.executable).with_name("zhuoluo")), "serve", "--port", str(self.port)]
        log = (self.home / "serve.log").open("ab")
        self._process = subprocess.Popen(program, cwd=ROOT, stdout=log, stderr=log, env=self._environment)
        log.close()
        end = monotonic() + STARTING
        while not self._listens():
            assert self._process.poll() is None, (self.home / "serve.log").read_text(encoding="utf-8")
            assert monotonic() < end, "the server does not answer"
            sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """As Ctrl-C does, or with another signal."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(timeout=60)

    def kill(self) -> None:
        """SIGKILL of the server, which is then started again."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self.start()

    def kill_database(self) -> None:
        """SIGKILL of the postmaster with all its processes; the server starts it again by itself."""
        postmaster = int((self.home / "postgres" / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])
        os.kill(postmaster, signal.SIGSTOP)  # so that it does not see its children die
        for pid in [*children(postmaster), postmaster]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert until(lambda: gone(postmaster))

    def cut(self) -> None:
        """The database ends every connection of the server."""
        with self._connection() as connection:
            connection.execute(OTHERS)

    def rows(self, office: str) -> list[Row]:
        """What stands in the ledger; the server has stopped."""
        with self._connection() as connection:
            return [Row(*row) for row in connection.execute(ROWS, {"office": office_stream(office)})]

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection]:
        with embedded(Settings(self.home)) as server, psycopg.connect(server.conninfo("zhuoluo")) as connection:
            yield connection

    def _listens(self) -> bool:
        try:
            with create_connection(("127.0.0.1", self.port), timeout=1):
                return True
        except OSError:
            return False


@contextmanager
def running(home: Path, port: int, environment: Mapping[str, str] = MappingProxyType({})) -> Iterator[Running]:
    """Such a server; stopped in the end."""
    made = Running(home, port, environment)
    try:
        made.start()
        yield made
    finally:
        made.stop()
