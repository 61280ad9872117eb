"""Two installations, one of them empty, and packages that go from the other to it."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from domain.values import Actor
from service.database import Database
from service.evidence import note as notes
from service.evidence.examining import examined
from service.ledger.entry import Via
from service.moving import exporting, importing, receiver
from service.moving.exporting import By, Exported
from service.moving.importing import Imported
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.conftest import acting
from tests.servers import AnyServer, private_home

BY = By(Actor("管理员"), Via(channel="test"))
STORED = """
SELECT (SELECT count(*) FROM ledger.head), (SELECT count(*) FROM ledger.event), (SELECT count(*) FROM ledger.series),
    (SELECT count(*) FROM ledger.checkpoint), (SELECT count(*) FROM ledger.tile)
"""


class Pair(Struct, frozen=True):
    """Where an office is, and the installation that it goes to."""

    old: Instance
    new: Instance

    def package(self, office: str) -> tuple[bytes, Exported]:
        out = io.BytesIO()
        made = exporting.export(self.old, office, receiver.card(self.new.keys), out, BY)
        return out.getvalue(), made

    def take(self, package: bytes, made: Exported) -> Imported:
        return importing.take(self.new, io.BytesIO(package), list(map(notes.verifier, made.verifiers)), BY)

    def moved(self, office: str) -> Imported:
        return self.take(*self.package(office))


def written(instance: Instance) -> tuple[Any, ...]:
    """All that there is in an installation: rows of the ledger, keys, files, heads outside the database."""
    with instance.pool.connection() as connection:
        rows = connection.execute(STORED).fetchone()
    home = instance.settings.home
    kept = [
        str(path.relative_to(home))
        for folder in ("keys/subjects", "keys/instances", "attachments", "heads")
        for path in sorted((home / folder).rglob("*"))
        if path.is_file() and not path.name.endswith(".lock")
    ]
    return rows, kept


def sound(instance: Instance, office: str, log: str = "matters", heads: tuple[tuple[str, str], ...] = ()) -> None:
    """The log, verified with heads that somebody holds."""
    whole = examined(instance, office, log, heads=heads)
    assert whole.sound, (whole.verified, whole.faults)


@pytest.fixture
def pair(
    server: AnyServer, template: str, database_names: Iterator[str], database: Database, home: Path
) -> Iterator[Pair]:
    with ExitStack() as stack:
        other = stack.enter_context(_home())
        second = stack.enter_context(contextmanager(acting)(server, template, next(database_names)))
        old = stack.enter_context(assembled(Settings(home), database))
        yield Pair(old, stack.enter_context(assembled(Settings(other), second)))


@contextmanager
def _home() -> Iterator[Path]:
    made = private_home("zhuoluo-home-")
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
