"""The signer signs what continues the head that it signed last, and nothing else, whatever the database says."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from psycopg import Connection

from domain.evidence import Evidence
from domain.evidence_events import InstanceKeyStated, LogRestored
from service.database import Database
from service.evidence import checkpoint, store
from service.evidence import note as notes
from service.evidence.checkpoint import Checkpoint
from service.evidence.kept import DamagedHead, Heads
from service.evidence.note import BadNote
from service.evidence.signing import NothingToSign, Refused
from service.evidence.signing_key import SeedSigner
from service.ledger import merkle
from service.ledger.application import MATTERS, Ledger, Log
from service.ledger.entry import Via
from tests.service.evidence.conftest import ORIGIN, OTHER_SEED, SEED, Signed, petitions, tampered
from tests.service.ledger.conftest import OFFICE, commented

CUT = (
    "DELETE FROM ledger.event WHERE position > 6",
    "UPDATE ledger.head SET size = 6, edge = (SELECT edge FROM saved), recorded_at = (SELECT recorded_at FROM saved)",
    "UPDATE ledger.series SET last = 2",
    "DELETE FROM ledger.checkpoint WHERE size > 6",
)
FIRST_STATED = Evidence(keys=(InstanceKeyStated(instance="A", public=SeedSigner(SEED).public.hex()),))
"""The office states the key of the instance that signed first."""


def saved(database: Database) -> None:
    """Keeps the head as a backup has it."""
    tampered(database, "CREATE TABLE saved AS SELECT * FROM ledger.head")


def put_back(database: Database) -> None:
    """Back to the six events of the backup, as if nothing had come behind."""
    tampered(database, *CUT)


def test_the_head_of_a_log_is_signed_with_its_root(log: Log, ledger: Ledger, signed: Signed) -> None:
    petitions(log, 1, 3)
    made = signed.now()
    head = ledger.head(OFFICE)
    assert (made.head.origin, made.size, made.head.root) == (ORIGIN, head.size, head.root)
    assert notes.verified(made.note, signed.checkpoints.verifiers(ORIGIN))


def test_a_log_that_has_not_grown_is_not_signed_again(log: Log, signed: Signed) -> None:
    petitions(log, 1, 1)
    first = signed.now()
    assert signed.now() == first
    petitions(log, 2, 1)
    assert signed.now().size == 6


def test_an_empty_log_is_not_signed(log: Log, signed: Signed) -> None:
    assert log.recorder.max_notification_id() is None
    with pytest.raises(NothingToSign):
        signed.now()


def test_the_head_is_kept_outside_the_database(log: Log, signed: Signed, heads: Heads) -> None:
    petitions(log, 1, 2)
    made = signed.now()
    kept = heads.read(OFFICE, MATTERS)
    assert kept is not None
    assert (kept.note, kept.size, merkle.root(kept.hashes)) == (made.text, 6, made.head.root)


def test_a_log_that_was_cut_short_is_refused_and_the_refusal_is_kept(
    log: Log, signed: Signed, database: Database, connection: Connection[Any]
) -> None:
    petitions(log, 1, 2)
    saved(database)
    petitions(log, 3, 1)
    assert signed.now().size == 9
    put_back(database)
    with pytest.raises(Refused, match="ends at 6, but 9 events were signed"):
        signed.now()
    (told,) = store.refusals(connection, OFFICE, MATTERS)
    assert (told.refused_by, told.size) == ("signer", 6)


def test_a_log_that_was_put_back_and_written_on_is_refused(
    log: Log, ledger: Ledger, signed: Signed, database: Database
) -> None:
    petitions(log, 1, 2)
    saved(database)
    petitions(log, 3, 1)
    signed.now()
    put_back(database)
    ledger.writer(OFFICE).forget()
    petitions(log, 11, 2)
    with pytest.raises(Refused, match="does not continue the 9 that were signed"):
        signed.now()


def test_a_restore_that_is_stated_goes_on_under_another_origin(
    log: Log, ledger: Ledger, signed: Signed, database: Database, connection: Connection[Any]
) -> None:
    petitions(log, 1, 2)
    saved(database)
    petitions(log, 3, 1)
    lost = signed.now().head
    put_back(database)
    ledger.writer(OFFICE).forget()
    petitions(log, 11, 1)
    stated = LogRestored(
        log=MATTERS, generation=1, origin=lost.origin, size=lost.size, root=lost.root.hex(), note="", reason="磁盘损坏"
    )
    other = LogRestored(log=MATTERS, generation=1, origin=lost.origin, size=9, root="00" * 32, note="", reason="不符")
    signed.evidence = Evidence(restored=(other,))
    with pytest.raises(Refused):
        signed.now()
    signed.evidence = Evidence(restored=(stated,))
    made = signed.now()
    assert (made.generation, made.head.origin, made.size) == (2, f"{ORIGIN}/2", 9)
    petitions(log, 12, 1)
    assert (signed.now().generation, signed.now().size) == (2, 12)
    assert store.newest(connection, OFFICE, MATTERS) == signed.now()


def test_a_second_restore_gets_the_third_origin(log: Log, ledger: Ledger, signed: Signed, database: Database) -> None:
    petitions(log, 1, 2)
    saved(database)
    restored: tuple[LogRestored, ...] = ()
    for generation in (1, 2):
        petitions(log, 10 * generation, 1)
        lost = signed.now().head
        put_back(database)
        ledger.writer(OFFICE).forget()
        stated = LogRestored(
            log=MATTERS,
            generation=generation,
            origin=lost.origin,
            size=lost.size,
            root=lost.root.hex(),
            note="",
            reason="恢复",
        )
        restored = (*restored, stated)
        signed.evidence = Evidence(restored=restored)
    assert signed.now().head.origin == f"{ORIGIN}/3"


def test_a_changed_leaf_behind_the_last_head_is_refused(log: Log, signed: Signed, database: Database) -> None:
    petitions(log, 1, 2)
    signed.now()
    petitions(log, 3, 1)
    tampered(database, "UPDATE ledger.event SET leaf = mac WHERE position = 8")
    with pytest.raises(Refused, match="does not continue"):
        signed.now()


def test_a_missing_event_behind_the_last_head_is_refused(log: Log, signed: Signed, database: Database) -> None:
    petitions(log, 1, 2)
    signed.now()
    petitions(log, 3, 1)
    tampered(database, "DELETE FROM ledger.event WHERE position = 8")
    with pytest.raises(Refused, match="events are missing between 7 and 9"):
        signed.now()


def test_a_head_that_was_signed_and_not_stored_before_a_crash_is_stored_afterwards(
    log: Log, signed: Signed, database: Database, connection: Connection[Any]
) -> None:
    petitions(log, 1, 2)
    first = signed.now()
    tampered(database, "DELETE FROM ledger.checkpoint")
    petitions(log, 3, 1)
    signed.now()
    assert [each.size for each in store.every(connection, OFFICE, MATTERS)] == [6, 9]
    assert store.covering(connection, OFFICE, MATTERS, 1, 1) is not None
    assert store.of_size(connection, OFFICE, MATTERS, 1, 6).text == first.text


def test_a_lost_head_file_is_no_licence_to_sign_anew(log: Log, ledger: Ledger, signed: Signed, tmp_path: Any) -> None:
    petitions(log, 1, 2)
    made = signed.now()
    with pytest.raises(Refused, match="nothing is adopted"):
        signed.checkpoints.adopt(OFFICE, MATTERS)
    forgetful = Signed(ledger, Heads(tmp_path / "another place"))
    with pytest.raises(Refused, match="the file of its last head is missing"):
        forgetful.now()
    assert forgetful.checkpoints.adopt(OFFICE, MATTERS) == made
    petitions(log, 3, 1)
    assert forgetful.now().size == 9


def test_another_instance_goes_on_from_what_the_first_has_signed(
    log: Log, ledger: Ledger, signed: Signed, tmp_path: Any
) -> None:
    petitions(log, 1, 2)
    signed.now()
    petitions(log, 3, 1)
    other = Signed(ledger, Heads(tmp_path / "other home"), OTHER_SEED)
    with pytest.raises(Refused, match="no key that is known here"):
        other.now()
    other.evidence = FIRST_STATED
    made = other.now()
    assert (made.size, made.head.origin) == (9, ORIGIN)
    assert notes.verified(made.note, other.checkpoints.verifiers(ORIGIN))
    assert signed.now() == made, "at one size the first signature stays"


def test_another_instance_does_not_go_on_from_a_log_that_is_not_the_one_signed(
    log: Log, ledger: Ledger, signed: Signed, database: Database, tmp_path: Any
) -> None:
    petitions(log, 1, 2)
    signed.now()
    tampered(database, "UPDATE ledger.event SET leaf = mac WHERE position = 2")
    other = Signed(ledger, Heads(tmp_path / "other home"), OTHER_SEED)
    other.evidence = FIRST_STATED
    with pytest.raises(Refused, match="the log does not hold what it says"):
        other.now()


@pytest.mark.parametrize("change", [lambda text: text[:40], lambda text: text.replace('"edge"', '"wedge"')])
def test_a_damaged_head_file_stops_the_signer(log: Log, signed: Signed, tmp_path: Any, change: Any) -> None:
    petitions(log, 1, 2)
    signed.now()
    file = tmp_path / "heads" / OFFICE / MATTERS
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    petitions(log, 3, 1)
    with pytest.raises(DamagedHead):
        signed.now()


def test_writing_goes_on_while_a_log_is_not_signed(
    log: Log, ledger: Ledger, signed: Signed, database: Database
) -> None:
    """The papers of the office do not wait; that it is not signed is told (zhuoluo status)."""
    petitions(log, 1, 2)
    saved(database)
    petitions(log, 3, 1)
    signed.now()
    put_back(database)
    ledger.writer(OFFICE).forget()
    log.write([commented(UUID(int=1), 4)], Via())
    assert ledger.head(OFFICE).size == 7


def test_what_is_printed_of_a_head_names_origin_size_and_root(log: Log, signed: Signed) -> None:
    petitions(log, 1, 2)
    head = checkpoint.of(signed.now().note)
    assert head.head.startswith(f"{ORIGIN} · 6 · {head.root.hex()[:4]} {head.root.hex()[4:8]} ")


def test_a_restore_that_took_the_head_file_along_is_stated_by_what_somebody_has_seen(
    log: Log, ledger: Ledger, signed: Signed, database: Database, tmp_path: Any
) -> None:
    petitions(log, 1, 2)
    earlier = signed.now()
    saved(database)
    file = tmp_path / "heads" / OFFICE / MATTERS
    before = file.read_bytes()
    petitions(log, 3, 1)
    seen = signed.now()
    put_back(database)
    file.write_bytes(before)
    ledger.writer(OFFICE).forget()
    assert signed.now() == earlier, "the signer cannot see it"
    with pytest.raises(Refused, match="nothing was lost"):
        signed.checkpoints.contradicted(OFFICE, MATTERS)
    generation, note = signed.checkpoints.contradicted(OFFICE, MATTERS, seen.note)
    assert (generation, note) == (1, seen.note)
    lost = seen.head
    stated = LogRestored(
        log=MATTERS, generation=1, origin=lost.origin, size=lost.size, root=lost.root.hex(), note="", reason="整机恢复"
    )
    signed.evidence = Evidence(restored=(stated,))
    assert (signed.now().generation, signed.now().head.origin) == (2, f"{ORIGIN}/2")


def test_what_somebody_has_seen_must_be_signed_by_this_log(log: Log, signed: Signed) -> None:
    petitions(log, 1, 1)
    made = signed.now()
    forged = notes.signed(made.head.text.replace("3", "7", 1), ORIGIN, SeedSigner(OTHER_SEED))
    with pytest.raises(BadNote):
        signed.checkpoints.contradicted(OFFICE, MATTERS, forged)


def inserted(connection: Connection[Any], generation: int, size: int, note: str) -> None:
    """A row of whoever may insert: the application's role, or a superuser."""
    connection.execute(
        "INSERT INTO ledger.checkpoint (office, log, generation, size, note) VALUES (%s, %s, %s, %s, %s)",
        (OFFICE, MATTERS, generation, size, note),
    )


