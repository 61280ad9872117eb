"""Keys of subjects: made once, wrapped, remembered for seconds, destroyed for ever; in a folder and on a server."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn
from uuid import uuid4

import pytest

from domain.subjects import case_subject, generation_of, kid_of, petition_of, subject_of
from service.keystore import files
from service.keystore.files import BadKey
from service.keystore.remembering import LIFETIME, Memory
from service.keystore.shelves import SubjectDestroyed
from service.keystore.store import KeyStore
from service.keystore.wrapping import Kek, KekFolder, MissingKek, unwrap, wrap, wrapped_by
from tests.service.keystore.conftest import Hands, Place

ONE, OTHER = f"person-{uuid4().hex}", case_subject(uuid4())


def test_a_key_is_made_once_and_is_the_same_for_every_process(place: Place) -> None:
    made = place.store().ensure([ONE, OTHER])
    assert place.store().ensure([OTHER, ONE]) == made
    assert place.store().find(ONE) == made[ONE] != made[OTHER]
    assert place.store().find(f"person-{uuid4().hex}") is None


@pytest.mark.parametrize("one_by_one", [False, True], ids=["in one go", "where the system cannot"])
def test_many_keys_are_made_together_and_none_for_the_destroyed(
    place: Place, monkeypatch: pytest.MonkeyPatch, *, one_by_one: bool
) -> None:
    """What was there stays; whoever is destroyed is refused when something is to be sealed."""
    if one_by_one:
        monkeypatch.setattr(files, "SYNCFS", None)
    store, subjects = place.store(), [f"case-{uuid4().hex}" for _ in range(20)]
    before = store.sealing(subjects[0])
    store.destroy(subjects[1])
    for _ in range(2):
        store.prepare(subjects)
    made = {subject: store.kids_of(subject) for subject in subjects}
    assert made == {subject: (subject,) * (subject != subjects[1]) for subject in subjects}
    fresh = place.store()
    keys = {subject: fresh.sealing(subject) for subject in subjects if subject != subjects[1]}
    assert keys[subjects[0]] == before
    assert len({key.secret for key in keys.values()}) == len(keys)
    assert keys == {subject: store.sealing(subject) for subject in keys}
    with pytest.raises(SubjectDestroyed):
        fresh.sealing(subjects[1])


def test_a_key_made_ahead_is_used_only_where_nobody_was_faster_and_nobody_destroyed_it(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the question whether there is a key and the making of it another process makes one, or destroys it."""
    subjects = faster, destroyed, own = [f"case-{uuid4().hex}" for _ in range(3)]
    store, other = place.store(), place.store()
    put_all = store.shelf.put_all

    def late(blobs: Mapping[str, bytes]) -> set[str]:
        other.sealing(faster)
        other.destroy(destroyed)
        return put_all(blobs)

    monkeypatch.setattr(store.shelf, "put_all", late)
    store.prepare(subjects)
    assert store.sealing(faster) == other.sealing(faster)
    assert store.sealing(own) == place.store().sealing(own)
    with pytest.raises(SubjectDestroyed):
        store.sealing(destroyed)


