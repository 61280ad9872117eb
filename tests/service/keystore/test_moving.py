"""Keys move from the folder to a server, which is never that of the ledger; an instance works with either."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from msgspec.structs import replace

from domain.values import Details, Person
from service.database import Database, DatabaseRefused
from service.keystore import moving, server
from service.keystore.files import BadKey
from service.keystore.folder import FolderShelf
from service.keystore.opening import key_store
from service.keystore.server import ServerShelf, StoreUnavailable
from service.keystore.shelves import SubjectDestroyed
from service.keystore.store import KeyStore
from service.keystore.wrapping import KekFolder
from service.ledger.sealing import Sealer
from service.settings import Settings
from tests.service.cli.conftest import Run, run

__all__ = ["run"]

KIDS = ("case-1", "person-2")


@pytest.fixture
def folder(tmp_path: Path) -> FolderShelf:
    return FolderShelf(tmp_path / "keys")


@pytest.fixture
def target(keys_url: str, database: Database, tmp_path: Path) -> Iterator[KeyStore]:
    store = KeyStore(server.opened(keys_url, database.conninfo), KekFolder(tmp_path / "kek"))
    yield store
    store.close()


def filled(folder: FolderShelf, keks: Path) -> dict[str, bytes]:
    """Keys of a folder, one of them never wrapped, one destroyed."""
    never = KeyStore(folder).ensure(["case-1"])
    store = KeyStore(folder, KekFolder(keks))
    made = store.ensure(["person-2", "case-3"])
    store.destroy("case-3")
    return never | {"person-2": made["person-2"]}


def test_every_key_and_every_mark_of_a_destroyed_subject_moves(
    folder: FolderShelf, target: KeyStore, tmp_path: Path
) -> None:
    made = filled(folder, tmp_path / "kek")
    assert moving.move(folder, target) == moving.Moved(2, 1)
    assert target.ensure(KIDS) == made
    assert set(target.wrappings()) == {target.standing().current}, "none is unwrapped on the server"
    assert list(folder.kids()) == []
    with pytest.raises(SubjectDestroyed):
        target.sealing("case-3")


def test_what_was_cut_short_is_finished_and_a_key_that_differs_stays(
    folder: FolderShelf, target: KeyStore, tmp_path: Path
) -> None:
    made = filled(folder, tmp_path / "kek")
    target.ensure(["case-1"])
    with pytest.raises(BadKey, match="nothing was taken away"):
        moving.move(folder, target)
    assert KeyStore(folder, KekFolder(tmp_path / "kek")).ensure(KIDS) == made
    assert folder.moved() is None


def test_a_home_whose_keys_lie_elsewhere_begins_no_new_ones(
    folder: FolderShelf, target: KeyStore, tmp_path: Path, database: Database, keys_url: str
) -> None:
    filled(folder, tmp_path / "kek")
    with pytest.raises(BadKey, match="still holds keys"):
        key_store(Settings(tmp_path, keys_url=keys_url), database.conninfo)
    moving.move(folder, target)
    with pytest.raises(BadKey, match="were moved to"):
        key_store(Settings(tmp_path), database.conninfo)
    key_store(Settings(tmp_path, keys_url=keys_url), database.conninfo).close()


def test_the_cluster_of_the_ledger_is_refused_by_whatever_name(database: Database, tmp_path: Path) -> None:
    for url in (database.conninfo, database.conninfo.replace(database.conninfo, database.projector)):
        with pytest.raises(DatabaseRefused, match="same cluster as the ledger"):
            key_store(Settings(tmp_path, keys_url=url), database.conninfo)
    with psycopg.connect(database.conninfo) as connection:
        found = connection.execute("SELECT to_regnamespace('keystore')").fetchone()
    assert found == (None,), "nothing was made there"


def test_a_server_that_does_not_answer_is_told_and_loses_nothing(target: KeyStore, keys_url: str) -> None:
    made = target.ensure(KIDS)
    with psycopg.connect(keys_url, autocommit=True) as connection:
        connection.execute("ALTER SCHEMA keystore RENAME TO away")
        with pytest.raises(psycopg.errors.UndefinedTable):
            target.ensure(["case-9"])
        connection.execute("ALTER SCHEMA away RENAME TO keystore")
    shut = ServerShelf(keys_url)
    shut.close()
    with pytest.raises(StoreUnavailable):
        KeyStore(shut, target.ring).ensure(["case-9"])
    assert target.ensure(KIDS) == made


def test_what_is_sealed_with_keys_of_a_server_opens_after_a_renewal_and_not_after_a_destruction(
    target: KeyStore,
) -> None:
    sealer, case, person = Sealer(target, "office"), uuid4(), Person(id=uuid4(), name="王小明")
    first = sealer.sealed(Details(petitioner=person, problem="积水"), case)
    target.renew(f"person-{person.id.hex}")
    again = sealer.sealed(Details(petitioner=replace(person, name="王大明"), problem="积水"), case)
    assert [sealer.opened(each).petitioner for each in (first, again)] == [person, replace(person, name="王大明")]
    target.destroy(f"person-{person.id.hex}")
    for each in (first, again):
        opened = sealer.opened(each)
        assert opened.petitioner == Person(id=person.id, name="[已删除]")
        assert opened.problem == "积水"


def test_the_command_line_rotates_removes_renews_and_moves(
    run: Run, keys_url: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = f"person-{uuid4().hex}"
    first = run("keys", "kek", "status", "--format", "json").json["current"]
    assert run("keys", "renew", subject, "--format", "json").json["kid"] == subject
    assert run("keys", "renew", subject, "--format", "json").json["kid"] == f"{subject}-g2"
    rotated = run("keys", "kek", "rotate", "--format", "json").json
    assert rotated["rewrapped"] == 2
    assert rotated["current"] != first
    assert run("keys", "kek", "remove", rotated["current"]).code == 1
    assert run("keys", "kek", "remove", first).code == 0
    assert [path.stem for path in (home / "kek").glob("*.key")] == [rotated["current"]]
    assert run("keys", "move").code == 3
    monkeypatch.setenv("ZHUOLUO_KEYS_URL", keys_url)
    assert "still holds keys" in run("keys", "kek", "status").err
    assert run("keys", "move", "--format", "json").json["keys"] == 2
    assert run("keys", "kek", "status", "--format", "json").json["wraps"] == {rotated["current"]: 2}
    monkeypatch.delenv("ZHUOLUO_KEYS_URL")
    assert "were moved to" in run("keys", "kek", "status").err
    monkeypatch.setenv("ZHUOLUO_KEYS_URL", keys_url)
    (home / "kek" / f"{rotated['current']}.key").unlink()
    told = run("keys", "kek", "status")
    assert (told.code, "Nothing was changed" in told.err) == (1, True)
