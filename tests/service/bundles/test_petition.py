"""The bundle of a petition holds its exact events, what they rest on and how to check them, and nothing personal."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.bundles.history import WITHHELD
from service.database import Database
from service.evidence import proofs
from service.evidence.signing_key import SeedSigner
from service.ledger import merkle
from service.ledger.application import MATTERS
from service.ledger.recorder import StampedEvent
from service.ledger.sealing import ERASED
from service.runtime import Instance
from tests.service.api.callers import HANDLER, Caller
from tests.service.api.test_organisation import published, told
from tests.service.bundles.conftest import (
    CONSISTENT,
    NAME,
    PHONE,
    SHEET,
    STORY,
    WITNESS_KEY,
    Auditor,
    bundle,
    fault,
    key_of,
    lay,
    unpacked,
    with_a_changed_leaf,
    witnessed,
)

UNVOUCHED = "内容一致，公钥未经核对 consistent, but nobody has vouched for the key: give --key"
TAIL = "not proved: that nothing came after version"


def manifest(packed: bytes) -> Any:
    return json.loads(unpacked(packed)["manifest.json"])


def stored(instance: Instance, petition: str) -> list[StampedEvent]:
    recorder = instance.ledger.log("yimin").recorder
    return [event for event in recorder.select_events(petition) if isinstance(event, StampedEvent)]


def test_it_verifies_on_a_computer_that_has_nothing_of_ours(instance: Instance, visit: str, auditor: Auditor) -> None:
    packed = bundle(instance, visit)
    said = auditor.verify(packed)
    assert (said.code, said.out.endswith(f"{UNVOUCHED}\n")) == (CONSISTENT, True), said.out
    assert "verified" not in said.out
    assert "by a key that came in the bundle only" in said.out
    assert "8 events without gap" in said.out
    given = auditor.verify(packed, "--key", key_of(instance))
    assert (given.code, "signed by the key given" in given.out) == (0, True)
    assert given.out.endswith("核验通过 verified\n")
    assert "that came in the bundle" not in given.out


def test_it_says_what_it_does_not_prove(instance: Instance, visit: str, auditor: Auditor) -> None:
    packed = bundle(instance, visit)
    assert f"{TAIL} 8, that no other petition was left out" in auditor.verify(packed).out
    assert "zhuoluo verify --head checkpoint" in auditor.verify(packed).out
    readme = unpacked(packed)["README.md"].decode()
    assert "不证明：第 8 版之后没有别的事件" in readme
    assert "Not proved: that nothing came after version 8" in readme
    assert readme.count("`zhuoluo verify --head checkpoint`") == 2
    assert "$" not in readme.replace('"$(sed', "").replace("/^$/", "")


def test_the_bytes_are_those_that_are_stored_and_their_records_are_the_leaves(instance: Instance, visit: str) -> None:
    files = unpacked(bundle(instance, visit))
    events = stored(instance, visit)
    assert len(events) == 8
    for event in events:
        name = f"events/{event.originator_version:06}"
        assert (files[f"{name}.content"], files[f"{name}.stamp"]) == (event.state, event.stamp)
        assert merkle.leaf_hash(files[f"{name}.record"]) == event.leaf
        proof = proofs.read(files[f"{name}.tlog-proof"])
        assert (proof.index + 1, proof.proves(event.leaf)) == (event.id, True)
        assert str(proof.note).encode() == files["checkpoint"]


def test_what_is_sealed_stays_sealed_and_the_rendering_leaves_it_out(
    instance: Instance, visit: str, auditor: Auditor
) -> None:
    packed = bundle(instance, visit)
    for name, content in unpacked(packed).items():
        assert all(word.encode() not in content for word in (NAME, PHONE, STORY)), name
    for name in ("history.txt", "history.json"):
        assert WITHHELD in unpacked(packed)[name].decode()
    assert "personal values are left out" in auditor.verify(packed).out


def test_opened_the_rendering_shows_it_and_says_whose_word_that_is(
    instance: Instance, visit: str, auditor: Auditor
) -> None:
    files = unpacked(packed := bundle(instance, visit, opened=True))
    for name in ("history.txt", "history.json"):
        assert all(word in files[name].decode() for word in (NAME, PHONE, STORY)), name
        assert WITHHELD not in files[name].decode()
    assert "personal values are the office's word" in files["history.txt"].decode()
    assert all(NAME.encode() not in content for name, content in files.items() if name.startswith("events/"))
    said = auditor.verify(packed)
    assert (said.code, "proved is their ciphertext" in said.out) == (CONSISTENT, True)


def test_in_words_each_step_stands_with_its_time_its_actor_and_what_became_of_the_duties(
    instance: Instance, visit: str
) -> None:
    text = unpacked(bundle(instance, visit))["history.txt"].decode()
    for words in (
        "移民局 yimin：信〔2026〕0002",
        "#6  签收 SignedFor  位置 position 10",
        "发生 occurred 2026-01-22 09:00:00  记录 recorded 2026-01-22 09:00:00",
        "经办 by 后扶科 柳青",
        "状态 state 转办途中 → 办理中，后扶科 柳青",
        "转移责任 moved：R5.12",
        "更正 corrects #1，发生 occurred 2026-01-19",
        "后更正于 corrected by #8",
    ):
        assert words in text, words


def test_of_an_erased_person_it_verifies_and_opens_nothing(instance: Instance, visit: str, auditor: Auditor) -> None:
    person = json.loads(stored(instance, visit)[0].state)["line"]["event"]["details"]["petitioner"]["name"][0]
    assert instance.keys.subjects.destroy(person) == (person,)
    packed = bundle(instance, visit, opened=True)
    assert ERASED in unpacked(packed)["history.txt"].decode()
    assert NAME not in unpacked(packed)["history.txt"].decode()
    assert auditor.verify(packed).code == CONSISTENT


def test_the_same_is_made_of_the_same(instance: Instance, visit: str) -> None:
    one, other = bundle(instance, visit), bundle(instance, visit)
    assert one == other
    assert list(unpacked(one)) == sorted(unpacked(one))
    assert bundle(instance, visit, opened=True) != one


def test_it_can_be_unpacked_and_verified_where_it_lies(
    instance: Instance, visit: str, auditor: Auditor, tmp_path: Any
) -> None:
    files = unpacked(bundle(instance, visit))
    folder = lay(tmp_path / "unpacked", files)
    (folder / "note.txt").write_text("a remark of the auditor's", encoding="utf-8")
    said = auditor.run(folder / "verify.py")
    assert (said.code, "note.txt  is no part of the bundle" in said.out) == (CONSISTENT, True), said.out
    (folder / "events" / "000009.record").write_bytes(files["events/000007.record"])
    assert "events/000009.record" in auditor.run(folder / "verify.py").out


def test_at_an_earlier_position_it_holds_what_was_known_there(instance: Instance, office: Caller, visit: str) -> None:
    position = stored(instance, visit)[3].id
    files = unpacked(bundle(instance, visit, position=position))
    told = json.loads(files["manifest.json"])
    assert (told["versions"], told["known_at"], told["positions"][-1]) == (4, position, position)
    assert "events/000005.content" not in files
    assert fault(files) == ""
    assert office.read("petitions", visit)["version"] == 8


def test_replayed_time_is_said_wherever_it_is_looked_for(
    instance: Instance, client: TestClient, visit: str, auditor: Auditor
) -> None:
    files = unpacked(packed := bundle(instance, visit))
    assert json.loads(files["manifest.json"])["replayed"] is True
    assert "重放时间 replayed time" in files["README.md"].decode()
    assert "重放时间 replayed time" in files["history.txt"].decode()
    assert "replayed time: its times were given" in auditor.verify(packed).out
    Caller.founded(client, "live", "R5")


def test_of_a_live_log_nothing_is_said_of_replayed_time(client: TestClient, instance: Instance) -> None:
    live = Caller.founded(client, "yimin", "R5")
    petition = live.do("receive", channel="letter", details=SHEET)["petition"]
    files = unpacked(bundle(instance, petition))
    assert json.loads(files["manifest.json"])["replayed"] is False
    assert "replayed time" not in files["README.md"].decode() + files["history.txt"].decode()
    assert fault(files, key_of(instance)) == ""


# ---- what it rests on


def test_the_rulebooks_named_are_there_with_the_events_that_adopted_them(instance: Instance, visit: str) -> None:
    files = unpacked(bundle(instance, visit))
    told = json.loads(files["manifest.json"])
    assert [book["reference"] for book in told["rulebooks"]] == ["S1@2022-05-01", "R5@2022-05-27"]
    known = instance.offices.get("yimin").books
    assert [book["digest"] for book in told["rulebooks"]] == [
        known[book["reference"]].digest for book in told["rulebooks"]
    ]
    assert b'id = "R5"' in files["rulebooks/R5@2022-05-27.toml"]
    adopted = json.loads(files["office/000002.content"])["line"]["event"]
    assert (adopted["type"], adopted["reference"]) == ("RulebookAdopted/1", "R5@2022-05-27")
    assert told["not_at_hand"] == []


def test_a_book_that_the_office_published_is_there_with_what_it_extends(
    instance: Instance, office: Caller, auditor: Auditor
) -> None:
    at = {"recorded_at": "2026-01-10T09:00:00+08:00"}
    assert published(office, 20, **at).status_code == 200
    petition = office.do("receive", on="2026-01-20", channel="visit", place="hall", details=SHEET)["petition"]
    office.do("register", petition, "2026-01-20")
    packed = bundle(instance, petition)
    assert [book["reference"] for book in manifest(packed)["rulebooks"]] == [
        "S1@2022-05-01",
        "R5@2022-05-27",
        "own@2026-01-01",
    ]
    assert "细则第八条".encode() in unpacked(packed)["rulebooks/own@2026-01-01.toml"]
    assert auditor.verify(packed).code == CONSISTENT


def test_every_calendar_that_a_date_was_reckoned_by_is_there(
    instance: Instance, office: Caller, auditor: Auditor
) -> None:
    details = {"title": "漏水", "petitioner": {"name": NAME, "address": "某街1号"}, "problem": STORY}
    petition = office.do("receive", on="2026-01-05", channel="letter", details=details)["petition"]
    office.do("register", petition, "2026-01-05")
    day: dict[str, Any] = {"day": "2026-01-20", "working": False, "name": "停电", "paper": "移办4号"}
    moved = told(office, "calendar-days", **day, recorded_at="2026-01-06T09:00:00+08:00")
    assert moved.headers["Recomputed-Petitions"] == "1"
    packed = bundle(instance, petition)
    calendars = [json.loads(unpacked(packed)[each["file"]]) for each in manifest(packed)["calendars"]]
    assert sorted(len(each["own"]) for each in calendars) == [0, 1]
    assert manifest(packed)["not_at_hand"] == []
    assert auditor.verify(packed).code == CONSISTENT


def test_what_this_program_does_not_have_is_named(
    instance: Instance, visit: str, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after an upgrade that came with other texts."""
    monkeypatch.setattr("service.bundles.grounds._texts", lambda _: {})
    monkeypatch.setattr("service.bundles.grounds._had", lambda *_: [])
    packed = bundle(instance, visit)
    away = manifest(packed)["not_at_hand"]
    assert "R5@2022-05-27" in away
    assert len(away) == 2
    said = auditor.verify(packed)
    assert (said.code, "不在本包" in said.out, "R5@2022-05-27" in said.out) == (CONSISTENT, True, True)


