"""What was put back is what was taken; what is missing is told, and nothing is written before that is on record."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from psycopg import Connection

from service.backups import manifest
from service.backups.holding import LOST, UNKNOWN, NotRestoring, held
from service.backups.manifest import BadBackup
from service.backups.outside import Known, Shown
from service.backups.restoring import Asked, NoKeys, NotEmpty, restore
from service.backups.resuming import owner, resume
from service.backups.trying import tried
from service.database import Database, Restoring
from service.doctor.checks import Service
from service.doctor.examining import examined
from service.erasure import carrying
from service.evidence.note import BadNote
from service.ledger.application import MATTERS
from service.projector.following import rebuild
from service.runtime import Instance, running
from service.settings import Settings
from service.status import status
from tests.service.backups.conftest import Elsewhere, Site
from tests.service.erasure.people import CLERK, OFFICE, VIA, approved, shown, writes
from tests.service.evidence.conftest import tampered
from tests.service.evidence.witnessed import Bureau, Outside, answering

REGISTER = "SELECT r::text FROM register_v4.register r ORDER BY 1"


def heads_of(folder: Path) -> Known:
    return Known(folders=(folder,))


def test_what_was_put_back_is_sound_and_read_as_before(instance: Instance, site: Site, elsewhere: Elsewhere) -> None:
    written = [writes(instance) for _ in range(3)]
    before = [shown(instance, each.petition) for each in written]
    taken = site.taken(instance)
    done = elsewhere.restored(taken, elsewhere.asked(heads_of(site.home / "heads")))
    assert (done.sound, done.holds) == (True, ())
    with elsewhere.running(restoring=False) as there:
        assert [shown(there, each.petition) for each in written] == before
        writes(there)
        assert there.checkpoints.current(OFFICE, MATTERS).head.origin == f"xinfang.example/{OFFICE}/matters"
        with there.pool.connection() as connection:
            assert status(connection).well


def test_the_walls_stand_around_what_was_put_back(instance: Instance, site: Site, elsewhere: Elsewhere) -> None:
    writes(instance)
    elsewhere.restored(site.taken(instance), elsewhere.asked(heads_of(site.home / "heads")))
    with psycopg.connect(elsewhere.settings.database_url or "", autocommit=True) as connection:
        checks = examined(connection, Service(embedded=True, login="test"), elsewhere.settings.home)
    wrong = [each.name for each in checks if each.state == "missing"]
    assert set(wrong) <= {"fsync", "full_page_writes"}, "the server of the tests is quick rather than durable"


def test_events_behind_the_backup_are_named_as_missing_and_nothing_is_written_before_that_is_on_record(
    instance: Instance, site: Site, elsewhere: Elsewhere
) -> None:
    writes(instance)
    taken = site.taken(instance)
    (log,) = taken.logs
    writes(instance)
    lost = instance.checkpoints.current(OFFICE, MATTERS)
    done = elsewhere.restored(taken, elsewhere.asked(heads_of(site.home / "heads")))
    (hold,) = done.holds
    assert (hold.kind, hold.have, hold.seen, hold.missing) == (LOST, log.size, lost.size, lost.size - log.size)
    with pytest.raises(Restoring), elsewhere.running(restoring=False):
        pass
    with elsewhere.running() as there:
        (stated,) = resume(there, "磁盘损坏", CLERK, VIA)
        assert stated.signed.head.origin == f"xinfang.example/{OFFICE}/matters/2"
        (event,) = there.offices.evidence(OFFICE).restored
        assert (event.size, event.root, event.reason) == (lost.size, lost.head.root.hex(), "磁盘损坏")
        with pytest.raises(NotRestoring):
            held(owner(there))
    with elsewhere.running(restoring=False) as there:
        writes(there)


def test_a_log_of_which_nobody_outside_can_tell_does_not_go_on_under_its_name(
    instance: Instance, site: Site, elsewhere: Elsewhere
) -> None:
    writes(instance)
    taken = site.taken(instance)
    done = elsewhere.restored(taken)
    assert [each.kind for each in done.holds] == [UNKNOWN]
    with elsewhere.running() as there:
        (stated,) = resume(there, "整机更换", CLERK, VIA)
        assert stated.signed.head.origin.endswith("/matters/2")


def test_a_witness_tells_what_is_missing(instance: Instance, site: Site, elsewhere: Elsewhere, tmp_path: Path) -> None:
    bureau, outside = Bureau.founded(instance), Outside(tmp_path / "witness")
    outside.trust(bureau)
    with answering(outside) as address:
        bureau.name(outside, address)
        taken = site.taken(instance)
        bureau.grow(4)
        seen = bureau.signed().size
        bureau.submit()
        done = elsewhere.restored(taken)
    (hold,) = [each for each in done.holds if each.office == bureau.id]
    assert (hold.kind, hold.seen, hold.missing, hold.who) == (LOST, seen, 4, "witness witness.example/w1")


def test_a_head_that_no_key_of_the_log_has_signed_says_nothing(
    instance: Instance, site: Site, elsewhere: Elsewhere
) -> None:
    taken = site.taken(instance)
    note = instance.checkpoints.current(OFFICE, MATTERS).text
    size = note.split("\n")[1]
    forged = Known(heads=(Shown("forged", note.replace(f"\n{size}\n", f"\n{int(size) + 9}\n")),))
    with pytest.raises(BadNote):
        elsewhere.restored(taken, elsewhere.asked(forged))


@pytest.mark.parametrize("listed", [True, False])
def test_what_was_erased_behind_the_backup_stays_erased_where_the_list_is_at_hand(
    instance: Instance, site: Site, elsewhere: Elsewhere, *, listed: bool
) -> None:
    """The control is the restore without the list: keys and ledger of before know nothing of the erasure."""
    written = writes(instance)
    taken = site.taken(instance)
    carrying.carry_out(instance, OFFICE, approved(instance, written.of_person), CLERK, VIA)
    subjects = tuple(site.shredded.read_text(encoding="ascii").split())
    assert subjects == (written.of_person,)
    done = elsewhere.restored(taken, elsewhere.asked(shredded=subjects if listed else None))
    assert done.shredded.listed == (1 if listed else None)
    with elsewhere.running() as there:
        assert (str(written.person.name) in shown(there, written.petition)) == (not listed)
        assert there.keys.subjects.is_destroyed(written.of_person) == listed


def test_an_event_that_was_changed_before_the_backup_is_found(
    instance: Instance, database: Database, site: Site, elsewhere: Elsewhere
) -> None:
    """Every digest and signature of this backup is good; the events are not."""
    writes(instance)
    tampered(
        database,
        "UPDATE ledger.event SET content = set_byte(content, 40, get_byte(content, 40) # 1) WHERE position = 3",
    )
    taken = site.taken(instance)
    with pytest.raises(BadBackup, match=r"damaged.*\(3\)"):
        elsewhere.restored(taken)
    with pytest.raises(Restoring), elsewhere.running(restoring=False):
        pass


def test_after_a_backup_that_was_not_sound_another_one_is_put_back_in_the_same_home(
    instance: Instance, database: Database, site: Site, home: Path
) -> None:
    writes(instance)
    sound = site.taken(instance)
    tampered(database, "UPDATE ledger.event SET mac = set_byte(mac, 4, get_byte(mac, 4) # 1) WHERE position = 3")
    damaged = site.taken(instance)
    own = Settings(home / "own", origin="xinfang.example")
    asked = Asked(keys=site.keys, kek=site.kek, shredded=(), known=heads_of(site.home / "heads"))
    with pytest.raises(BadBackup, match="damaged"):
        restore(own, damaged.folder, asked)
    with pytest.raises(Restoring), running(own):
        pass
    done = restore(own, sound.folder, asked)
    assert (done.sound, done.holds) == (True, ())
    with running(own) as there:
        writes(there)


def test_rows_that_were_cut_off_before_the_backup_are_found(
    instance: Instance, database: Database, site: Site, elsewhere: Elsewhere
) -> None:
    writes(instance)
    instance.checkpoints.current(OFFICE, MATTERS)
    tampered(database, "DELETE FROM ledger.event WHERE position = (SELECT max(position) FROM ledger.event)")
    with pytest.raises(BadBackup, match="damaged"):
        elsewhere.restored(site.taken(instance))


def test_a_backup_is_put_back_into_an_empty_place_only(instance: Instance, site: Site, database: Database) -> None:
    taken = site.taken(instance)
    there = Elsewhere(site.home, database, site)
    with pytest.raises(NotEmpty, match=r"ledger|access_log"):
        restore(there.settings, taken.folder, there.asked())


def test_without_keys_nothing_is_put_back(instance: Instance, site: Site, elsewhere: Elsewhere) -> None:
    taken = site.taken(instance)
    with pytest.raises(NoKeys):
        elsewhere.restored(taken, elsewhere.asked().__class__())


def test_read_models_are_those_of_a_rebuild(instance: Instance, site: Site, elsewhere: Elsewhere) -> None:
    for _ in range(3):
        writes(instance)
    elsewhere.restored(site.taken(instance), elsewhere.asked(heads_of(site.home / "heads")))
    with elsewhere.running(restoring=False) as there, there.pool.connection() as connection:
        found = register(connection)
        assert len(found) >= 3
        rebuild(there.pool, lambda _office, _done, _all: None)
        assert register(connection) == found


def register(connection: Connection[tuple[str]]) -> list[tuple[str]]:
    return connection.execute(REGISTER).fetchall()


def test_a_backup_is_tried_without_touching_anything(instance: Instance, site: Site) -> None:
    writes(instance)
    taken = site.taken(instance)
    done = tried(instance.settings, taken.folder, site.home / "keys")
    assert [(each.office, each.size, each.damage) for each in done.logs] == [
        (OFFICE, instance.ledger.head(OFFICE).size, "")
    ]
    (taken.folder / manifest.DATABASE).write_bytes(b"")
    with pytest.raises(BadBackup, match=manifest.DATABASE):
        tried(instance.settings, taken.folder, site.home / "keys")
