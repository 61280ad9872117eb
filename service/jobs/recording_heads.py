"""Records the heads of lower offices of the same installation in the log of the office above them.

Which offices are below is known from the reports that they sent: a received report that the office of that id has made
itself. Heads of offices elsewhere come as files (`zhuoluo log record`).
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.values import Actor
from service.evidence import heads_below, store
from service.evidence.store import Stored
from service.ledger.application import MATTERS
from service.ledger.entry import Via
from service.offices import KnownOffice, UnknownOffice
from service.runtime import Instance

BY = Actor("zhuoluo", authenticated="service")
"""Who records: the service itself, for nobody."""
VIA = Via(channel="job")


def record_heads(instance: Instance, office: str) -> int:
    """How many heads were recorded; those that have not grown are left out.

    A head that does not continue the one before stands in the way of no other; its error is raised in the end.
    """
    recorded, failed = 0, None
    for lower in below(instance, instance.offices.get(office)):
        try:
            recorded += _record(instance, office, lower)
        except Exception as error:  # noqa: BLE001 - whatever it is, it concerns this office only
            failed = failed or error
    if failed is not None:
        raise failed
    return recorded


def below(instance: Instance, known: KnownOffice) -> Iterator[str]:
    """The ids of the offices of this installation whose reports the office has received, in order."""
    for sender in sorted({each.sender for each in known.state.received} - {known.profile.id}):
        try:
            own = {each.digest for each in instance.offices.get(sender).state.reports}
        except UnknownOffice:
            continue
        if any(each.sender == sender and each.digest in own for each in known.state.received):
            yield sender


def _record(instance: Instance, office: str, lower: str) -> bool:
    newest = _newest(instance, lower)
    if newest is None:
        return False
    origin = newest.head.origin
    known = instance.offices.get(office).state.evidence.heads.get(origin)
    if known is not None and known.size == newest.size and known.root == newest.head.root.hex():
        return False
    keys = [str(key) for key in instance.checkpoints.verifiers(origin)]
    given = heads_below.exported(instance, lower, MATTERS, known.size if known else 0)
    verifier = known.verifier if known and known.verifier in keys else keys[0]
    heads_below.record(instance, office, str(given).encode(), verifier, BY, VIA)
    return True


def _newest(instance: Instance, office: str) -> Stored | None:
    with instance.pool.connection() as connection:
        return store.newest(connection, office, MATTERS)
