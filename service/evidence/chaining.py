"""How an office's logs of access records hang together: the first line of each says how the one before it ended."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from psycopg import Connection

from domain.access_record import AccessLogOpened, log_of
from service.evidence import checkpoint, store
from service.evidence import note as notes
from service.evidence.note import BadNote, Verifier
from service.ledger import entry as entries
from service.ledger import head as heads
from service.ledger import tables

FIRST = "SELECT topic, content FROM ledger.event WHERE office = %s AND log = %s AND position = 1"


def faults_of_chain(connection: Connection[Any], office: str, log: str, keys: Collection[str]) -> Iterator[str]:
    """What is wrong with the first line of a year's log, whose events were found sound; `keys`: public keys in hex.

    It opens this log, names the log before it that the database has, and says of that one the size, root and last
    checkpoint that it has there; also where its events were dropped since.
    """
    opened = _first(connection, office, log)
    if opened is None or log_of(opened.year) != log:
        yield "its first line does not open it (首条不是本年度的启用记录)"
        return
    previous = heads.last_access(connection, office, log, least=1)
    if opened.previous != previous:
        yield (
            f"its first line names {opened.previous or 'no log'} as the one before it, the database has "
            f"{previous or 'none'} (上一年度日志缺失或多出)"
        )
    elif previous:
        yield from _against_previous(connection, office, opened, keys)


def says(text: str, size: int, root: str, keys: Collection[str]) -> bool:
    """Whether a note is a head of this size and root (hex), signed by one of these keys."""
    try:
        note = notes.read(text)
        head = checkpoint.of(note)
        notes.verified(note, [Verifier(head.origin, bytes.fromhex(public)) for public in keys])
    except BadNote:
        return False
    return (head.size, head.root.hex()) == (size, root)


def _first(connection: Connection[Any], office: str, log: str) -> AccessLogOpened | None:
    row = connection.execute(tables.over(FIRST, office, log), (office, log), binary=True).fetchone()
    event = entries.decoded(row[0], row[1]).line.event if row else None
    return event if isinstance(event, AccessLogOpened) else None


def _against_previous(
    connection: Connection[Any], office: str, opened: AccessLogOpened, keys: Collection[str]
) -> Iterator[str]:
    previous, said = opened.previous, (opened.size, opened.root)
    head = heads.read(connection, office, previous)
    if (head.size, head.root.hex()) != said:
        yield f"log {previous} ended otherwise than its first line says (与上一年度日志的结尾不符)"
    if not opened.checkpoint:
        return  # the signer refused that log, which is told where that log is verified
    if not says(opened.checkpoint, *said, keys):
        yield f"the checkpoint of {previous} in its first line is not signed by a key of the log (首条所载检查点无效)"
    newest = store.newest(connection, office, previous)
    if newest is None or (newest.head.size, newest.head.root.hex()) != said:
        yield f"the last checkpoint of {previous} is not the one in its first line (与上一年度最后检查点不符)"
