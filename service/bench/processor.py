"""Processor time of all that takes part in a measurement: this process, those it starts, a server on this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any

from msgspec import Struct
from psycopg import Connection

PROC = Path("/proc")
NAME = "(postgres)"


class Processor(Struct, frozen=True):
    """Seconds of the program with the processes that it started and that have ended, and of the database server.

    `server` is None where the server does not run on this machine, or the system does not tell.
    """

    program: float
    server: float | None

    def since(self, before: Processor) -> Processor:
        """What was used in between."""
        server = None if self.server is None or before.server is None else round(self.server - before.server, 2)
        return Processor(round(self.program - before.program, 2), server)


class _Process(Struct, frozen=True):
    """Its parent, the seconds that it used, and those of its children that have ended."""

    name: str
    parent: int
    used: float
    ended: float


def processor(connection: Connection[Any]) -> Processor:
    """What has been used until now."""
    program = sum(used.ru_utime + used.ru_stime for used in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))
    return Processor(program, _server(connection.info.backend_pid))


def _server(backend: int) -> float | None:
    """Of the process that began this backend, and of all that it began."""
    try:
        serving = _process(PROC / str(backend))
        first = _process(PROC / str(serving.parent))
    except OSError:
        return None
    if serving.name != NAME:  # another process of this machine, which has the number of a backend elsewhere
        return None
    return first.used + first.ended + sum(each.used for each in _all() if each.parent == serving.parent)


def _all() -> Iterator[_Process]:
    for folder in PROC.glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            yield _process(folder)


def _process(folder: Path) -> _Process:
    """As proc(5) says: the name is in brackets, and may hold any sign."""
    said = (folder / "stat").read_text(encoding="utf-8", errors="replace")
    name, fields = said[said.index("(") : said.rindex(")") + 1], said[said.rindex(")") + 2 :].split()
    ticks = [int(each) / os.sysconf("SC_CLK_TCK") for each in fields[11:15]]
    return _Process(name, int(fields[1]), sum(ticks[:2]), sum(ticks[2:]))
