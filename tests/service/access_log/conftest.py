"""An office whose reads are on record, and a clock that says which year it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from domain.access_record import AccessRecorded, Reader, log_of
from domain.office import OfficeCreated
from domain.values import Actor
from service.access_log.recording import Reads, Recorded
from service.database import Database
from service.evidence.dropped import verify_log
from service.evidence.kept import Heads
from service.evidence.rotating import public_keys
from service.evidence.whole import Outside, Whole
from service.instance_keys import InstanceKeys
from service.ledger.entry import Via
from service.runtime import Instance, assembled
from service.settings import Settings

OFFICE, OTHER = "xinfang", "linye"
BY, VIA = Actor("管理员"), Via(channel="test")
LI, WANG = Reader("李文", "信访科", ("petition_section",)), Reader("王芳", "纪检组")
PETITION = UUID("0b7e3a52-6b0f-4c55-9d6e-1f6f5a3c1d01")


class Clock:
    """The time of day as the office reads it from the wall; it moves when the test says so."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


class Archive:
    """The office's reads, as the test has them written, told and verified."""

    def __init__(self, instance: Instance, database: Database) -> None:
        self.instance, self.database = instance, database
        self.clock = Clock()
        self.reads = self.another()

    def another(self) -> Reads:
        """As another process has it: nothing is known of what the first has opened."""
        made = self.instance
        return Reads(made.ledger, made.offices, made.checkpoints, self.clock, lambda *_: 0.0)

    @property
    def log(self) -> str:
        return log_of(self.clock.now.year)

    def read(self, reader: Reader = LI, petition: UUID | None = PETITION, **more: Any) -> Recorded:
        return self.reads.record(OFFICE, told(reader, petition, **more))

    def verified(self, log: str, office: str = OFFICE) -> Whole:
        keys = InstanceKeys(self.instance.keys)
        outside = Outside(keys.macs(), public_keys(keys), Heads(self.instance.settings.home / "heads"))
        with self.instance.pool.connection() as connection:
            return verify_log(connection, office, log, outside)[0]

    def size(self, log: str, office: str = OFFICE) -> int:
        return self.instance.ledger.head(office, log).size

    def tampered(self, statement: str) -> None:
        """Runs a statement as a superuser whom no trigger stops."""
        with psycopg.connect(self.database.conninfo) as connection:
            for table in (f'"{self.log}/{OFFICE}"', "head", "checkpoint", "tile"):
                connection.execute(f"ALTER TABLE IF EXISTS ledger.{table} DISABLE TRIGGER USER".encode())
            connection.execute(statement.encode())


def told(reader: Reader = LI, petition: UUID | None = PETITION, **more: Any) -> AccessRecorded:
    named = {"via": "page", "action": "show", "allowed": True, "fields": ("name",), "purpose": "handling", **more}
    return AccessRecorded(reader=reader, petition=petition, **named)


@pytest.fixture
def archive(database: Database, home: Path) -> Iterator[Archive]:
    with assembled(Settings(home), database) as instance:
        for office in (OFFICE, OTHER):
            made = OfficeCreated(id=office, name="信访办", time_zone="Asia/Shanghai")
            instance.offices.create(made, "S1", BY, datetime.now(UTC), VIA)
        yield Archive(instance, database)
