"""Verifying goes on from where all was sound, knows the keys of other instances, and says what it could not check."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection, sql

from domain.evidence_events import EvidenceEvent, InstanceKeyRetired, InstanceKeyStated
from domain.office import OfficeLine, office_stream
from domain.values import Moment
from service.database import Database
from service.evidence import note as notes
from service.evidence import store
from service.evidence.checkpoint import Checkpoint
from service.evidence.remembered import Remembered
from service.evidence.signing_key import SeedSigner
from service.evidence.stated import stated
from service.evidence.whole import Outside, Whole, verify_whole
from service.instance_keys import InstanceKeys, KeyHeld, mac_id
from service.keys import BadKey, KeyFolder
from service.ledger.application import MATTERS, Ledger, Log
from service.ledger.checking import Reached
from service.ledger.entry import Via
from service.ledger.verify import FROM_THE_START, Verified
from tests.service.evidence.conftest import OTHER_SEED, SEED, Signed, petitions, tampered
from tests.service.ledger.conftest import CLERK, DAY, OFFICE, commented


def looked(
    connection: Connection[Any], keys: KeyFolder, begun: Reached = FROM_THE_START, **more: Any
) -> tuple[Verified, Reached]:
    known = Outside(macs=InstanceKeys(keys).macs(), **more)
    found, reached = verify_whole(connection, OFFICE, MATTERS, known, begun=begun)
    assert not found.faults, found.faults
    return found.verified, reached


# ---- from where all was sound


def test_it_goes_on_from_where_all_was_sound(log: Log, connection: Connection[Any], keys: KeyFolder) -> None:
    petitions(log, 1, 3)
    _, reached = looked(connection, keys)
    petitions(log, 4, 2)
    again, later = looked(connection, keys, reached)
    assert (again.sound, again.since, again.size) == (True, 9, 15)
    assert later == looked(connection, keys)[1], "the same as from the beginning"


def test_what_came_since_is_looked_at_and_what_came_before_is_taken_as_it_was(
    log: Log, connection: Connection[Any], keys: KeyFolder, database: Database
) -> None:
    petitions(log, 1, 3)
    _, reached = looked(connection, keys)
    petitions(log, 4, 2)
    tampered(database, "UPDATE ledger.event SET content = content || ' '::bytea WHERE position = 12")
    found, _ = looked(connection, keys, reached)
    assert (found.sound, found.position) == (False, 12)
    tampered(database, "UPDATE ledger.event SET content = content || ' '::bytea WHERE position = 2")
    assert looked(connection, keys, reached)[0].position == 12
    assert looked(connection, keys)[0].position == 2


def test_a_log_cut_shorter_than_it_was_sound_is_found(
    log: Log, connection: Connection[Any], keys: KeyFolder, database: Database
) -> None:
    petitions(log, 1, 1)
    tampered(database, "CREATE TABLE saved AS SELECT * FROM ledger.head")
    petitions(log, 2, 2)
    _, reached = looked(connection, keys)
    tampered(
        database,
        "DELETE FROM ledger.event WHERE position > 3",
        "UPDATE ledger.head h SET size = s.size, edge = s.edge, recorded_at = s.recorded_at FROM saved s",
        "UPDATE ledger.series SET last = 1",
    )
    found, _ = looked(connection, keys, reached)
    assert not found.sound


def whole(connection: Connection[Any], keys: KeyFolder, signed: Signed, **more: Any) -> tuple[Whole, Reached]:
    public = signed.checkpoints.verifiers("")[0].public.hex()
    return verify_whole(connection, OFFICE, MATTERS, Outside(macs=InstanceKeys(keys).macs(), keys=(public,), **more))


def test_how_far_all_was_sound_is_remembered_outside_the_database(
    log: Log, signed: Signed, connection: Connection[Any], keys: KeyFolder, tmp_path: Path
) -> None:
    petitions(log, 1, 3)
    signed.now()
    remembered = Remembered(tmp_path)
    assert remembered.read(connection, OFFICE, MATTERS, 1) == FROM_THE_START
    found, reached = whole(connection, keys, signed)
    remembered.write(OFFICE, MATTERS, 1, found, reached)
    assert remembered.read(connection, OFFICE, MATTERS, 1) == reached
    petitions(log, 4, 1)
    signed.now()
    assert remembered.read(connection, OFFICE, MATTERS, 1) == reached, "a later checkpoint is no reason"
    assert remembered.read(connection, OFFICE, MATTERS, 2) == FROM_THE_START, "another generation"
    (tmp_path / OFFICE / f".{MATTERS}.verified").write_text("{", encoding="utf-8")
    assert remembered.read(connection, OFFICE, MATTERS, 1) == FROM_THE_START


def test_another_checkpoint_among_those_looked_at_has_all_looked_at_again(
    log: Log, signed: Signed, connection: Connection[Any], keys: KeyFolder, tmp_path: Path
) -> None:
    petitions(log, 1, 3)
    signed.now()
    found, reached = whole(connection, keys, signed)
    remembered = Remembered(tmp_path)
    remembered.write(OFFICE, MATTERS, 1, found, reached)
    early = Checkpoint(signed.now().head.origin, 2, b"\1" * 32)
    note = notes.signed(early.text, early.origin, SeedSigner(SEED))
    store.add(connection, OFFICE, MATTERS, 1, 2, str(note))
    assert remembered.read(connection, OFFICE, MATTERS, 1) == FROM_THE_START
    damaged, _ = whole(connection, keys, signed)
    assert (damaged.verified.position, "checkpoint of 2 events" in str(damaged.verified.fault)) == (2, True)


# ---- what was said, and by whom


def test_what_no_key_of_the_log_has_signed_does_not_make_it_damaged(
    log: Log, signed: Signed, connection: Connection[Any], keys: KeyFolder
) -> None:
    petitions(log, 1, 3)
    made = signed.now()
    forged = Checkpoint(made.head.origin, 4, b"\1" * 32)
    for signer, damaged in ((SeedSigner(OTHER_SEED), False), (SeedSigner(SEED), True)):
        head = str(notes.signed(forged.text, forged.origin, signer))
        found, _ = whole(connection, keys, signed, heads=(("a head", head),))
        assert (found.sound, found.verified.sound) == (False, not damaged)
    (fault,) = whole(connection, keys, signed, heads=(("a head", "no note"),))[0].faults
    assert (fault.of, "no signed note" in fault.what) == ("a head", True)


ROWS: dict[str, tuple[str, str]] = {
    "of a generation that was never begun": ("generation = 9", "of test.example/office/matters and 9"),
    "signed in the future": ("signed_at = now() + interval '1 day'", "in the future"),
    "signed at no time": ("signed_at = 'infinity'", "cannot be read"),
}


@pytest.mark.parametrize("what", ROWS)
def test_what_stands_beside_a_checkpoint_is_looked_at(
    log: Log, signed: Signed, connection: Connection[Any], database: Database, keys: KeyFolder, what: str
) -> None:
    petitions(log, 1, 3)
    signed.now()
    assert whole(connection, keys, signed, kept=signed.heads)[0].sound, "the control"
    change, words = ROWS[what]
    tampered(database, f"UPDATE ledger.checkpoint SET {change}")
    found, _ = whole(connection, keys, signed, kept=signed.heads)
    assert any(words in fault.what for fault in found.faults), found


UNREADABLE = {
    "a time that is none": ("event", "recorded_at = 'infinity' WHERE position = 5", 5),
    "an edge that is no number of hashes": ("head", "edge = edge || '1'::bytea", 1),
    "a tile of another length": ("tile", "hashes = hashes || '1'::bytea", 0),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_cannot_be_read_gets_a_verdict_and_no_crash(
    log: Log, signed: Signed, connection: Connection[Any], database: Database, keys: KeyFolder, what: str
) -> None:
    petitions(log, 1, 90)
    signed.now()
    table, change, position = UNREADABLE[what]
    with psycopg.connect(database.conninfo) as other:
        checks = other.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'", [f"ledger.{table}"]
        )
        for (name,) in checks.fetchall():
            other.execute(
                sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(
                    sql.Identifier("ledger", table), sql.Identifier(name)
                )
            )
    tampered(database, f"UPDATE ledger.{table} SET {change}")
    found, _ = whole(connection, keys, signed)
    assert not found.sound
    if position:
        assert found.verified.position is not None
        assert found.verified.position <= position


def test_a_log_that_is_written_to_and_signed_meanwhile_raises_no_alarm(
    log: Log, signed: Signed, connection: Connection[Any], keys: KeyFolder
) -> None:
    petitions(log, 1, 300)
    signed.now()
    stop = Event()

    def write_on() -> None:
        number = 1000
        while not stop.is_set():
            petitions(log, number, 30)
            signed.now()
            number += 30

    writer = Thread(target=write_on)
    writer.start()
    try:
        verdicts = [whole(connection, keys, signed, kept=signed.heads)[0] for _ in range(12)]
    finally:
        stop.set()
        writer.join()
    assert [verdict for verdict in verdicts if not verdict.sound] == []
    assert verdicts[-1].verified.size > verdicts[0].verified.size, "the control: it did grow"


# ---- keys of instances


def told(log: Log, version: int, event: EvidenceEvent) -> None:
    line = OfficeLine(stream=office_stream(OFFICE), version=version, event=event, occurred=Moment(DAY), actor=CLERK)
    log.write([line], Via(channel="test"))


@pytest.fixture
def other(tmp_path: Path) -> KeyFolder:
    """The key folder of another instance that writes into the same database."""
    return KeyFolder(tmp_path / "other")


def written_by(folder: KeyFolder, ledger: Ledger, database: Database, version: int) -> None:
    another = Ledger(database.conninfo, ledger._pool, folder)
    another.log(OFFICE).write([commented(UUID(int=1), version)], Via(channel="test"))
    another.close()
    ledger.writer(OFFICE).forget()


def test_what_another_instance_wrote_is_forged_until_its_key_is_stated(
    log: Log, ledger: Ledger, connection: Connection[Any], database: Database, keys: KeyFolder, other: KeyFolder
) -> None:
    petitions(log, 1, 1)
    written_by(other, ledger, database, 4)
    found, _ = looked(connection, keys)
    assert (found.position, "the MAC does not fit" in str(found.fault)) == (4, True)
    InstanceKeys(keys).add_mac(other.instance_key())
    assert looked(connection, keys)[0].sound, "a key that is at hand may write until the office states keys"


def test_once_keys_are_stated_only_those_may_write(
    log: Log, ledger: Ledger, connection: Connection[Any], database: Database, keys: KeyFolder, other: KeyFolder
) -> None:
    petitions(log, 1, 1)
    told(log, 1, InstanceKeyStated(instance="A", mac=InstanceKeys(keys).mac, founding=True))
    InstanceKeys(keys).add_mac(other.instance_key())
    written_by(other, ledger, database, 4)
    found, _ = looked(connection, keys)
    assert (found.position, "which the office has not stated" in str(found.fault)) == (5, True)


def test_a_stated_key_may_write_until_it_is_retired(
    log: Log, ledger: Ledger, connection: Connection[Any], database: Database, keys: KeyFolder, other: KeyFolder
) -> None:
    petitions(log, 1, 1)
    told(log, 1, InstanceKeyStated(instance="A", mac=InstanceKeys(keys).mac, founding=True))
    told(log, 2, InstanceKeyStated(instance="B", mac=mac_id(other.instance_key())))
    InstanceKeys(keys).add_mac(other.instance_key())
    written_by(other, ledger, database, 4)
    assert looked(connection, keys)[0].sound
    told(log, 3, InstanceKeyRetired(key=mac_id(other.instance_key()), reason="撤回"))
    assert looked(connection, keys)[0].sound, "what was written before stays"
    written_by(other, ledger, database, 5)
    found, _ = looked(connection, keys)
    assert (found.position, "has retired" in str(found.fault)) == (8, True)


def test_events_of_a_key_that_is_elsewhere_are_counted_as_not_checked(
    log: Log, ledger: Ledger, connection: Connection[Any], database: Database, keys: KeyFolder, other: KeyFolder
) -> None:
    petitions(log, 1, 1)
    told(log, 1, InstanceKeyStated(instance="A", mac=InstanceKeys(keys).mac, founding=True))
    told(log, 2, InstanceKeyStated(instance="B", mac=mac_id(other.instance_key())))
    written_by(other, ledger, database, 4)
    found, _ = looked(connection, keys)
    assert (found.sound, found.unchecked) == (True, 1)
    public = Outside(macs=InstanceKeys(keys).macs())
    assert not verify_whole(connection, OFFICE, MATTERS, public)[0].sound, "what was not checked is not sound"
    InstanceKeys(keys).add_mac(other.instance_key())
    assert looked(connection, keys)[0].unchecked == 0
    assert verify_whole(connection, OFFICE, MATTERS, Outside(macs=InstanceKeys(keys).macs()))[0].sound


def test_a_key_that_is_elsewhere_states_nothing(
    log: Log, ledger: Ledger, connection: Connection[Any], database: Database, keys: KeyFolder, tmp_path: Path
) -> None:
    """Else whoever has no key at all could retire those that there are, as one that cannot be checked."""
    petitions(log, 1, 1)
    told(log, 1, InstanceKeyStated(instance="A", mac=InstanceKeys(keys).mac, founding=True))
    told(log, 2, InstanceKeyStated(instance="B", mac="00" * 8))
    assert looked(connection, keys)[0].sound
    stranger = Ledger(database.committer, ledger._pool, KeyFolder(tmp_path / "stranger"))
    event = InstanceKeyRetired(key=InstanceKeys(keys).mac, reason="从未说过")
    line = OfficeLine(stream=office_stream(OFFICE), version=3, event=event, occurred=Moment(DAY), actor=CLERK)
    stranger.log(OFFICE).write([line], Via(channel="test"))
    stranger.close()
    found, _ = looked(connection, keys)
    assert (found.position, "the key that wrote it is not here" in str(found.fault)) == (6, True)
    assert stated(connection, OFFICE, InstanceKeys(keys).macs()).retired == ()


def test_an_instance_that_has_only_a_retired_key_accepts_nothing_by_it(
    log: Log, ledger: Ledger, connection: Connection[Any], database: Database, keys: KeyFolder, other: KeyFolder
) -> None:
    petitions(log, 1, 1)
    told(log, 1, InstanceKeyStated(instance="A", mac=InstanceKeys(keys).mac, founding=True))
    told(log, 2, InstanceKeyStated(instance="B", mac=mac_id(other.instance_key())))
    second = Ledger(database.committer, ledger._pool, other)
    event = InstanceKeyRetired(key=InstanceKeys(keys).mac, reason="撤回")
    line = OfficeLine(stream=office_stream(OFFICE), version=3, event=event, occurred=Moment(DAY), actor=CLERK)
    second.log(OFFICE).write([line], Via(channel="test"))
    second.close()
    ledger.writer(OFFICE).forget()
    InstanceKeys(keys).add_mac(other.instance_key())
    log.write([commented(UUID(int=1), 4)], Via(channel="test"))
    found, reached = looked(connection, keys)
    assert (found.position, "has retired" in str(found.fault)) == (7, True)
    only = Outside(macs={InstanceKeys(keys).mac: keys.instance_key()})
    assert not verify_whole(connection, OFFICE, MATTERS, only)[0].verified.sound
    assert reached == FROM_THE_START


def test_a_new_key_is_used_by_those_who_start_from_then_on_and_the_old_one_is_not_retired_while_it_is_held(
    ledger: Ledger, keys: KeyFolder
) -> None:
    own = InstanceKeys(keys)
    old = own.mac
    new = own.add_mac()
    own.use(mac=new)
    assert InstanceKeys(keys).mac == new
    with pytest.raises(KeyHeld):
        own.refuse_held(old)
    ledger.close()
    own.refuse_held(old)
    assert set(own.macs()) == {old, new}


def test_a_key_file_that_is_missing_or_open_to_others_stops_the_instance(keys: KeyFolder) -> None:
    own = InstanceKeys(keys)
    new = own.add_mac()
    own.use(mac=new)
    file = keys.folder / "instances" / f"mac-{new}.key"
    assert own.macs()
    file.chmod(0o644)
    with pytest.raises(BadKey, match="readable by others"):
        own.macs()
    file.unlink()
    with pytest.raises(BadKey, match="which this instance writes with, is missing"):
        own.macs()


def test_heads_are_signed_with_both_keys_while_one_replaces_the_other(keys: KeyFolder) -> None:
    own = InstanceKeys(keys)
    (old,) = own.signers()
    public = own.add_signing()
    own.use(signing=(public, old.public.hex()))
    assert [each.public.hex() for each in own.signers()] == [public, old.public.hex()]


def test_a_read_model_that_says_it_has_come_further_than_the_log_is_named(
    log: Log, signed: Signed, database: Database, keys: KeyFolder
) -> None:
    petitions(log, 1, 1)
    signed.now()
    known = Outside(macs=InstanceKeys(keys).macs(), keys=(signed.checkpoints.verifiers("")[0].public.hex(),))
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        assert verify_whole(connection, OFFICE, MATTERS, known)[0].sound
        connection.execute(
            "INSERT INTO projector.projection (schema, name, version) VALUES ('register_v1', 'register', 1)"
        )
        connection.execute(
            "INSERT INTO projector.position (office, log, schema, position) VALUES (%s, %s, 'register_v1', 9)",
            (OFFICE, MATTERS),
        )
        (fault,) = verify_whole(connection, OFFICE, MATTERS, known)[0].faults
    assert (fault.of, fault.position) == ("read model register_v1", 3)
