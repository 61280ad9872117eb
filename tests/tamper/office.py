"""A log of 500 events of 60 petitions, signed and witnessed on the way, and what is known of it elsewhere."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from msgspec.structs import replace
from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain.evidence import Evidence
from domain.evidence_events import WitnessNamed
from domain.office import OfficeLine, office_stream
from domain.values import Moment
from service.evidence import note as notes
from service.evidence import receipts, store
from service.evidence.kept import Heads
from service.evidence.note import Verifier
from service.evidence.receipts import Held
from service.evidence.signing import Checkpoints
from service.evidence.signing_key import SeedSigner
from service.evidence.whole import Outside
from service.instance_keys import InstanceKeys
from service.keys import KeyFolder
from service.ledger.application import MATTERS, Ledger
from service.ledger.entry import Via
from tests.service.ledger.conftest import CLERK, DAY, OFFICE, commented, received, registered

EVENTS, PETITIONS = 500, 60
SIGNED_AT = (120, 260, 400, 460)
"""After how many events the log was signed and cosigned; the last of them is the last head."""
NAME = "matrix.example"
SIGNER, WITNESS, FORGER = (SeedSigner(bytes(31) + bytes([n])) for n in range(3))
WITNESSED_BY = "witness.example"


class Made(NamedTuple):
    """The log as it was, and its homes: `earlier` is where a backup was taken."""

    home: Path
    outside: Outside
    acknowledged: tuple[Held, ...]


@contextmanager
def opened(conninfo: str, home: Path) -> Iterator[Ledger]:
    """A ledger over a database with the keys of that home."""
    with ConnectionPool(conninfo, min_size=1, max_size=2, kwargs={"autocommit": True}, open=True) as pool:
        ledger = Ledger(conninfo, pool, KeyFolder(home / "keys"))
        try:
            yield ledger
        finally:
            ledger.close()


def signing(ledger: Ledger, home: Path, signer: SeedSigner = SIGNER, heads: Path | None = None) -> Checkpoints:
    return Checkpoints(ledger.connections, Heads(heads or home / "heads"), [signer], NAME, lambda *_: Evidence())


def written(conninfo: str, home: Path) -> Made:
    """Writes the log into a fresh database: events behind the last head are acknowledged, but under no head yet."""
    with opened(conninfo, home) as ledger:
        log = ledger.create(OFFICE)
        log.write([_witness()], Via(channel="test"))
        chance = random.Random(500)
        versions = dict.fromkeys((UUID(int=chance.getrandbits(128), version=4) for _ in range(PETITIONS)), 0)
        waiting = list(versions)
        noted: list[tuple[str, str]] = []
        held: list[Held] = []
        while (size := ledger.head(OFFICE).size) < EVENTS:
            first = waiting.pop() if waiting and (size == 1 or chance.random() < 0.3) else None
            petition = first or chance.choice([each for each, version in versions.items() if version])
            lines = _lines(petition, versions[petition], chance)[: EVENTS - size]
            log.write(lines, Via(channel="test", key=f"command-{size}", request=bytes(32)))
            versions[petition] += len(lines)
            _signed_on_the_way(ledger, home, noted, held, size)
        acknowledged = tuple(
            Held(OFFICE, MATTERS, position, log.leaves(position, 1)[0].hex()) for position in range(461, EVENTS + 1)
        )
    keys = InstanceKeys(KeyFolder(home / "keys"))
    outside = Outside(
        macs=keys.macs(),
        keys=(SIGNER.public.hex(),),
        kept=Heads(home / "heads"),
        heads=tuple(noted),
        receipts=tuple(held),
    )
    return Made(home, outside, acknowledged)


def _witness() -> OfficeLine:
    """The office names its witness by the first event."""
    verifier = Verifier(WITNESSED_BY, WITNESS.public, notes.COSIGNATURE)
    named = WitnessNamed(verifier=str(verifier), url="https://witness.example", body="市档案馆")
    return OfficeLine(stream=office_stream(OFFICE), version=1, event=named, occurred=Moment(DAY), actor=CLERK)


def _lines(petition: UUID, version: int, chance: random.Random) -> list[Any]:
    """A petition begins with its receipt, mostly with its number too: some have none for a long time."""
    if not version:
        first = [received(petition)]
        return [*first, registered(petition, 2)] if chance.random() < 0.6 else first
    return [commented(petition, version + n, f"第{version + n}次联系") for n in range(1, chance.randint(2, 4))]


def _signed_on_the_way(ledger: Ledger, home: Path, noted: list[tuple[str, str]], held: list[Held], before: int) -> None:
    size = ledger.head(OFFICE).size
    if not any(before < at <= size for at in SIGNED_AT):
        return
    checkpoints = signing(ledger, home)
    signed = checkpoints.current(OFFICE, MATTERS)
    line = notes.cosignature(signed.note.text, WITNESSED_BY, WITNESS, 1_700_000_000 + size)
    with ledger._pool.connection() as connection:
        store.cosign(connection, OFFICE, MATTERS, signed, line)
        noted.append((f"witness at {size}", str(store.cosigned(connection, OFFICE, MATTERS, signed))))
        receipt = receipts.receipt(connection, checkpoints, OFFICE, MATTERS, size - 3)
        held += receipts.held(receipts.text_of(receipt))


def inside(outside: Outside) -> Outside:
    """What the instance knows by its keys alone, with nothing remembered outside the database."""
    return replace(outside, kept=None, heads=(), receipts=())


def switched(connection: Connection[Any], state: str) -> None:
    """Every trigger of the ledger off or on, as a superuser can."""
    for table in ("event", "head", "series", "checkpoint", "cosignature", "tile", "refusal"):
        connection.execute(f"ALTER TABLE ledger.{table} {state} TRIGGER ALL".encode())
