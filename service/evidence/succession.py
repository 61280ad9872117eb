"""Makes the file by which a witness follows a restored log to its next origin (service/witness/succession.py)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from psycopg import Connection

from domain.deciding import Refused, structural
from domain.evidence_events import LogRestored
from domain.office import OfficeLine, office_stream
from service.evidence import proofs, store
from service.evidence.checkpoint import Checkpoint, next_origin
from service.evidence.proofs import Unprovable
from service.evidence.store import Stored
from service.ledger import showing
from service.ledger.application import MATTERS
from service.runtime import Instance
from service.witness.succession import Keeping, Succession

BYTES = "SELECT content, stamp FROM ledger.event WHERE office = %s AND log = %s AND position = %s"


def succession(instance: Instance, office: str, log: str) -> bytes:
    """The file about the last restore that the office has stated of a log, as JSON.

    Raises Refused when there is none, or when the log has not been signed under its new origin yet; UnknownOffice.
    """
    if log != MATTERS:
        zh, en = (
            f"日志（{log}）不能声明恢复",
            f"log {log} cannot state its restore: witnesses hear each log about itself",
        )
        raise Refused((structural(zh, en),))
    line, stated = _last_restore(instance, office, log)
    with instance.pool.connection() as connection:
        stored = _covering(connection, office, line, stated)
        (shown,) = showing.shown(connection, office, log, [(line.stream, line.version)])
        proof = proofs.inclusion(connection, office, log, line.position, shown.leaf, stored.note)
        content, stamp = connection.execute(BYTES, (office, log, line.position), binary=True).fetchone() or (b"", b"")
        keeps = tuple(_keeps(connection, office, log, stated.generation, stored.head))
    file = Succession(shown.record, bytes(content), bytes(stamp), str(proof), keeps)
    return msgspec.json.format(msgspec.json.encode(file)) + b"\n"


def _last_restore(instance: Instance, office: str, log: str) -> tuple[OfficeLine, LogRestored]:
    instance.offices.get(office)
    for line in reversed(instance.ledger.log(office).stream(office_stream(office))):
        if isinstance(line, OfficeLine) and isinstance(line.event, LogRestored) and line.event.log == log:
            return line, line.event
    zh, en = f"没有登记过日志（{log}）的恢复", f"no restore of log {log} was stated"
    raise Refused((structural(zh, en),))


def _covering(connection: Connection[Any], office: str, line: OfficeLine, stated: LogRestored) -> Stored:
    """The first checkpoint of the log that holds the statement, under the origin that it goes on as. Raises Refused."""
    stored = store.covering(connection, office, stated.log, stated.generation + 1, line.position)
    successor = next_origin(stated.origin, stated.log)
    if stored is None or stored.head.origin != successor:
        zh, en = f"日志尚未以（{successor}）签名", f"the log was not signed as {successor} yet"
        raise Refused((structural(zh, en),))
    return stored


def _keeps(connection: Connection[Any], office: str, log: str, generation: int, head: Checkpoint) -> Iterator[Keeping]:
    """For each witness the last head cosigned in a generation that the tree of this head still contains, proved.

    What is contained at one size is so at all before it: so it is looked for by halving. Cost: a proof each time.
    """

    def proof(size: int) -> list[bytes] | None:
        old = store.of_size(connection, office, log, generation, size).head
        try:
            return proofs.consistency(connection, office, log, old, head)
        except Unprovable:
            return None

    known: dict[int, Sequence[bytes]] = {}
    for sizes in store.cosigned_sizes(connection, office, log, generation):
        behind = bisect_left(sizes, True, key=lambda size: proof(size) is None)  # noqa: FBT003 - the key it looks for
        if behind and (found := proof(sizes[behind - 1])) is not None:
            known[sizes[behind - 1]] = found
    return (Keeping(size, tuple(hashes)) for size, hashes in sorted(known.items()))
