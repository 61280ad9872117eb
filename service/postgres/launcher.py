"""Lends out the server: several processes use it at once, the last one to leave stops it."""

from __future__ import annotations

import fcntl
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from service.postgres import control
from service.postgres.cluster import Cluster, ensure_data, prepare
from service.postgres.errors import failed
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, for as long as the `with` of `embedded` lasts."""

    cluster: Cluster

    def conninfo(self, dbname: str) -> str:
        """How to connect to a database of this server."""
        return control.conninfo(self.cluster, dbname)

    @property
    def data(self) -> Path:
        return self.cluster.data

    @property
    def log(self) -> Path:
        return self.cluster.log

    @property
    def pid(self) -> int | None:
        """Process id of the postmaster."""
        return control.postmaster_pid(self.cluster)

    @property
    def answers(self) -> bool:
        """Whether anything listens at its socket, be it still recovering."""
        return control.state(self.cluster) is not control.State.ABSENT

    def revive(self) -> None:
        """Starts it again when it has died; who comes second finds it running. Raises PostgresError."""
        with _gate(self.cluster):
            control.ensure_running(self.cluster)


@contextmanager
def embedded(settings: Settings, *, test_options: Sequence[str] = ()) -> Iterator[Server]:
    """The server below `settings.home`: started if need be, stopped at the end if nobody else uses it.

    A server whose launcher was killed lives on and is taken over here. `test_options` (`name=value`) are for
    tests, and have an effect only on the server that this call starts.

    Raises: PostgresError.
    """
    cluster = prepare(settings)
    with _lock_file(cluster, "users") as users:
        with _gate(cluster) as gate:
            ensure_data(cluster, gate)
            control.ensure_running(cluster, test_options)
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield Server(cluster)
        finally:
            with _gate(cluster):
                if _is_last(users):
                    control.stop(cluster)


def exit_on_sigterm() -> None:
    """Turns SIGTERM into SystemExit, so that the server is stopped on the way out. Main thread only."""
    signal.signal(signal.SIGTERM, _exit)


def _exit(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


@contextmanager
def _lock_file(cluster: Cluster, name: str) -> Iterator[int]:
    """An open file for flock, which the kernel unlocks when the process dies, however it dies."""
    path = cluster.directory / name
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise failed(f"cannot open {path}", error) from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _gate(cluster: Cluster) -> Iterator[int]:
    """One process at a time makes, starts or stops the server."""
    with _lock_file(cluster, "gate") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield gate


def _is_last(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
