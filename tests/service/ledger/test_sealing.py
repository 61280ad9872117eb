"""Personal values are sealed before they are stored, and open only where they were sealed."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import psycopg
import pytest
from cryptography.exceptions import InvalidTag
from msgspec.structs import replace

from domain import events as e
from domain.values import Details, Person, Sealed
from service.database import Database
from service.keys import BadKey, KeyFolder
from service.ledger.application import Log
from service.ledger.sealing import ERASED, Sealer
from tests.service.ledger.conftest import commented, line, received, via


def person_of(written: e.Line) -> Person:
    assert isinstance(written.event, e.Received)
    assert written.event.details.petitioner is not None
    return written.event.details.petitioner


def test_what_is_stored_holds_no_personal_text_and_opens_again(log: Log, database: Database) -> None:
    petition = uuid4()
    written = received(petition)
    log.write([written], via())
    with psycopg.connect(database.conninfo) as connection:
        content = bytes(connection.execute("SELECT content FROM ledger.event").fetchall()[0][0])
    for secret in ("王小明", "门前道路积水"):
        assert secret.encode() not in content
        assert msgspec.json.encode(secret)[1:-1] not in content
    (stored,) = log.stream(petition)
    assert isinstance(stored, e.Line)
    assert isinstance(person_of(stored).name, Sealed)
    assert log.sealer.opened(stored).event == written.event


def test_a_person_and_a_case_have_keys_of_their_own(log: Log, keys: KeyFolder) -> None:
    petition, other = uuid4(), uuid4()
    log.write([received(petition), received(other)], via())
    kids = {f"{kind}-{stream.hex}" for kind in ("person", "case") for stream in (petition, other)}
    assert all(keys.find(kid) is not None for kid in kids)
    assert len({keys.find(kid) for kid in kids}) == 4


def test_destroying_a_persons_key_erases_the_person_and_nothing_else(log: Log, tmp_path: Path) -> None:
    petition = uuid4()
    log.write([received(petition)], via())
    (file,) = (tmp_path / "keys").rglob(f"person-{petition.hex}.key")
    file.unlink()
    fresh = Sealer(KeyFolder(tmp_path / "keys"), "office")
    (stored,) = log.stream(petition)
    assert isinstance(stored, e.Line)
    opened = fresh.opened(stored)
    assert person_of(opened).name == ERASED
    assert isinstance(opened.event, e.Received)
    assert opened.event.details.problem == "门前道路积水"


def test_a_sealed_value_moved_to_another_field_or_office_cannot_be_opened(keys: KeyFolder) -> None:
    sealer, petition = Sealer(keys, "office"), uuid4()
    person = person_of(sealer.sealed(received(petition), petition))
    moved = replace(person, phone=person.name, name=None)
    with pytest.raises(InvalidTag):
        sealer.opened(moved)
    with pytest.raises(InvalidTag):
        Sealer(keys, "another").opened(person)


def test_every_personal_field_of_every_event_is_sealed(keys: KeyFolder) -> None:
    """A marker in every text field that is typed as personal is nowhere in the encoded event."""
    petition = uuid4()
    person = Person(id=uuid4(), **dict.fromkeys(set(Person.__struct_fields__) - {"id"}, "MARKER"))
    details = Details(
        petitioner=person, accused=(person,), problem="MARKER", demand="MARKER", papers_carried="MARKER",
        answer_given="MARKER",
    )  # fmt: skip
    events: list[e.Fact] = [
        e.Received(channel="visit", details=details),
        e.Instructed(text="MARKER"),
        e.Returned(reason="MARKER", back_to="x"),
    ]
    for event in [
        *events,
        e.Corrected(of=1, fact=events[0], occurred=line(petition, 1, events[0]).occurred, reason="MARKER"),
    ]:
        written = replace(line(petition, 1, event), already_done="MARKER")
        sealed = Sealer(keys, "office").sealed(written, petition)
        assert b"MARKER" not in msgspec.json.encode(sealed), type(event).__name__
        assert Sealer(keys, "office").opened(sealed) == written


def test_a_comment_is_sealed_once_and_stays_as_it_is(keys: KeyFolder) -> None:
    sealer, petition = Sealer(keys, "office"), UUID(int=1)
    once = sealer.sealed(commented(petition, 2), petition)
    assert sealer.sealed(once, petition) is once


def test_a_key_file_that_others_may_read_or_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path / "k")
    keys.ensure(["case-1"])
    (file,) = (tmp_path / "k").rglob("case-1.key")
    file.chmod(0o644)
    with pytest.raises(BadKey, match="chmod 600"):
        KeyFolder(tmp_path / "k").find("case-1")
    file.chmod(0o600)
    os.truncate(file, 5)
    with pytest.raises(BadKey, match="32 bytes"):
        KeyFolder(tmp_path / "k").find("case-1")
    with pytest.raises(BadKey, match="no key id"):
        keys.find("../case-1")


def test_of_several_makers_of_one_key_all_use_the_same(tmp_path: Path) -> None:
    one, two = KeyFolder(tmp_path / "k"), KeyFolder(tmp_path / "k")
    assert one.ensure(["case-9"]) == two.ensure(["case-9"])
    assert list((tmp_path / "k").rglob(".*")) == [], "nothing is left aside"
