"""`verify` names the first damaged position and what is wrong there, whoever did it and however well.

The damage is done as the superuser who has switched the triggers off. A clever forger also mends leaves and tree
afterwards (`mended`); what he has not is the key of the MACs, and the words show that this is what gives him away.
"""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from psycopg.sql import SQL

from service.database import Database
from service.instance_keys import InstanceKeys
from service.keys import KeyFolder
from service.ledger import head as heads
from service.ledger import leaf as leaves
from service.ledger import merkle
from service.ledger.application import MATTERS, Ledger, Log
from service.ledger.entry import Via
from service.ledger.leaf import Identity
from service.ledger.verify import BATCH, Verified, verify
from tests.service.ledger.conftest import OFFICE, commented, received, registered, via

EVENTS = 12
STREAMS = [UUID(int=n) for n in range(1, 5)]
FORGED_MAC = bytes(32)


@pytest.fixture
def written(log: Log) -> Log:
    """Four letters, each received and registered with one command and commented on: versions 1, 2, 3."""
    for petition in STREAMS:
        log.write([received(petition), registered(petition, 2)], via())
        log.write([commented(petition, 3)], via())
    return log


def verdict(database: Database, keys: KeyFolder) -> Verified:
    with psycopg.connect(database.conninfo) as connection:
        return verify(connection, OFFICE, MATTERS, InstanceKeys(keys).macs())


def damage(database: Database, *statements: str) -> None:
    """Runs the statements with every trigger of the ledger switched off, as a superuser can."""
    with psycopg.connect(database.conninfo) as connection:
        tables = ("ledger.event", "ledger.head", "ledger.series")
        for state in ("DISABLE", "ENABLE"):
            for table in tables:
                connection.execute(SQL(f"ALTER TABLE {table} {state} TRIGGER ALL"))
            if state == "DISABLE":
                for statement in statements:
                    connection.execute(SQL(statement))


def mended(database: Database) -> None:
    """Leaves, tree and head as they would be had the rows always been what they are now."""
    with psycopg.connect(database.conninfo) as connection:
        connection.execute("ALTER TABLE ledger.event DISABLE TRIGGER ALL")
        connection.execute("ALTER TABLE ledger.head DISABLE TRIGGER ALL")
        rows = connection.execute(
            "SELECT position, stream, version, topic, recorded_at, content, stamp, mac FROM ledger.event ORDER BY 1"
        ).fetchall()
        edge: merkle.Edge = ()
        for size, (position, stream, version, topic, at, content, stamp, mac) in enumerate(rows):
            identity = Identity(OFFICE, MATTERS, stream, version, topic)
            hash_ = leaves.leaf(identity, leaves.instant(at), content, stamp, mac)
            connection.execute("UPDATE ledger.event SET leaf = %s WHERE position = %s", (hash_, position))
            edge = merkle.appended(size, edge, [hash_])
        connection.execute(
            "UPDATE ledger.head SET size = %s, edge = %s, recorded_at = %s",
            (len(rows), merkle.packed(edge), rows[-1][4]),
        )


def test_an_untouched_log_is_sound_and_has_the_root_of_its_head(
    written: Log, ledger: Ledger, database: Database, keys: KeyFolder
) -> None:
    found = verdict(database, keys)
    assert (found.sound, found.size, found.position, found.fault) == (True, EVENTS, None, None)
    assert found.root == ledger.head(OFFICE).root.hex()
    assert written.recorder.max_notification_id() == EVENTS


def test_an_empty_log_is_sound(log: Log, database: Database, keys: KeyFolder) -> None:
    assert log.recorder.max_notification_id() is None
    assert verdict(database, keys) == Verified(OFFICE, MATTERS, 0, merkle.EMPTY_ROOT.hex())


def test_mending_an_untouched_log_changes_nothing(written: Log, database: Database, keys: KeyFolder) -> None:
    """The control of the forger's work below: it gives what the committer gave."""
    before = verdict(database, keys)
    mended(database)
    assert verdict(database, keys) == before
    assert written.recorder.max_notification_id() == EVENTS


def replaced(column: str, old: str, new: str) -> str:
    return f"{column} = convert_to(replace(convert_from({column}, 'UTF8'), '{old}', '{new}'), 'UTF8')"


