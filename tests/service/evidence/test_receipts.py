"""A receipt says where an event stands and proves it; one whose event is gone is found."""

from __future__ import annotations

import random
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from psycopg import Connection

from service.database import Database
from service.evidence import note as notes
from service.evidence import proofs, receipts, serving, store
from service.evidence.note import BadNote
from service.evidence.proofs import Unprovable
from service.evidence.receipts import NoSuchPosition, Receipt
from service.evidence.stored_tree import faults_of_tiles
from service.evidence.tiles import MissingTile, Tree
from service.evidence.whole import Outside, verify_whole
from service.instance_keys import InstanceKeys
from service.keys import KeyFolder
from service.ledger import merkle
from service.ledger.application import MATTERS, Ledger, Log
from tests.service.evidence.conftest import ORIGIN, Signed, petitions, tampered
from tests.service.ledger.conftest import OFFICE


def receipt(connection: Connection[Any], signed: Signed, position: int) -> Receipt:
    return receipts.receipt(connection, signed.checkpoints, OFFICE, MATTERS, position)


def test_a_receipt_of_what_was_just_written_is_signed_at_once(
    log: Log, signed: Signed, connection: Connection[Any]
) -> None:
    petitions(log, 1, 2)
    made = receipt(connection, signed, 4)
    assert (made.position, made.leaf) == (4, log.leaves(4, 1)[0].hex())
    assert made.proved.proves(bytes.fromhex(made.leaf))
    assert notes.verified(made.proved.note, signed.checkpoints.verifiers(ORIGIN))
    assert receipts.read(receipts.text_of(made)) == made


def test_the_first_checkpoint_that_covers_the_event_is_the_one(
    log: Log, signed: Signed, connection: Connection[Any]
) -> None:
    for first in (1, 2, 3):
        petitions(log, first, 1)
        signed.now()
    assert [receipt(connection, signed, at).proved.head.size for at in (1, 3, 4, 6, 7)] == [3, 3, 6, 6, 9]