def test_a_key_made_ahead_is_not_looked_for_again_until_it_is_forgotten(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = place.store()
    store.prepare([ONE])
    with monkeypatch.context() as without:
        without.setattr(store.shelf, "load", _never)
        without.setattr(store.shelf, "newest", _never)
        made = store.sealing(ONE)
    assert made == place.store().sealing(ONE)
    store.destroy(ONE)
    with pytest.raises(SubjectDestroyed):
        store.sealing(ONE)


def _never(asked: str) -> NoReturn:
    pytest.fail(f"the shelf is asked for {asked}")


def test_of_several_makers_at_once_all_get_the_same_key(place: Place) -> None:
    stores = [place.store() for _ in range(6)]
    found: list[bytes] = []
    gate = threading.Barrier(len(stores))

    def make(store: KeyStore) -> None:
        gate.wait()
        found.append(store.sealing(ONE).secret)

    threads = [threading.Thread(target=make, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(stores)
    assert len(set(found)) == 1


def test_of_several_that_ask_for_the_first_kek_at_once_one_makes_it(tmp_path: Path) -> None:
    for nth in range(20):
        folder, gate = tmp_path / f"kek{nth}", threading.Barrier(8)

        def first(folder: Path = folder, gate: threading.Barrier = gate) -> str:
            gate.wait()
            return KekFolder(folder).first().id

        with ThreadPoolExecutor(8) as threads:
            found = {each.result() for each in [threads.submit(first) for _ in range(8)]}
        assert len(found) == len(list(folder.glob("*.key"))) == 1


def test_what_lies_on_the_shelf_is_wrapped(place: Place) -> None:
    store = place.store()
    key = store.ensure([ONE])[ONE]
    blob = store.shelf.load(ONE)
    assert blob is not None
    assert key not in blob
    assert wrapped_by(blob) == store.standing().current
    assert store.wrappings() == {store.standing().current: 1}


def test_a_key_put_in_anothers_place_opens_nothing(place: Place) -> None:
    store = place.store()
    store.ensure([ONE, OTHER])
    one, other = store.shelf.load(ONE), store.shelf.load(OTHER)
    assert one is not None
    assert other is not None
    store.shelf.replace(OTHER, other, one)
    with pytest.raises(BadKey, match="the key of another"):
        place.store().find(OTHER)


def test_a_renewed_key_seals_new_values_and_the_old_one_goes_on_opening(place: Place) -> None:
    store, elsewhere = place.store(), place.store()
    before = store.sealing(ONE)
    assert elsewhere.sealing(ONE) == before
    assert store.renew(ONE) == f"{ONE}-g2"
    assert store.sealing(ONE).kid == f"{ONE}-g2"
    assert store.find(before.kid) == before.secret != store.sealing(ONE).secret
    place.hands.now += LIFETIME
    assert elsewhere.sealing(ONE) == store.sealing(ONE), "others follow within seconds"
    assert store.kids_of(ONE) == (ONE, f"{ONE}-g2")
    assert sorted(store.shelf.kids()) == [ONE, f"{ONE}-g2"]


def test_destroying_a_subject_destroys_every_generation_and_nothing_else(place: Place) -> None:
    store = place.store()
    store.ensure([ONE, OTHER])
    kids = (ONE, store.renew(ONE), store.renew(ONE))
    assert set(store.destroy(ONE)) == set(kids)
    assert [store.find(kid) for kid in kids] == [None] * 3
    assert [place.store().find(kid) for kid in kids] == [None] * 3
    assert place.store().find(OTHER) is not None
    assert list(store.destroyed()) == [ONE]
    assert store.destroy(ONE) == (), "twice does no harm"


def test_for_a_destroyed_subject_no_key_is_ever_made_again(place: Place) -> None:
    store = place.store()
    store.ensure([ONE])
    store.destroy(ONE)
    for again in (store, place.store()):
        with pytest.raises(SubjectDestroyed, match="已删除"):
            again.sealing(ONE)
        with pytest.raises(SubjectDestroyed):
            again.renew(ONE)
        with pytest.raises(SubjectDestroyed):
            again.ensure([f"{ONE}-g2"])
    never = f"person-{uuid4().hex}"
    store.destroy(never)
    with pytest.raises(SubjectDestroyed):
        place.store().sealing(never)


def test_a_destroyed_key_stops_opening_at_once_here_and_within_seconds_elsewhere(place: Place) -> None:
    store, elsewhere = place.store(), place.store()
    key = store.sealing(ONE)
    assert elsewhere.find(key.kid) == key.secret
    store.destroy(ONE)
    assert store.find(key.kid) is None
    assert elsewhere.find(key.kid) == key.secret, "the control: it was remembered there"
    place.hands.now += LIFETIME
    assert elsewhere.find(key.kid) is None
    with pytest.raises(SubjectDestroyed):
        elsewhere.sealing(ONE)


def test_the_memory_of_keys_is_bounded(place: Place) -> None:
    store = place.store(most=3)
    kids = [f"case-{nth}" for nth in range(9)]
    made = store.ensure(kids)
    assert len(store._memory) == 3
    assert store.ensure(kids) == made


def test_what_was_looked_up_before_a_destruction_is_not_remembered_after_it() -> None:
    memory: Memory[int] = Memory(clock=Hands())
    before = memory.age
    memory.forget("case-1")
    memory.keep("case-1", 5, before)
    assert memory.get("case-1") is None
    memory.keep("case-1", 5, memory.age)
    assert memory.get("case-1") == 5


def test_without_the_key_encryption_key_nothing_opens_and_nothing_is_overwritten(place: Place) -> None:
    store = place.store()
    made = store.ensure([ONE])
    blob = store.shelf.load(ONE)
    (file,) = place.keks.glob("*.key")
    kept = file.read_bytes()
    file.unlink()
    for act in (lambda: place.store().find(ONE), lambda: place.store().ensure([OTHER]), place.store().check):
        with pytest.raises(MissingKek, match="Nothing was changed"):
            act()
    assert list(place.keks.iterdir()) == [], "no other is made in its place"
    assert store.shelf.load(ONE) == blob
    file.write_bytes(bytes(32))
    file.chmod(0o600)
    with pytest.raises(BadKey, match="holds another key"):
        place.store().find(ONE)
    file.write_bytes(kept)
    file.chmod(0o644)
    with pytest.raises(BadKey, match="readable by others"):
        place.store().find(ONE)
    file.chmod(0o600)
    assert place.store().find(ONE) == made[ONE]


def test_a_wrapped_key_opens_under_its_own_key_and_name_only(tmp_path: Path) -> None:
    ring = KekFolder(tmp_path)
    kek, key = ring.first(), bytes(range(32))
    blob = wrap(kek, "case-1", key)
    assert unwrap(ring, "case-1", blob) == key
    with pytest.raises(BadKey, match="damaged"):
        unwrap(ring, "case-2", blob)
    with pytest.raises(BadKey, match="damaged"):
        unwrap(ring, "case-1", blob[:-1])
    with pytest.raises(MissingKek):
        unwrap(ring, "case-1", wrap(Kek.of(bytes(32)), "case-1", key))
    with pytest.raises(BadKey, match="32 bytes"):
        unwrap(ring, "case-1", blob[:20])


def test_the_id_of_a_key_names_its_subject_and_generation() -> None:
    assert (subject_of(ONE), generation_of(ONE)) == (ONE, 1)
    assert (subject_of(f"{ONE}-g12"), generation_of(f"{ONE}-g12")) == (ONE, 12)
    assert [kid_of(ONE, nth) for nth in (1, 2)] == [ONE, f"{ONE}-g2"]
    petition = uuid4()
    assert petition_of(case_subject(petition)) == petition
    assert petition_of(ONE) is None
