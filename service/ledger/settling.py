"""Reads back what of some commands is in the ledger: after a unique violation, and after a lost answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import Connection

from service.ledger import replication, tables
from service.ledger.submission import CommandKey, Conflict, KeyReused, Submission, Written

KEYS = """
SELECT command, request, log, position, events FROM ledger.event WHERE office = %s AND command = ANY(%s)
"""
VERSIONS = """
SELECT e.stream, e.version, e.position, e.mac
FROM unnest(%s::uuid[], %s::int[]) AS w (stream, version)
JOIN ledger.event e ON e.office = %s AND e.log = %s AND e.stream = w.stream AND e.version = w.version
"""

Stored = dict[tuple[UUID, int], tuple[int, bytes]]


def answered(connection: Connection[Any], office: str, command: CommandKey) -> Written | None:
    """What this key was answered before; None when it is new. Raises KeyReused, NotReplicated."""
    row = connection.execute(KEYS, (office, [command.key])).fetchone()
    if row is None:
        return None
    replication.settle(connection)
    return _repeated(command, row[1:])


def read_back(connection: Connection[Any], office: str, log: str, pending: Sequence[Submission]) -> None:
    """Settles those whose key or events are stored; the others are left to be written. Raises NotReplicated."""
    known = _known_keys(connection, office, pending)
    stored = _stored(connection, office, log, pending)
    if known or stored:
        replication.settle(connection)
    for submission in pending:
        submission.uncertain = False
        if submission.command is not None and submission.command.key in known:
            _settle_by_key(submission, submission.command, known[submission.command.key], stored)
        else:
            _settle_by_version(submission, log, stored)


def _known_keys(
    connection: Connection[Any], office: str, pending: Sequence[Submission]
) -> dict[str, tuple[bytes, str, int, int]]:
    keys = [submission.command.key for submission in pending if submission.command is not None]
    return {row[0]: row[1:] for row in connection.execute(KEYS, (office, keys))} if keys else {}


def _stored(connection: Connection[Any], office: str, log: str, pending: Sequence[Submission]) -> Stored:
    wanted = [event.place for submission in pending for event in submission.events]
    streams, versions = [stream for stream, _ in wanted], [version for _, version in wanted]
    rows = connection.execute(tables.over(VERSIONS, office, log), (streams, versions, office, log))
    return {(stream, version): (position, mac) for stream, version, position, mac in rows}


def _repeated(command: CommandKey, row: tuple[bytes, str, int, int]) -> Written:
    digest, log, first, events = row
    if digest != command.digest:
        message = f"the command key {command.key!r} was used before for another request"
        raise KeyReused(message)
    return Written(log, first, events, repeated=True)


def _settle_by_key(
    submission: Submission, command: CommandKey, row: tuple[bytes, str, int, int], stored: Stored
) -> None:
    try:
        written = _repeated(command, row)
    except KeyReused as reused:
        submission.failure = reused
    else:
        own = _is_own(submission, stored)
        submission.result = Written(written.log, written.first, written.events, repeated=not own)


def _settle_by_version(submission: Submission, log: str, stored: Stored) -> None:
    taken = [event for event in submission.events if event.place in stored]
    if not taken:
        return
    if _is_own(submission, stored):
        first = submission.events[0]
        submission.result = Written(log, stored[first.place][0], len(submission.events))
        return
    where = ", ".join(f"{event.place[0]} version {event.place[1]}" for event in taken)
    submission.failure = Conflict(f"already written by somebody else: {where}")


def _is_own(submission: Submission, stored: Stored) -> bool:
    """An answer was lost, and every event is stored with the very MAC that this caller made."""
    return submission.lost and all(
        (found := stored.get(event.place)) is not None and found[1] == event.mac for event in submission.events
    )
