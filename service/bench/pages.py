"""Milliseconds of the server for a page, from request to last byte, and how large it is, in a large register."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from math import inf
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import FastAPI
from msgspec import Struct

from domain import office as o
from domain.access_roles import AUDITOR, REGISTRAR, STATISTICIAN, SUPERVISOR
from service import roles
from service.access.granting import FROM, grant
from service.api.app import create_app
from service.bench.ledger import Progress
from service.bench.machine import machine, versions
from service.bench.read import PERCENT, WARMING
from service.bench.rebuild import ADMINISTRATOR, OFFICE, fill
from service.bench.scratch import scratch
from service.database import Database
from service.ledger.entry import Via
from service.projector import sample
from service.projector.following import rebuild
from service.runtime import Instance, assembled
from service.settings import Settings
from service.signin.identity import Identity

PEOPLE: Mapping[str, str] = {REGISTRAR: "李文", SUPERVISOR: "周督", STATISTICIAN: "吴统", AUDITOR: "郑审"}
PAGES: tuple[tuple[str, str], ...] = (
    (REGISTRAR, "/"),
    (REGISTRAR, "/intake"),
    (REGISTRAR, "/register"),
    (REGISTRAR, "/petitions/{petition}"),
    (SUPERVISOR, "/overdue"),
    (SUPERVISOR, "/accountability"),
    (STATISTICIAN, "/statistics"),
    (AUDITOR, "/audit"),
)
"""Who looks at which page."""
SOME = "SELECT DISTINCT stream FROM ledger.event WHERE office = %s AND log = 'matters' AND version > 2 LIMIT 50"


class Page(Struct, frozen=True, kw_only=True):
    """One page: milliseconds and bytes of its HTML."""

    petitions: int
    page: str
    asked: int
    bytes: int
    p50: float
    p99: float
    machine: dict[str, object]
    versions: dict[str, str]


class Door:
    """Whoever is measured has signed in."""

    def __init__(self) -> None:
        self.person = ""

    def demanded(self) -> bool:
        return True

    def identity(self) -> Identity:
        return Identity(UUID(int=1), OFFICE.id, self.person, self.person, "password", UUID(int=2))


def bench_pages(
    settings: Settings,
    *,
    petitions: int = 20_000,
    rounds: int = 100,
    progress: Progress = lambda _what, _done, _of: None,
) -> list[Page]:
    """Fills a ledger with so many petitions, folds it, and asks for each page. Raises as bench_rebuild."""
    with scratch(settings) as database, TemporaryDirectory() as home:
        roles.let_in(database.conninfo)
        acting = Database(database.conninfo, (), roles.taken_on(database.conninfo))
        with assembled(Settings(Path(home)), acting) as instance:
            fill(instance, round(petitions * sample.LINES_A_PETITION), progress)
            _people(instance)
            rebuild(instance.pool, lambda _office, done, of: progress("rebuild", done, of))
            instance.gate.current(OFFICE.id, inf)
            instance.signing.turn()  # as a server does all the time, behind what is written
            return list(_measured(instance, petitions, rounds, progress))


def _people(instance: Instance) -> None:
    """Those who look at the pages; the registrar serves in the unit with which most of the sample lies."""
    unit = sample.REGISTRAR.unit
    for event in (
        o.UnitSet(name=unit, kind="petition_section"),
        o.PersonAppointed(person=PEOPLE[REGISTRAR], post="registrar", unit=unit, since=FROM),
    ):
        instance.offices.add(OFFICE.id, event, ADMINISTRATOR, Via(channel="bench"))
    for role, person in PEOPLE.items():
        grant(instance, OFFICE.id, person, role, reason="测速", actor=ADMINISTRATOR)


def _measured(instance: Instance, petitions: int, rounds: int, progress: Progress) -> Iterator[Page]:
    with instance.pool.connection() as connection:
        connection.execute("VACUUM ANALYZE")
        some = [str(stream) for (stream,) in connection.execute(SOME, [OFFICE.id])]
    door = Door()
    app = create_app(instance, door)
    for nth, (role, path) in enumerate(PAGES):
        progress(path, nth, len(PAGES))
        door.person = PEOPLE[role]
        paths = [path.replace("{petition}", some[each % len(some)]) for each in range(WARMING + rounds)]
        took, size = asyncio.run(_timed(app, paths))
        yield Page(
            petitions=petitions,
            page=path,
            asked=rounds,
            bytes=size,
            p50=round(median(took), 1),
            p99=round(quantiles(took, n=PERCENT)[-1], 1),
            machine=machine(),
            versions=versions(instance.database),
        )


async def _timed(app: FastAPI, paths: list[str]) -> tuple[list[float], int]:
    """Milliseconds of each but the first few, and the bytes of the last."""
    took: list[float] = []
    size = 0
    for nth, path in enumerate(paths):
        began = perf_counter()
        size = await _asked(app, path)
        if nth >= WARMING:
            took.append((perf_counter() - began) * 1000)
    return took, size


async def _asked(app: FastAPI, path: str) -> int:
    """Asks for one page as a browser would. Raises RuntimeError for anything but a page."""
    size = status = 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        nonlocal size, status
        status = message.get("status", status)
        size += len(message.get("body", b""))

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": quote(path).encode(), "query_string": b"", "root_path": "", "state": {},
        "headers": [(b"host", b"127.0.0.1")], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    await app(scope, receive, send)
    if status != 200:  # noqa: PLR2004 - found
        message = f"{path} was answered with {status} (页面未能打开)"
        raise RuntimeError(message)
    return size
