"""Recomputes a log from its rows and names the first damaged position and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from msgspec import Struct
from psycopg import Connection, DataError

from service.ledger import head as heads
from service.ledger import merkle, tables
from service.ledger.checking import Damage, Fold, Reached, Row
from service.ledger.recognizing import Recognizer

ROWS = """
SELECT position, stream::text, version, topic, recorded_at, content, stamp, mac, leaf, command, request, events
FROM ledger.event WHERE office = %s AND log = %s AND position > %s ORDER BY position
"""
VERSIONS = """
SELECT stream::text, max(version) FROM ledger.event WHERE office = %s AND log = %s AND position <= %s GROUP BY stream
"""
BATCH = 2000
FROM_THE_START = Reached()

Roots = Mapping[int, Sequence[tuple[bytes, str]]]
"""What others say of the log: at a size, the root that it had, and who says so."""


class Verified(Struct, frozen=True):
    """The verdict on one log. `position` and `fault` say the first damage; both None when there is none.

    `unchecked`: events of other instances whose keys are not at hand. `since`: events before were not looked at.
    """

    office: str
    log: str
    size: int
    root: str
    position: int | None = None
    fault: str | None = None
    unchecked: int = 0
    since: int = 0

    @property
    def sound(self) -> bool:
        return self.fault is None


def verify(
    connection: Connection[Any],
    office: str,
    log: str,
    keys: Mapping[str, bytes],
    progress: Callable[[int], None] = lambda _: None,
) -> Verified:
    """Recomputes one log from its first event on, in a snapshot of its own; as `verify_from`."""
    with snapshot(connection):
        return verify_from(connection, office, log, keys, progress)[0]


@contextmanager
def snapshot(connection: Connection[Any]) -> Iterator[None]:
    """All that is read inside is of one moment, whatever is written meanwhile."""
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        connection.execute("SET LOCAL TimeZone = 'UTC'")
        yield


def verify_from(
    connection: Connection[Any],
    office: str,
    log: str,
    keys: Mapping[str, bytes],
    progress: Callable[[int], None] = lambda _: None,
    *,
    said: Roots = {},  # noqa: B006 - it is only read
    begun: Reached = FROM_THE_START,
) -> tuple[Verified, Reached]:
    """Recomputes one log as it stands; `progress` is told the number of events checked.

    `keys`: the MAC keys at hand by their ids. `said`: roots that the log must have had on the way. `begun`: how far it
    was found sound before; events up to there are taken as they were. Also returns how far it is sound now. To be asked
    in a `snapshot`.
    Cost: time by events, memory by streams.
    """
    recognizer = Recognizer(keys, begun.evidence)
    try:
        head = heads.read(connection, office, log)
    except heads.UnknownLog:
        return Verified(office, log, 0, "", 1, "the head of this log is missing (日志头缺失)"), begun
    except (ValueError, DataError) as error:
        return Verified(office, log, 0, "", 1, f"the head of this log cannot be read: {error} (日志头损坏)"), begun
    fold = Fold(office, log, recognizer, begun, _versions(connection, office, log, begun))
    try:
        folded(fold, _rows(connection, office, log, begun.size), said, progress)
        _against(head, fold)
        _against_later(said, fold)
    except Damage as damage:
        position = damage.position or fold.size + 1
        found = (head.size, head.root.hex(), position, str(damage), recognizer.unchecked, begun.size)
        return Verified(office, log, *found), begun
    except DataError as error:
        what = f"an event from here on cannot be read: {error} (无法读取)"
        return Verified(office, log, head.size, head.root.hex(), fold.size + 1, what), begun
    root = merkle.root(fold.edge).hex()
    return Verified(office, log, fold.size, root, None, None, recognizer.unchecked, begun.size), fold.reached()


def _versions(connection: Connection[Any], office: str, log: str, begun: Reached) -> dict[str, int]:
    if not begun.size:
        return {}
    return dict(connection.execute(tables.over(VERSIONS, office, log), (office, log, begun.size)).fetchall())


def folded(fold: Fold, rows: Iterator[list[Row]], said: Roots, progress: Callable[[int], None]) -> None:
    """Takes the rows, and looks at the root wherever somebody says what it was. Raises Damage."""
    due = sorted(size for size in said if size > fold.size)
    _said(said, fold)
    for batch in rows:
        while due and due[0] <= batch[-1].position:
            here = [row for row in batch if row.position <= due[0]]
            fold.take(here)
            batch = batch[len(here) :]  # noqa: PLW2901 - the rest of it
            if fold.size == due.pop(0):
                _said(said, fold)
            if not batch:
                break
        fold.take(batch)
        progress(fold.size)


def _said(said: Roots, fold: Fold) -> None:
    for root, who in said.get(fold.size, ()):
        if merkle.root(fold.edge) != root:
            message = f"the tree of these {fold.size} events is not the one that {who} states (树根与之不符)"
            raise Damage(message, fold.size)


def _against_later(said: Roots, fold: Fold) -> None:
    """What others have seen behind the end of the log is missing."""
    for size in sorted(said):
        if size > fold.size:
            message = f"missing: {said[size][0][1]} states {size} events, {fold.size} are stored (日志被截断)"
            raise Damage(message, fold.size + 1)


def _rows(connection: Connection[Any], office: str, log: str, after: int) -> Iterator[list[Row]]:
    with connection.cursor(name="verify", binary=True) as cursor:
        cursor.execute(tables.over(ROWS, office, log), (office, log, after))
        while rows := cursor.fetchmany(BATCH):
            yield [Row(*row) for row in rows]


def _against(head: heads.Head, fold: Fold) -> None:
    """The head says of the log what its events say."""
    if head.size != fold.size:
        message = f"the head says {head.size} events, {fold.size} are stored (日志头记载的数量不符)"
        raise Damage(message, min(head.size, fold.size) + 1)
    if fold.replayed is not None and head.replayed != fold.replayed:
        message = "the head says otherwise than the office whether its time is replayed (日志头时间方式不符)"
        raise Damage(message, head.size)
    if head.edge != fold.edge:
        message = "the head's tree differs from the tree of the events stored (树根不符)"
        raise Damage(message, head.size)
    if fold.to_come > 0:
        message = "the last command claims more events than are stored (命令事件数不符)"
        raise Damage(message, head.size)
    if head.recorded_at != fold.last:
        message = "the head's time is not that of the last event (日志头时间不符)"
        raise Damage(message, head.size)
    if head.counters != fold.counters:
        message = "the counters of register numbers differ from the numbers given (编号计数不符)"
        raise Damage(message, head.size)
