"""A ledger with a signer beside it, whose memory of heads the test may look into."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection, sql

from domain.evidence import Evidence
from service.database import Database
from service.evidence.kept import Heads
from service.evidence.signing import Checkpoints
from service.evidence.signing_key import SeedSigner
from service.ledger.application import MATTERS, Ledger, Log
from service.ledger.entry import Via
from tests.service.ledger.conftest import OFFICE, clock, commented, keys, ledger, log, received, registered

__all__ = ("clock", "keys", "ledger", "log")

SEED, OTHER_SEED = bytes(32), bytes(31) + b"\1"
NAME = "test.example"
ORIGIN = f"{NAME}/{OFFICE}/{MATTERS}"
TABLES = ("event", "head", "series", "checkpoint", "cosignature", "tile", "refusal")


class Signed:
    """A signer of the office's log; `evidence` is what the office has stated."""

    def __init__(self, ledger: Ledger, heads: Heads, seed: bytes = SEED) -> None:
        self.evidence = Evidence()
        self.heads = heads
        self.checkpoints = Checkpoints(ledger.connections, heads, [SeedSigner(seed)], NAME, lambda *_: self.evidence)

    def now(self) -> Any:
        return self.checkpoints.current(OFFICE, MATTERS)


@pytest.fixture
def heads(tmp_path: Path) -> Heads:
    return Heads(tmp_path / "heads")


@pytest.fixture
def signed(ledger: Ledger, log: Log, heads: Heads) -> Signed:  # noqa: ARG001 - the log is made
    return Signed(ledger, heads)


@pytest.fixture
def connection(database: Database) -> Iterator[Connection[Any]]:
    with psycopg.connect(database.conninfo, autocommit=True) as made:
        yield made


def petitions(log: Log, first: int, many: int) -> None:
    """So many petitions of three events each: received, registered, commented on."""
    for number in range(first, first + many):
        petition = UUID(int=number)
        log.write([received(petition), registered(petition, 2), commented(petition, 3)], Via(channel="test"))


def tampered(database: Database, *statements: str) -> None:
    """Runs the statements as a superuser who has switched the triggers of the ledger off."""
    with psycopg.connect(database.conninfo) as connection:
        for state in ("DISABLE", "ENABLE"):
            for table in TABLES:
                name = sql.Identifier("ledger", table)
                connection.execute(sql.SQL("ALTER TABLE {} {} TRIGGER USER").format(name, sql.SQL(state)))
            if state == "DISABLE":
                for statement in statements:
                    connection.execute(statement.encode())
