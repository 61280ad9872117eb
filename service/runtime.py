"""Puts a running instance together: the one place that knows all concrete parts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain.evidence import Evidence
from service.access.following import Gate
from service.access.predicate import Seeing
from service.access.reading import Reading
from service.access.viewers import Viewers
from service.access_log.indexing import Indexing
from service.access_log.recording import Reads
from service.database import Database, connection_pool, open_database
from service.desk import Desk
from service.erasure.returning import destroy_again
from service.evidence.following import Signing
from service.evidence.kept import Heads
from service.evidence.signing import Checkpoints
from service.evidence.stated import stated
from service.evidence.witnessing import Submissions, Witnessing
from service.instance_keys import InstanceKeys
from service.keys import KeyFolder
from service.keystore.opening import key_store
from service.ledger.application import Ledger
from service.likeness.following import Indexer
from service.offices import Offices
from service.projector.following import Projector
from service.projector.summing import Summer
from service.readmodels.kept import AllPutForward, Tallies
from service.settings import Settings
from service.transfers.index import ExchangeIndex

POOL_SIZE = 16


@dataclass(frozen=True, slots=True)
class Instance:
    """Everything that commands and queries of one process need."""

    settings: Settings
    database: Database
    pool: ConnectionPool[Any]
    keys: KeyFolder
    ledger: Ledger
    offices: Offices
    desk: Desk
    projector: Projector
    likeness: Indexer
    gate: Gate
    exchange: ExchangeIndex
    reader: Reading
    viewers: Viewers
    sums: Summer
    tallies: Tallies
    put_forward: AllPutForward
    checkpoints: Checkpoints
    signing: Signing
    witnessing: Witnessing
    reads: Reads
    access_index: Indexing

    def reading(self, seeing: Seeing) -> AbstractContextManager[Connection[Any]]:
        """A connection for what the viewer asks of petitions: row level security stands behind the predicate."""
        return self.reader.of(seeing)


@contextmanager
def running(settings: Settings, *, restoring: bool = False) -> Iterator[Instance]:
    """An instance over the database of these settings. Raises what `open_database` raises."""
    with open_database(settings, restoring=restoring) as database, assembled(settings, database) as instance:
        yield instance


@contextmanager
def assembled(settings: Settings, database: Database) -> Iterator[Instance]:
    """An instance over a database that is open already (tests use it with a fresh one)."""
    with (
        key_folder(settings, database) as keys,
        connection_pool(database, POOL_SIZE) as pool,
        closing(Ledger(database.committer, pool, keys)) as ledger,
    ):
        destroy_again(pool, ledger, keys)
        offices = Offices(ledger)
        checkpoints = _checkpoints(settings, ledger, keys)
        made = Instance(
            settings=settings,
            database=database,
            pool=pool,
            keys=keys,
            ledger=ledger,
            offices=offices,
            desk=Desk(ledger, offices),
            projector=Projector(pool, ledger),
            likeness=Indexer(pool, ledger, keys),
            gate=Gate(pool, ledger, keys),
            exchange=ExchangeIndex(pool, ledger),
            reader=Reading(pool, walled=database.logins is not None),
            viewers=Viewers(),
            sums=Summer(pool),
            tallies={},
            put_forward={},
            checkpoints=checkpoints,
            signing=Signing(pool, checkpoints),
            witnessing=Witnessing(Submissions(pool, ledger.connections, offices)),
            reads=Reads(ledger, offices, checkpoints),
            access_index=Indexing(pool),
        )
        try:
            yield made
        finally:
            _close(made)


def _close(made: Instance) -> None:
    """Ends what goes on in threads of its own."""
    indexes = (made.access_index, made.gate, made.exchange, made.likeness)
    for part in (made.witnessing, made.signing, made.sums, *indexes, made.projector):
        part.close()


@contextmanager
def key_folder(settings: Settings, database: Database) -> Iterator[KeyFolder]:
    """The keys of this instance and of its subjects. Raises as `key_store`."""
    keys = KeyFolder(settings.home / "keys", key_store(settings, database.conninfo))
    try:
        yield keys
    finally:
        keys.close()


def _checkpoints(settings: Settings, ledger: Ledger, keys: KeyFolder) -> Checkpoints:
    """The signer of the logs, with the keys of this home; what it has signed last stands in this home too."""
    signers = InstanceKeys(keys).signers()
    name = settings.origin or f"zhuoluo-{signers[-1].public.hex()[:16]}"
    own = InstanceKeys(keys)

    def evidence(connection: Connection[Any], office: str) -> Evidence:
        return stated(connection, office, own.macs())

    return Checkpoints(ledger.connections, Heads(settings.home / "heads"), signers, name, evidence)