# ---- under which checkpoint


def test_a_checkpoint_that_a_witness_has_cosigned_is_taken_before_a_newer_one(
    instance: Instance, office: Caller, visit: str, auditor: Auditor
) -> None:
    witnessed(instance)
    size = instance.ledger.head("yimin").size
    answer = office.do("receive", on="2026-02-02", channel="letter", details={"title": "后来的信"})
    packed = bundle(instance, visit)
    assert manifest(packed)["checkpoint"]["size"] == size < answer["positions"][-1]
    said = auditor.verify(packed, "--key", key_of(instance), "--witness", str(WITNESS_KEY))
    assert (said.code, "2027-01-15T08:00:00Z 联署有效  cosigned by the key given" in said.out) == (0, True)
    assert str(WITNESS_KEY) in unpacked(packed)["keys.txt"].decode()
    office.do("answer", visit, "2026-02-03", by=HANDLER, reply_kind="result", text="已修复", delivered=True)
    newer = bundle(instance, visit)
    assert manifest(newer)["checkpoint"]["size"] > answer["positions"][-1], "the cosigned one does not cover it"
    missing = auditor.verify(newer, "--witness", str(WITNESS_KEY))
    assert (missing.code, "witness.example/w1 has not signed it" in missing.out) == (1, True)


def test_a_checkpoint_that_only_a_key_no_longer_in_use_has_signed_is_not_taken(
    instance: Instance, office: Caller, visit: str
) -> None:
    witnessed(instance)
    assert manifest(bundle(instance, visit))["checkpoint"]["size"] == instance.ledger.head("yimin").size
    instance.checkpoints._signers = [SeedSigner(b"n" * 32)]
    office.do("receive", on="2026-02-02", channel="letter", details={"title": "后来的信"})
    packed = bundle(instance, visit)
    assert manifest(packed)["checkpoint"]["size"] == instance.ledger.head("yimin").size
    assert fault(unpacked(packed), key_of(instance)) == ""


def test_of_a_log_whose_tree_was_changed_no_bundle_is_made(instance: Instance, visit: str, database: Database) -> None:
    instance.checkpoints.current("yimin", MATTERS)
    with_a_changed_leaf(database)
    with pytest.raises(proofs.Unprovable, match="run 'zhuoluo verify'"):
        bundle(instance, visit)
