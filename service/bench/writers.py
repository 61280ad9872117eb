"""The three ways of writing that are measured side by side: the ledger, plain inserts, the library's recorder."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

import psycopg
from msgspec import Struct
from psycopg import Connection

from service.database import SESSION, Database, connection_pool
from service.keys import KeyFolder
from service.ledger.application import Ledger
from service.ledger.library_writer import library_writer
from service.ledger.recorder import ContentEvent, LedgerRecorder
from service.ledger.submission import CommandKey

TOPIC = "Commented/1"
CONTENT_BYTES = 500
STREAM_EVENTS = 6
"""Events of one stream in a row, as many as a petition has on average."""

PLAIN_TABLE = """
CREATE TABLE IF NOT EXISTS public.plain (
    LIKE ledger.event INCLUDING DEFAULTS,
    PRIMARY KEY (office, log, position)
)"""
PLAIN_INSERT = """
INSERT INTO public.plain (office, log, position, stream, version, topic, recorded_at,
    content, stamp, mac, leaf, command, request, events)
VALUES (%b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b)
"""


class Piece(Struct, frozen=True):
    """What one command writes: one event, its content sealed and encoded, the command's key and request digest."""

    event: ContentEvent
    command: CommandKey


Write = Callable[[Piece], object]
Writer = Callable[[Database, int], AbstractContextManager[list[Write]]]


def pieces(events: int) -> list[Piece]:
    """Work for one thread, so many events of CONTENT_BYTES bytes in streams of STREAM_EVENTS."""
    made: list[Piece] = []
    for nth in range(events):
        version = nth % STREAM_EVENTS + 1
        stream = uuid4() if version == 1 else made[-1].event.originator_id
        key = CommandKey(secrets.token_hex(16), secrets.token_bytes(32))
        made.append(Piece(ContentEvent(stream, version, TOPIC, secrets.token_bytes(CONTENT_BYTES)), key))
    return made


@contextmanager
def ledger_writer(database: Database, threads: int) -> Iterator[list[Write]]:
    """The ledger of the service, a fresh log: MAC, leaf, tree and command key; one event a command."""
    with TemporaryDirectory() as folder, connection_pool(database, 1) as pool:
        ledger = Ledger(database.conninfo, pool, KeyFolder(Path(folder)))
        try:
            recorder = ledger.create(f"bench-{secrets.token_hex(6)}").recorder
            assert isinstance(recorder, LedgerRecorder)  # noqa: S101 - a log has no other

            def write(piece: Piece) -> object:
                return recorder.append([piece.event], command=piece.command)

            yield [write] * threads
        finally:
            ledger.close()


@contextmanager
def raw_writer(database: Database, threads: int) -> Iterator[list[Write]]:
    """Prepared single-row inserts of the same columns and bytes, autocommit, a connection a thread."""
    with ExitStack() as stack:
        connections = [
            stack.enter_context(psycopg.connect(database.conninfo, autocommit=True, options=SESSION))
            for _ in range(threads)
        ]
        connections[0].execute(PLAIN_TABLE)
        office = f"bench-{secrets.token_hex(6)}"
        yield [_plain(connection, office, first, threads) for first, connection in enumerate(connections, 1)]


def _plain(connection: Connection[Any], office: str, first: int, step: int) -> Write:
    cursor = connection.cursor()
    positions = count(first, step)
    now = datetime.now(UTC)
    digest = sha256().digest()
    stamp = b'{"position":1000000,"recorded_at":"2026-01-05T01:00:00.000000Z"}'

    def write(piece: Piece) -> object:
        event, key = piece.event, piece.command
        where = (office, "matters", next(positions), event.originator_id, event.originator_version)
        rest = (event.topic, now, event.state, stamp, digest, digest, key.key, key.digest, 1)
        return cursor.execute(PLAIN_INSERT, (*where, *rest), prepare=True)

    return write


@contextmanager
def through_library(database: Database, threads: int) -> Iterator[list[Write]]:
    """The recorder of the eventsourcing library with a pool of as many connections as threads."""
    with library_writer(database.conninfo, threads) as writer:

        def write(piece: Piece) -> object:
            event = piece.event
            assert isinstance(event.originator_id, UUID)  # noqa: S101 - `pieces` made it
            return writer.write(event.originator_id, event.originator_version, event.topic, event.state)

        yield [write] * threads


WRITERS: dict[str, Writer] = {"ledger": ledger_writer, "raw": raw_writer, "library": through_library}