def test_what_is_not_there_has_no_receipt(log: Log, signed: Signed, connection: Connection[Any]) -> None:
    petitions(log, 1, 1)
    assert receipt(connection, signed, 3).position == 3
    with pytest.raises(NoSuchPosition, match="no event at position 4"):
        receipt(connection, signed, 4)


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "position": lambda said: said.update(position=2),
    "leaf": lambda said: said.update(leaf="00" * 32),
    "office": lambda said: said.update(office="other"),
    "format": lambda said: said.update(format="zhuoluo-receipt/2"),
    "record": lambda said: said.update(record=said["record"].replace("Received/1", "Received/2")),
    "a record of fewer lines": lambda said: said.update(record=said["record"].replace("Received/1\n", "")),
    "proof": lambda said: said.update(proof=said["proof"].replace("index 0", "index 1")),
    "no proof": lambda said: said.update(proof=""),
    "a field left out": lambda said: said.pop("record"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_receipt_that_was_changed_is_none(log: Log, signed: Signed, connection: Connection[Any], what: str) -> None:
    petitions(log, 1, 2)
    text = receipts.text_of(receipt(connection, signed, 1))
    assert receipts.read(text).position == 1, "the control"
    said = msgspec.json.decode(text)
    CHANGES[what](said)
    with pytest.raises(BadNote):
        receipts.read(msgspec.json.encode(said))


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", b"\xff", "[" * 100_000])
def test_what_is_no_receipt_at_all_is_refused(text: str | bytes) -> None:
    with pytest.raises(BadNote):
        receipts.held(text)


def test_a_receipt_whose_event_is_gone_is_found(
    log: Log, signed: Signed, connection: Connection[Any], database: Database, keys: KeyFolder
) -> None:
    petitions(log, 1, 2)
    held = receipts.held(receipts.text_of(receipt(connection, signed, 6)))
    known = Outside(
        macs=InstanceKeys(keys).macs(), keys=(signed.checkpoints.verifiers("")[0].public.hex(),), receipts=held
    )
    assert verify_whole(connection, OFFICE, MATTERS, known)[0].sound, "the control"
    tampered(database, "DELETE FROM ledger.event WHERE position = 6")
    found = verify_whole(connection, OFFICE, MATTERS, known)[0]
    assert not found.sound


def test_the_answer_to_a_command_serves_as_a_receipt() -> None:
    answer = {"office": "yimin", "petition": "x", "events": [{"position": 7, "leaf": "ab", "type": "Commented"}]}
    (held,) = receipts.held(msgspec.json.encode(answer))
    assert (held.office, held.log, held.position, held.leaf, held.note) == ("yimin", MATTERS, 7, "ab", "")


# ---- proofs


def test_proofs_lead_to_every_checkpoint_from_every_event_and_from_one_checkpoint_to_the_next(
    log: Log, signed: Signed, connection: Connection[Any]
) -> None:
    sizes = []
    for first in (1, 60, 90, 250):
        petitions(log, first, max(1, first // 3))
        sizes.append(signed.now())
    leaves = log.leaves(1, sizes[-1].size)
    for stored in sizes:
        for position in range(1, stored.size + 1, 17):
            proof = proofs.inclusion(connection, OFFICE, MATTERS, position, leaves[position - 1], stored.note)
            assert proofs.read(str(proof)) == proof
        for later in sizes:
            if later.size >= stored.size:
                path = proofs.consistency(connection, OFFICE, MATTERS, stored.head, later.head)
                assert merkle.continued(stored.size, later.size, stored.head.root, path) == later.head.root


def test_a_proof_from_a_tree_that_was_changed_is_not_given_out(
    log: Log, signed: Signed, connection: Connection[Any], database: Database
) -> None:
    petitions(log, 1, 100)
    stored = signed.now()
    leaf = log.leaves(7, 1)[0]
    assert proofs.inclusion(connection, OFFICE, MATTERS, 7, leaf, stored.note).index == 6, "the control"
    tampered(database, "UPDATE ledger.tile SET hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1) WHERE nth = 0")
    with pytest.raises(Unprovable, match="its stored tree does not show that position 7"):
        proofs.inclusion(connection, OFFICE, MATTERS, 7, leaf, stored.note)


# ---- tiles


def test_the_tiles_are_those_of_the_tree(log: Log, signed: Signed, connection: Connection[Any], ledger: Ledger) -> None:
    petitions(log, 1, 200)
    size = signed.now().size
    leaves = log.leaves(1, size)
    tree = Tree(connection, OFFICE, MATTERS)
    assert size == 600
    assert [list(tree.tile(0, nth, width)) for nth, width in ((0, 256), (1, 256), (2, 88))] == [
        leaves[:256], leaves[256:512], leaves[512:],
    ]  # fmt: skip
    assert list(tree.tile(1, 0, 2)) == [merkle.tree_hash(leaves[:256]), merkle.tree_hash(leaves[256:512])]
    assert tree.hash_of((0, size)) == ledger.head(OFFICE).root
    stored = connection.execute("SELECT level, nth FROM ledger.tile ORDER BY 1, 2").fetchall()
    assert stored == [(0, 0), (0, 1)], "only those that are full"


@pytest.mark.parametrize(
    ("level", "nth", "width", "path"),
    [
        (0, 0, 256, "0/000"),
        (0, 5, 17, "0/005.p/17"),
        (1, 1234067, 256, "1/x001/x234/067"),
        (serving.ENTRIES, 999, 256, "entries/999"),
        (serving.ENTRIES, 1000, 1, "entries/x001/000.p/1"),
    ],
)
def test_a_tile_has_one_address(level: int, nth: int, width: int, path: str) -> None:
    assert serving.path_of(level, nth, width) == path
    asked = serving.asked(path)
    assert (asked.level, asked.nth, asked.width) == (level, nth, width)


@pytest.mark.parametrize(
    "path",
    ["", "0", "0/0", "0/0000", "0/001/002", "8/000", "00/000", "0/000.p/0", "0/000.p/256", "0/000.p/01", "x/000"],
)
def test_what_names_no_tile_is_refused(path: str) -> None:
    with pytest.raises(MissingTile):
        serving.asked(path)


def test_entries_hash_to_the_leaves_and_nothing_is_served_behind_what_was_signed(
    log: Log, signed: Signed, connection: Connection[Any]
) -> None:
    petitions(log, 1, 2)
    size = signed.now().size
    served = serving.tile(connection, OFFICE, MATTERS, serving.asked("entries/000.p/6"), size)
    entries = []
    while served:
        length = int.from_bytes(served[:2], "big")
        entries.append(served[2 : 2 + length])
        served = served[2 + length :]
    assert [merkle.leaf_hash(entry) for entry in entries] == log.leaves(1, 6)
    with pytest.raises(MissingTile):
        serving.tile(connection, OFFICE, MATTERS, serving.asked("0/000.p/7"), size)


def test_the_last_head_of_each_day_is_listed_by_the_day_of_the_office(
    log: Log, signed: Signed, connection: Connection[Any], database: Database
) -> None:
    for first in (1, 2, 3):
        petitions(log, first, 1)
        signed.now()
    tampered(
        database,
        "UPDATE ledger.checkpoint SET signed_at = '2026-01-05T15:59:00Z' WHERE size = 3",
        "UPDATE ledger.checkpoint SET signed_at = '2026-01-05T16:01:00Z' WHERE size = 6",
        "UPDATE ledger.checkpoint SET signed_at = '2026-01-06T01:00:00Z' WHERE size = 9",
    )
    found = store.daily(connection, OFFICE, MATTERS, "Asia/Shanghai", 5)
    assert [(str(day), each.size) for day, each in found] == [("2026-01-06", 9), ("2026-01-05", 3)]


# ---- a tree of three levels

MANY = 70_000
INVENTED = """
INSERT INTO ledger.event (office, log, position, stream, version, topic, recorded_at, content, stamp, mac, leaf)
SELECT %s, %s, n, gen_random_uuid(), 1, 'Commented/1', now(), '', '', sha256('mac'), sha256(n::text::bytea)
FROM generate_series(1, %s) AS n
"""


def test_a_tree_of_several_levels_of_tiles_proves_every_leaf_and_every_step(
    log: Log, connection: Connection[Any]
) -> None:
    """65,536 leaves fill the first tile of the second level."""
    assert log.recorder.max_notification_id() is None
    connection.execute(INVENTED, (OFFICE, MATTERS, MANY))
    leaves = [sha256(str(n).encode()).digest() for n in range(1, MANY + 1)]
    tree = Tree(connection, OFFICE, MATTERS)
    edge: merkle.Edge = ()
    for size, upto in ((0, 300), (300, 40_000), (40_000, MANY)):
        growth = tree.growth(size, edge, upto)
        edge = growth.edge
        tree.keep(growth)
        tree.grow(upto)
    root = merkle.tree_hash(leaves)
    assert (merkle.root(edge), tree.hash_of((0, MANY))) == (root, root)
    counted = connection.execute("SELECT level, count(*) FROM ledger.tile GROUP BY level ORDER BY level").fetchall()
    assert counted == [(0, 273), (1, 1)]
    chance = random.Random(70)
    for _ in range(100):
        index, old = chance.randrange(MANY), chance.randint(1, MANY)
        path = Tree(connection, OFFICE, MATTERS).proof(merkle.inclusion(index, MANY))
        assert merkle.included(index, MANY, leaves[index], path) == root
        steps = tree.proof(merkle.consistency(old, MANY))
        assert merkle.continued(old, MANY, merkle.tree_hash(leaves[:old]), steps) == root
    assert list(faults_of_tiles(connection, OFFICE, MATTERS, MANY, root.hex())) == []
    later = Tree(connection, OFFICE, "other")
    with pytest.raises(MissingTile):
        later.growth(0, (), 1)