STRANGE = {
    "of another log": ("x.example/other/matters", 6, 1, True),
    "of another size": (ORIGIN, 5, 1, True),
    "of another generation": (ORIGIN, 6, 7, True),
    "by a stranger": (ORIGIN, 6, 1, False),
}


@pytest.mark.parametrize("what", STRANGE)
def test_a_row_that_somebody_put_there_gives_a_log_no_name_and_no_past(
    log: Log, ledger: Ledger, signed: Signed, connection: Connection[Any], what: str
) -> None:
    origin, size, generation, known = STRANGE[what]
    petitions(log, 1, 2)
    head = Checkpoint(origin, size, ledger.head(OFFICE).root)
    signer = SeedSigner(OTHER_SEED)
    note = notes.signed(head.text, origin, signer)
    if known:
        signed.evidence = Evidence(keys=(InstanceKeyStated(instance="B", public=signer.public.hex()),))
    inserted(connection, generation, 6, str(note))
    with pytest.raises(Refused, match="is not gone on from"):
        signed.now()


def test_a_row_of_a_later_generation_hides_nothing_that_was_signed_here(
    log: Log, signed: Signed, connection: Connection[Any]
) -> None:
    petitions(log, 1, 2)
    made = signed.now()
    inserted(connection, 2**31 - 1, 6, made.text)
    petitions(log, 3, 1)
    assert (signed.now().size, signed.checkpoints.recent(OFFICE, MATTERS).size) == (9, 9)


def test_a_lost_head_is_not_hidden_by_a_row_of_somebody_else(
    log: Log, ledger: Ledger, signed: Signed, connection: Connection[Any], tmp_path: Any
) -> None:
    petitions(log, 1, 2)
    made = signed.now()
    stranger = notes.signed(made.head.text, ORIGIN, SeedSigner(OTHER_SEED))
    inserted(connection, 2, 6, str(stranger))
    forgetful = Signed(ledger, Heads(tmp_path / "another place"))
    with pytest.raises(Refused, match="the file of its last head is missing"):
        forgetful.now()
