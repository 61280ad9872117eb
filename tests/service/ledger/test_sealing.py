"""Personal values are sealed before they are stored, and open only where they were sealed."""

from __future__ import annotations

import os
import typing
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any
from uuid import UUID, uuid4

import msgspec
import psycopg
import pytest
from cryptography.exceptions import InvalidTag
from msgspec.structs import replace

from domain import events as e
from domain.values import Person, Sealed
from service.database import Database
from service.keys import BadKey, KeyFolder
from service.ledger.application import Log
from service.ledger.sealing import ERASED, Sealer
from tests.service.ledger.conftest import commented, line, received, via
from tests.service.ledger.golden import filled


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


MARKER = "MARKER"


def marked(hint: Any) -> Any:
    """A value of this type with every field given, and a marker wherever it is personal."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return MARKER if any(getattr(each, "extra", None) for each in hint.__metadata__) else marked(arguments[0])
    if origin in (typing.Union, UnionType):
        return marked([option for option in arguments if option is not type(None)][-1])
    if origin is tuple:
        return (marked(arguments[0]),) * 2
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct) and hint is not Sealed:
        hints = typing.get_type_hints(hint, include_extras=True)
        return hint(**{name: marked(hints[name]) for name in hint.__struct_fields__})
    return filled(hint)


def sealed_values(value: Any) -> Iterator[Sealed]:
    if isinstance(value, Sealed):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from sealed_values(each)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from sealed_values(getattr(value, name))


@pytest.mark.parametrize("kind", typing.get_args(e.Event), ids=lambda kind: kind.__name__)
def test_every_personal_field_of_every_event_is_sealed_and_opens_again(keys: KeyFolder, kind: Any) -> None:
    """A marker in every text that is typed as personal is nowhere in the encoded event."""
    sealer, petition = Sealer(keys, "office"), uuid4()
    written = replace(line(petition, 1, marked(kind)), already_done=MARKER)
    markers = msgspec.json.encode(written).count(MARKER.encode())
    sealed = sealer.sealed(written, petition)
    assert MARKER.encode() not in msgspec.json.encode(sealed)
    assert len(list(sealed_values(sealed))) == markers > 0
    assert sealer.opened(sealed) == written
    assert sealer.sealed(sealed, petition) is sealed, "what is sealed stays as it is"
    assert sealer.opened(written) is written, "and so does what was never sealed"


def test_of_several_values_in_one_field_each_is_sealed_by_itself_and_erased_with_its_key(
    keys: KeyFolder, tmp_path: Path
) -> None:
    sealer, petition = Sealer(keys, "office"), uuid4()
    written = line(petition, 1, e.Archived(file_number="1", catalogue=("来信", "答复")))
    sealed = sealer.sealed(written, petition)
    assert isinstance(sealed.event, e.Archived)
    first, second = sealed.event.catalogue
    assert isinstance(first, Sealed)
    assert isinstance(second, Sealed)
    assert first.nonce != second.nonce
    assert (sealer.text("catalogue", first), sealer.text("catalogue", second)) == ("来信", "答复")
    with pytest.raises(InvalidTag):
        sealer.text("title", first)
    (file,) = (tmp_path / "keys").rglob(f"case-{petition.hex}.key")
    file.unlink()
    fresh = Sealer(KeyFolder(tmp_path / "keys"), "office")
    opened = fresh.opened(sealed)
    assert isinstance(opened.event, e.Archived)
    assert opened.event.catalogue == (ERASED, ERASED)
    assert fresh.text("catalogue", first) == ERASED


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
