"""Going over to another KEK: every key opens at every moment, whenever the process is killed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest

from service.database import Database
from service.keystore import rotating
from service.keystore import server as servers
from service.keystore.files import BadKey, put, read_secret
from service.keystore.folder import FolderShelf
from service.keystore.server import ServerShelf
from service.keystore.shelves import Standing
from service.keystore.store import KeyStore
from service.keystore.wrapping import UNWRAPPED, Kek, KekFiles, KekFolder, MissingKek
from tests.service.holder import ROOT
from tests.service.keystore.conftest import Place

KIDS = ("case-1", "case-2", "person-3")


def test_every_key_is_wrapped_anew_and_stays_the_same(place: Place) -> None:
    store = place.store()
    made, old = store.ensure(KIDS), store.standing().current
    done = rotating.rotate(store)
    assert (done.rewrapped, done.resumed) == (3, False)
    assert done.current != old
    assert place.store().ensure(KIDS) == made
    at_hand = tuple(sorted((old, done.current)))
    assert rotating.status(store) == rotating.KekStatus(
        done.current, rotating=False, wraps={done.current: 3}, at_hand=at_hand
    )
    rotating.remove(store, old)
    assert store.ring is not None
    assert store.ring.ids() == (done.current,)
    assert place.store().ensure(KIDS) == made


def test_one_that_is_needed_is_not_removed(place: Place) -> None:
    store = place.store()
    store.ensure(KIDS)
    old = store.standing().current
    with pytest.raises(BadKey, match="in use"):
        rotating.remove(store, old)
    assert store.ring is not None
    new = store.ring.following(old).id
    store.shelf.turn(Standing(new))
    store.rewrap("case-1")
    with pytest.raises(BadKey, match="2 keys are wrapped by"):
        rotating.remove(store, old)
    with pytest.raises(BadKey, match="there is no KEK"):
        rotating.remove(store, "0" * 16)


def test_a_key_made_while_another_process_goes_over_is_not_left_behind(place: Place) -> None:
    """Between wrapping and keeping it, the KEK in use changes: the maker sees that, and wraps it anew."""
    store = place.store()
    old = store.standing().current
    keep = store.shelf.put

    def late(kid: str, blob: bytes) -> None:
        rotating.rotate(place.store())
        keep(kid, blob)

    store.shelf.put = late  # type: ignore[method-assign]
    made = store.ensure(["case-7"])
    new = store.standing().current
    assert new != old
    assert store.wrappings() == {new: 1}
    rotating.remove(store, old)
    assert place.store().find("case-7") == made["case-7"]


def test_without_the_old_one_a_rotation_changes_nothing(place: Place) -> None:
    store = place.store()
    made = store.ensure(KIDS)
    blobs = [store.shelf.load(kid) for kid in KIDS]
    (file,) = place.keks.glob("*.key")
    aside = file.rename(file.with_suffix(".aside"))
    with pytest.raises(MissingKek):
        rotating.rotate(place.store())
    assert [store.shelf.load(kid) for kid in KIDS] == blobs
    assert list(place.keks.glob("*.key")) == []
    aside.rename(file)
    assert place.store().ensure(KIDS) == made


def test_keys_of_older_times_that_were_never_wrapped_are_read_and_wrapped_by_the_next_rotation(tmp_path: Path) -> None:
    old = KeyStore(FolderShelf(tmp_path / "keys"))
    made = old.ensure(KIDS)
    store = KeyStore(FolderShelf(tmp_path / "keys"), KekFolder(tmp_path / "kek"))
    assert store.ensure(KIDS) == made
    assert rotating.status(store).wraps == {UNWRAPPED: 3}
    current = store.standing().current
    assert rotating.rotate(store) == rotating.Rotated(current, 3, resumed=False)
    assert store.wrappings() == {current: 3}
    assert KeyStore(FolderShelf(tmp_path / "keys"), KekFolder(tmp_path / "kek")).ensure(KIDS) == made
    with pytest.raises(MissingKek):
        old.find("case-9") or KeyStore(FolderShelf(tmp_path / "keys")).find("case-1")


def test_files_that_others_provide_are_used_in_their_order(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("old", "new")]
    for nth, file in enumerate(files):
        put(file, bytes([nth]) * 32)
    store = KeyStore(FolderShelf(tmp_path / "keys"), KekFiles(files[:1]))
    made = store.ensure(KIDS)
    with pytest.raises(BadKey, match="first in ZHUOLUO_KEK_FILE"):
        rotating.rotate(store)
    with pytest.raises(MissingKek):
        rotating.rotate(KeyStore(FolderShelf(tmp_path / "keys"), KekFiles(files[1:])))
    both = KeyStore(FolderShelf(tmp_path / "keys"), KekFiles(files[::-1]))
    assert both.ensure(KIDS) == made, "the new one alone may be put first at any time"
    assert rotating.rotate(both).current == Kek.of(bytes([1]) * 32).id
    assert KeyStore(FolderShelf(tmp_path / "keys"), KekFiles(files[1:])).ensure(KIDS) == made
    with pytest.raises(BadKey, match="take its file out"):
        rotating.remove(both, Kek.of(bytes([0]) * 32).id)


def killed(kind: str, place: str, keks: Path, at: int, *options: str) -> bool:
    """Whether the process was killed at that step; it came to its end otherwise."""
    words = [sys.executable, "-m", "tests.service.keystore.killed", kind, place, str(keks), str(at), *options]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) in ((-9, ""), (0, "done\n")), ended.stderr
    return ended.returncode != 0


def test_killed_at_any_step_in_a_folder_no_key_is_lost_and_the_next_call_finishes_it(tmp_path: Path) -> None:
    steps = 0
    for at in count(1):
        keys, keks = tmp_path / str(at) / "keys", tmp_path / str(at) / "kek"
        store = KeyStore(FolderShelf(keys), KekFolder(keks))
        made, old = store.ensure(KIDS), store.standing().current
        if not killed("folder", str(keys), keks, at):
            break
        steps += 1
        again = KeyStore(FolderShelf(keys), KekFolder(keks))
        assert again.ensure(KIDS) == made
        done = rotating.rotate(again)
        assert again.wrappings() == {done.current: 3}
        assert not again.standing().rotating
        rotating.remove(again, old)
        assert KeyStore(FolderShelf(keys), KekFolder(keks)).ensure(KIDS) == made
    assert steps >= 10, "it was killed at every step"


def test_the_control_a_careless_rotation_loses_a_key_when_it_is_killed(tmp_path: Path) -> None:
    lost = False
    for at in count(1):
        keys, keks = tmp_path / str(at) / "keys", tmp_path / str(at) / "kek"
        KeyStore(FolderShelf(keys), KekFolder(keks)).ensure(KIDS)
        if lost or not killed("folder", str(keys), keks, at, "careless"):
            break
        again = KeyStore(FolderShelf(keys), KekFolder(keks))
        lost = any(again.shelf.load(kid) is None for kid in KIDS)
        shutil.rmtree(tmp_path / str(at))
    assert lost


def test_killed_at_any_step_on_a_server_no_key_is_lost_and_the_next_call_finishes_it(
    keys_url: str, database: Database, tmp_path: Path
) -> None:
    shelf = servers.opened(keys_url, database.conninfo)
    store = KeyStore(shelf, KekFolder(tmp_path / "kek"), lifetime=0)
    made = store.ensure(KIDS)
    steps = 0
    for at in count(1):
        before = store.standing()
        if not killed("server", keys_url, tmp_path / "kek", at):
            break
        steps += 1
        assert store.ensure(KIDS) == made
        done = rotating.rotate(store)
        assert store.wrappings() == {done.current: 3}
        assert not store.standing().rotating
        if done.current != before.current:
            rotating.remove(store, before.current)
        assert store.ensure(KIDS) == made
    assert isinstance(shelf, ServerShelf)
    assert steps >= 20
    store.close()


def test_which_kek_is_in_use_must_be_readable(tmp_path: Path) -> None:
    store = KeyStore(FolderShelf(tmp_path / "keys"), KekFolder(tmp_path / "kek"))
    store.ensure(KIDS)
    (tmp_path / "keys" / "kek.json").write_bytes(b"{")
    with pytest.raises(BadKey, match="does not say which KEK"):
        store.standing()
    assert read_secret(tmp_path / "keys" / "kek.json") == b"{"


def test_several_keks_without_a_word_which_is_in_use_are_not_guessed_at(tmp_path: Path) -> None:
    ring = KekFolder(tmp_path / "kek")
    ring.following("")
    assert KeyStore(FolderShelf(tmp_path / "a"), ring).standing().current == ring.ids()[0]
    ring.following("")
    with pytest.raises(BadKey, match="nothing says which is in use"):
        KeyStore(FolderShelf(tmp_path / "b"), ring).standing()