FLIP = "set_byte({0}, 20, get_byte({0}, 20) # 1)"
LEAF, STAMP = "the leaf does not fit", "differ from its stamp"

DAMAGES = {
    "a bit of the content": (f"content = {FLIP.format('content')}", 5, LEAF),
    "a bit of the MAC": (f"mac = {FLIP.format('mac')}", 5, LEAF),
    "a bit of the leaf": (f"leaf = {FLIP.format('leaf')}", 5, LEAF),
    "the topic": ("topic = 'Commented/2'", 5, LEAF),
    "the time beside the event": ("recorded_at = recorded_at + interval '1 microsecond'", 5, STAMP),
    "the position in the stamp": (replaced("stamp", ":5", ":6"), 5, STAMP),
    "a blank in the stamp": ("stamp = stamp || ' '::bytea", 5, LEAF),
    "the stamp made unreadable": ("stamp = 'x'", 5, "its stamp cannot be read"),
    "the version": ("version = 7", 5, "from version 1 to 7"),
    "the stream": (f"stream = '{UUID(int=99)}'", 5, "from version 0 to 2"),
    "the office's other log": ("log = 'access-2026'", 5, "missing: the next event stored stands at position 6"),
}  # fmt: skip


@pytest.mark.parametrize("what", DAMAGES)
def test_a_changed_row_is_named(written: Log, database: Database, keys: KeyFolder, what: str) -> None:
    change, position, words = DAMAGES[what]
    damage(database, f"UPDATE ledger.event SET {change} WHERE position = 5")
    found = verdict(database, keys)
    assert (found.sound, found.position) == (False, position)
    assert words in (found.fault or "")
    assert written.recorder.max_notification_id() == EVENTS


ROWS = {
    "a row taken out of the middle": ("DELETE FROM ledger.event WHERE position = 7", 7, "stands at position 8"),
    "the first row taken away": ("DELETE FROM ledger.event WHERE position = 1", 1, "stands at position 2"),
    "the last row taken away": ("DELETE FROM ledger.event WHERE position = 12", 12, "head says 12 events, 11 are"),
    "all rows taken away": ("DELETE FROM ledger.event", 1, "head says 12 events, 0 are"),
    "two rows exchanged": (
        """UPDATE ledger.event SET position = position + 100 WHERE position IN (6, 9);
        UPDATE ledger.event SET position = CASE position WHEN 106 THEN 9 ELSE 6 END WHERE position > 100""",
        6,
        "from version 0 to 3",
    ),
    "the head one event short": ("UPDATE ledger.head SET size = size - 1", 12, "head says 11 events, 12 are"),
    "the head one event ahead": ("UPDATE ledger.head SET size = size + 1", 13, "head says 13 events, 12 are"),
    "a bit of the head's tree": (f"UPDATE ledger.head SET edge = {FLIP.format('edge')}", 12, "tree differs"),
    "the head's time": ("UPDATE ledger.head SET recorded_at = now() + interval '1 day'", 12, "the head's time"),
    "a counter turned back": ("UPDATE ledger.series SET last = 2", 12, "counters of register numbers"),
    "a counter taken away": ("DELETE FROM ledger.series", 12, "counters of register numbers"),
    "a command key": ("UPDATE ledger.event SET command = 'other' WHERE position = 6", 6, "differ from its content"),
    "a request digest": ("UPDATE ledger.event SET request = mac WHERE position = 6", 6, "differ from its content"),
    "a command key taken away": (
        "UPDATE ledger.event SET command = NULL, request = NULL, events = NULL WHERE position = 6",
        6,
        "command key is missing",
    ),
    "a command made longer": ("UPDATE ledger.event SET events = 3 WHERE position = 4", 6, "claims to have had"),
    "the last command made longer": (
        "UPDATE ledger.event SET events = 2 WHERE position = 12",
        12,
        "claims more events",
    ),
    "a command of no events": (
        "UPDATE ledger.event SET events = NULL WHERE position = 6",
        6,
        "differ from its content",
    ),
    "a command made shorter": ("UPDATE ledger.event SET events = 1 WHERE position = 4", 5, "command key is missing"),
}


@pytest.mark.parametrize("what", ROWS)
def test_what_was_done_to_rows_head_and_counters_is_named(
    written: Log, database: Database, keys: KeyFolder, what: str
) -> None:
    statement, position, words = ROWS[what]
    damage(database, statement)
    found = verdict(database, keys)
    assert (found.sound, found.position) == (False, position)
    assert words in (found.fault or "")
    assert written.sealer is not None


