"""What a forger has: the program, sometimes keys; and he mends all that he can after what he did."""

from __future__ import annotations

import random
from typing import Any

from psycopg import Connection

from service.evidence import note as notes
from service.evidence.checkpoint import Checkpoint
from service.evidence.signing_key import SeedSigner
from service.evidence.tiles import Tree
from service.ledger import leaf as leaves
from service.ledger import merkle
from service.ledger.leaf import Authenticator, Identity
from tests.service.ledger.conftest import OFFICE
from tests.tamper.office import NAME

ROWS = "SELECT position, stream, version, topic, recorded_at, content, stamp, mac FROM ledger.event ORDER BY position"
SET = "UPDATE ledger.event SET leaf = %s, mac = %s, stamp = %s WHERE position = %s"
ORIGIN = f"{NAME}/{OFFICE}/matters"


def renumbered(connection: Connection[Any]) -> None:
    """Positions without gap, in the order that there is."""
    connection.execute("UPDATE ledger.event SET position = position + 100000")
    connection.execute(
        """UPDATE ledger.event e SET position = n.nth FROM (
            SELECT position, row_number() OVER (ORDER BY position) AS nth FROM ledger.event) AS n
        WHERE n.position = e.position"""
    )


def rebuilt(connection: Connection[Any], key: bytes | None = None) -> None:
    """Stamps, leaves, tree, head and counters as they would be had the rows always been so.

    With the MAC key also the MACs.
    """
    authenticator = Authenticator(key) if key else None
    edge: merkle.Edge = ()
    numbers = 0
    last = None
    for size, row in enumerate(connection.execute(ROWS).fetchall()):
        position, stream, version, topic, at, content, stamp, mac = row
        identity = Identity(OFFICE, "matters", stream, version, topic)
        told = leaves.instant(at)
        number = ""
        if topic.startswith("Registered"):
            numbers += 1
            number = f"信〔2026〕{numbers:04}"
        stamp = leaves.stamp(position, told, number)
        mac = authenticator.mac(identity, content) if authenticator else mac
        hash_ = leaves.leaf(identity, told, content, stamp, mac)
        connection.execute(SET, (hash_, mac, stamp, position))
        edge = merkle.appended(size, edge, [hash_])
        last = (size + 1, merkle.packed(edge), at)
    assert last is not None
    connection.execute("UPDATE ledger.head SET size = %s, edge = %s, recorded_at = %s", last)
    connection.execute("UPDATE ledger.series SET last = %s", (max(numbers, 1),))


def without_heads(connection: Connection[Any]) -> None:
    """No checkpoint, cosignature or tile is left."""
    for table in ("cosignature", "checkpoint", "tile"):
        connection.execute(f"DELETE FROM ledger.{table}".encode())


def signed_anew(connection: Connection[Any], signer: SeedSigner) -> None:
    """A checkpoint of the log as it is, by that key, in the place of all that there were; and fitting tiles."""
    without_heads(connection)
    size, edge = connection.execute("SELECT size, edge FROM ledger.head").fetchone() or (0, b"")
    head = Checkpoint(ORIGIN, size, merkle.root(merkle.unpacked(edge)))
    note = notes.signed(head.text, ORIGIN, signer)
    connection.execute(
        "INSERT INTO ledger.checkpoint (office, log, generation, size, note) VALUES (%s, 'matters', 1, %s, %s)",
        (OFFICE, size, str(note)),
    )
    Tree(connection, OFFICE, "matters").grow(size)


def cut(connection: Connection[Any], size: int) -> None:
    """The events behind this size are gone, heads of them too, and the rest fits."""
    connection.execute("DELETE FROM ledger.event WHERE position > %s", (size,))
    connection.execute("DELETE FROM ledger.cosignature WHERE size > %s", (size,))
    connection.execute("DELETE FROM ledger.checkpoint WHERE size > %s", (size,))
    connection.execute("DELETE FROM ledger.tile WHERE (nth + 1) * 256 > %s", (size,))
    rebuilt(connection)


def flipped(column: str, chance: random.Random, size: int) -> str:
    """SQL that turns one bit of a bytea column of so many bytes."""
    byte, bit = chance.randrange(size), 1 << chance.randrange(8)
    return f"{column} = set_byte({column}, {byte}, get_byte({column}, {byte}) # {bit})"