FORGERIES = {
    "another actor": (replaced("content", "李文", "王文"), 6, "the MAC does not fit"),
    "an event put into another stream": (f"stream = '{UUID(int=99)}', version = 1", 12, "the MAC does not fit"),
    "another register number": (
        replaced("stamp", "0002", "0009"),
        5,
        "its number is '信〔2026〕0009', the next of its series '信〔2026〕0002'",
    ),
    "a register number for a comment": (
        replaced("stamp", '{"position"', '{"number":"信〔2026〕0003","position"'),
        6,
        "its number is '信〔2026〕0003', the next of its series ''",
    ),
}


@pytest.mark.parametrize("what", FORGERIES)
def test_a_forger_who_mends_the_whole_tree_is_given_away(
    written: Log, database: Database, keys: KeyFolder, what: str
) -> None:
    change, position, words = FORGERIES[what]
    damage(database, f"UPDATE ledger.event SET {change} WHERE position = {position}")
    assert LEAF in (verdict(database, keys).fault or ""), "before he mends the tree"
    mended(database)
    found = verdict(database, keys)
    assert (found.sound, found.position) == (False, position)
    assert words in (found.fault or "")
    assert written.recorder.max_notification_id() == EVENTS


def test_an_event_appended_with_the_right_tree_but_without_the_key_is_named(
    written: Log, ledger: Ledger, database: Database, keys: KeyFolder, tmp_path: Path
) -> None:
    """All of the program at hand, but a key of one's own."""
    with psycopg.connect(database.conninfo) as connection:
        forger = Ledger(database.conninfo, ledger._pool, KeyFolder(tmp_path / "another instance"))
        forger.log(OFFICE).write([commented(STREAMS[0], 4)], Via())
        forger.close()
        assert heads.read(connection, OFFICE, MATTERS).size == EVENTS + 1
    found = verdict(database, keys)
    assert (found.sound, found.position) == (False, EVENTS + 1)
    assert "the MAC does not fit" in (found.fault or "")
    assert written.recorder.max_notification_id() == EVENTS + 1


def test_a_log_cut_short_together_with_its_head_shows_only_in_another_root(
    written: Log, database: Database, keys: KeyFolder
) -> None:
    """What cannot be seen from the database alone, as docs/ledger.md says: it takes a head kept elsewhere."""
    kept = verdict(database, keys)
    damage(database, "DELETE FROM ledger.event WHERE position = 12")
    mended(database)
    found = verdict(database, keys)
    assert (found.sound, found.size) == (True, EVENTS - 1)
    assert (kept.size, found.root != kept.root) == (EVENTS, True)
    assert written.recorder.max_notification_id() == EVENTS - 1


def test_of_several_damages_the_first_is_named(written: Log, database: Database, keys: KeyFolder) -> None:
    damage(
        database,
        "UPDATE ledger.event SET content = 'x' WHERE position = 9",
        "DELETE FROM ledger.event WHERE position = 11",
        "UPDATE ledger.event SET topic = 'Commented/2' WHERE position = 3",
    )
    assert verdict(database, keys).position == 3
    assert written.recorder.max_notification_id() == EVENTS


def test_progress_is_told_batch_by_batch(log: Log, database: Database, keys: KeyFolder) -> None:
    log.write([commented(UUID(int=1), version) for version in range(1, BATCH + 2)], Via())
    told: list[int] = []
    with psycopg.connect(database.conninfo) as connection:
        verify(connection, OFFICE, MATTERS, InstanceKeys(keys).macs(), told.append)
    assert told == [BATCH, BATCH + 1]


def test_a_log_written_to_meanwhile_is_judged_as_it_stood(written: Log, database: Database, keys: KeyFolder) -> None:
    """One snapshot for head and events: what comes in behind is none of its business."""
    log = written

    def write_on(_: int) -> None:
        log.write([commented(STREAMS[1], 4)], via())

    with psycopg.connect(database.conninfo) as connection:
        found = verify(connection, OFFICE, MATTERS, InstanceKeys(keys).macs(), write_on)
    assert (found.sound, found.size) == (True, EVENTS)
    assert verdict(database, keys).size == EVENTS + 1
