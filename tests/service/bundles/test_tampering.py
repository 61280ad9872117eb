"""Whatever was done to a bundle is found, also when its manifest was mended; what cannot be found is said."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from service.evidence import checkpoint
from service.evidence import note as notes
from service.evidence.note import Verifier
from service.evidence.signing_key import SeedSigner
from service.ledger.application import MATTERS
from service.runtime import Instance
from tests.service.api.callers import Caller
from tests.service.bundles.conftest import (
    CONSISTENT,
    Auditor,
    bundle,
    digest,
    fault,
    key_of,
    other,
    packed,
    report_bundle,
    resealed,
    unpacked,
    witnessed,
)
from tests.service.reports.bureau import Bureau

WORDS = {"README.md", "keys.txt", "history.txt", "verify.py", "check.go", "check_scales.py"}
"""What explains and checks: nothing signed speaks for it, as the README says."""
SUFFIXES = ("content", "stamp", "record", "tlog-proof")

Files = dict[str, bytes]


@pytest.fixture
def given(instance: Instance, visit: str) -> Files:
    witnessed(instance)
    return unpacked(bundle(instance, visit))


def flipped(content: bytes, chance: random.Random) -> bytes:
    nth = chance.randrange(len(content))
    return content[:nth] + bytes([content[nth] ^ 1 << chance.randrange(8)]) + content[nth + 1 :]


def test_the_files_as_they_came_are_right(given: Files, instance: Instance) -> None:
    assert fault(given) == fault(given, key_of(instance)) == fault(resealed(given)) == ""


def test_a_flipped_byte_is_found_in_every_file_and_the_file_is_named(given: Files) -> None:
    chance = random.Random(1)
    for name in given:
        for _ in range(5):
            said = fault({**given, name: flipped(given[name], chance)})
            named = "manifest.json" if name == "manifest.sha256" else name
            assert said.startswith(f"{named}: "), (name, said)


def test_a_file_taken_away_is_found_and_named(given: Files) -> None:
    for name in given:
        left = {each: content for each, content in given.items() if each != name}
        assert fault(left).startswith(f"{name}: 缺失"), name


def test_a_file_of_another_petition_in_its_place_is_found(given: Files, instance: Instance, office: Caller) -> None:
    another = unpacked(bundle(instance, other(office, "2026-01-27")))
    for name in sorted(set(given) & set(another)):
        if given[name] != another[name]:
            named = "manifest.json" if name == "manifest.sha256" else name
            assert named in fault({**given, name: another[name]}), name


def test_a_file_put_in_is_found(given: Files) -> None:
    assert fault({**given, "events/000009.content": b"{}"}).startswith("events/000009.content: 清单中没有")


# ---- with a manifest that was mended


def test_a_flipped_byte_of_what_is_signed_is_found_although_every_digest_was_mended(given: Files) -> None:
    chance = random.Random(2)
    for name in set(given) - WORDS - {"manifest.json", "manifest.sha256"}:
        if not name.startswith(("calendars/", "history")):
            for _ in range(5):
                assert fault(resealed({**given, name: flipped(given[name], chance)})) != "", name


def test_an_event_of_another_petition_is_found_although_every_digest_was_mended(
    instance: Instance, office: Caller, visit: str
) -> None:
    """It stands under the very same checkpoint, so that nothing but what it says gives it away."""
    (another,) = set(office.ids("register")) - {visit}
    mine, its = (unpacked(bundle(instance, each)) for each in (visit, another))
    assert mine["checkpoint"] == its["checkpoint"]
    swapped = {f"events/000001.{suffix}": its[f"events/000001.{suffix}"] for suffix in SUFFIXES}
    assert fault(resealed({**mine, **swapped})) == "manifest.json: 不是此件的事件 is not of one petition"


def left_out(given: Files, version: int) -> Files:
    """As a forger leaves an event out: those behind it move up, and the manifest tells the rest."""
    told, kept = json.loads(given["manifest.json"]), dict(given)
    history = json.loads(given["history.json"])
    for nth in range(version, told["versions"] + 1):
        for suffix in SUFFIXES:
            kept.pop(f"events/{nth:06}.{suffix}")
            if nth < told["versions"]:
                kept[f"events/{nth:06}.{suffix}"] = given[f"events/{nth + 1:06}.{suffix}"]
    positions = [each for nth, each in enumerate(told["positions"], 1) if nth != version]
    history["events"] = [each for each in history["events"] if each["version"] != version]
    kept["history.json"] = json.dumps(history).encode()
    return resealed(kept, versions=told["versions"] - 1, positions=positions)


def test_an_event_left_out_is_found_first_or_in_the_middle(given: Files) -> None:
    for version in range(1, 8):
        assert fault(left_out(given, version)).startswith(f"events/{version:06}.record: 版本不连续"), version


def test_the_last_event_left_out_is_not_found_and_that_is_said(
    given: Files, instance: Instance, auditor: Auditor
) -> None:
    """Only all leaves show it: the log goes on behind, and its head has another size or root."""
    said = auditor.verify(packed(left_out(given, 8)), "--key", key_of(instance))
    assert said.code == 0
    assert "7 events without gap" in said.out
    assert "not proved: that nothing came after version 7" in said.out
    assert "Only all leaves show that: 'zhuoluo verify --head checkpoint' in the office" in said.out


MANIFEST: dict[str, Any] = {
    "format": "zhuoluo-bundle/2",
    "kind": "report",
    "office": "other",
    "log": "access-2026",
    "replayed": False,
    "petition": "00000000-0000-0000-0000-000000000001",
    "number": "信〔2026〕0009",
    "versions": 7,
    "positions": [3, 6, 7, 8, 9, 10, 12],
    "checkpoint": {"origin": "other", "size": 12, "root": "00" * 32},
    "rulebooks": [],
    "calendars": [],
}


def test_a_manifest_that_says_something_else_is_found(given: Files) -> None:
    found = {name: fault(resealed(given, **{name: value})) for name, value in MANIFEST.items()}
    assert [name for name, said in found.items() if not said] == []


def test_a_manifest_that_does_not_say_something_is_named(given: Files) -> None:
    told = json.loads(given["manifest.json"])
    for name in set(told) - {"made", "known_at", "format", "files"}:
        less = {each: value for each, value in told.items() if each != name}
        content = json.dumps(less).encode()
        seal = f"{digest(content)}  manifest.json\n".encode()
        found = fault({**given, "manifest.json": content, "manifest.sha256": seal})
        assert found.startswith("manifest.json: "), (name, found)
        assert "Error" not in found, (name, found)


def _told(change: Callable[[Any], None]) -> Callable[[Files], Files]:
    def tampered(given: Files) -> Files:
        history = json.loads(given["history.json"])
        change(history)
        return {**given, "history.json": json.dumps(history).encode()}

    return tampered


def _set(where: Any, name: str, value: Any) -> None:
    where[name] = value


def _calendar(given: Files) -> Files:
    """A rest day that was worked."""
    name = next(each for each in given if each.startswith("calendars/"))
    said = json.loads(given[name])
    said["years"][0]["days"][0]["isOffDay"] ^= True
    return {**given, name: json.dumps(said).encode()}


TAMPERED: dict[str, Callable[[Files], Files]] = {
    "who acted": _told(lambda said: _set(said["events"][0]["line"]["actor"], "name", "某某")),
    "when it happened": _told(lambda said: _set(said["events"][1]["line"]["occurred"], "day", "2026-01-19")),
    "when it was recorded": _told(lambda said: _set(said["events"][1]["stamp"], "recorded_at", "2026")),
    "what was said": _told(lambda said: _set(said["events"][0]["line"]["event"], "channel", "letter")),
    "more than was said": _told(lambda said: _set(said["events"][0]["line"]["event"], "text", "另有")),
    "less than was said": _told(lambda said: said["events"][0]["line"]["event"].pop("channel")),
    "a remark beside it": _told(lambda said: _set(said["events"][0], "remark", "属实")),
    "another topic": _told(lambda said: _set(said["events"][0], "topic", "Opened/1")),
    "a date": _told(
        lambda said: _set(said["events"][1]["line"]["duties"]["opened"][0]["due"], "effective", "2027-01-01")
    ),
    "one step less": _told(lambda said: said["events"].pop()),
    "the calendar": _calendar,
}


def test_a_history_or_a_calendar_that_tells_otherwise_is_found(given: Files) -> None:
    found = {name: fault(resealed(tampered(given))) for name, tampered in TAMPERED.items()}
    assert [name for name, said in found.items() if not said] == []


def test_a_rulebook_with_another_figure_is_found_although_its_digest_was_mended(given: Files) -> None:
    name = "rulebooks/R5@2022-05-27.toml"
    changed = given[name].replace(b"amount = 30", b"amount = 90", 1)
    assert changed != given[name]
    assert fault(resealed({**given, name: changed})).startswith(f"{name}: 规则与摘要不符")
    told = json.loads(given["manifest.json"])["rulebooks"]
    ground = told[0]["digest"].encode()
    told[1]["digest"] = digest(ground + b"\n" + changed)
    assert "did not adopt R5@2022-05-27" in fault(resealed({**given, name: changed}, rulebooks=told))


# ---- signatures


def resigned(given: Files, signer: SeedSigner, *, keys: bool) -> Files:
    """The checkpoint signed by somebody else under the same name, in every proof; `keys`: and keys.txt names him."""
    old = given["checkpoint"].decode()
    head = checkpoint.of(notes.read(old))
    new = str(notes.signed(head.text, head.origin, signer))
    changed = {name: each.replace(old.encode(), new.encode()) for name, each in given.items()}
    if keys:
        changed["keys.txt"] = f"{Verifier(head.origin, signer.public)}\n".encode()
    return resealed(changed)


def test_who_signs_with_a_key_of_his_own_is_found_by_the_key_that_came_another_way(
    given: Files, instance: Instance, auditor: Auditor
) -> None:
    forger = SeedSigner(b"f" * 32)
    assert "no known key" in fault(resigned(given, forger, keys=False))
    whole = packed(resigned(given, forger, keys=True))
    alone = auditor.verify(whole)
    assert (alone.code, "by a key that came in the bundle only" in alone.out) == (CONSISTENT, True)
    told = auditor.verify(whole, "--key", key_of(instance))
    assert (told.code, "checkpoint: 没有日志公钥的签名" in told.out) == (1, True)


def broken(given: Files) -> Iterator[Files]:
    """Each signature line of the checkpoint with a bit of it changed."""
    lines = given["checkpoint"].decode().rstrip("\n").split("\n")
    for nth, line in enumerate(lines):
        if line.startswith("—"):
            wrong = [*lines[:nth], line[:-20] + ("A" if line[-20] != "A" else "B") + line[-19:], *lines[nth + 1 :]]
            note = ("\n".join(wrong) + "\n").encode()
            yield resealed({name: each.replace(given["checkpoint"], note) for name, each in given.items()})


def test_a_wrong_signature_and_a_wrong_cosignature_are_found(given: Files) -> None:
    found = [fault(each) for each in broken(given)]
    assert len(found) == 2
    assert all(each.startswith("checkpoint: ") and "签名不符" in each for each in found)


def test_the_key_of_another_log_is_none_of_this_one(given: Files, instance: Instance) -> None:
    public = instance.checkpoints.verifiers("x")[0].public
    assert "没有" in fault(given, str(Verifier("other.example/yimin/matters", public)))


def test_a_bundle_is_not_that_of_a_log_that_went_another_way(given: Files, instance: Instance) -> None:
    """A checkpoint of the office's own key over another tree."""
    head = instance.checkpoints.current("yimin", MATTERS).head
    forked = checkpoint.Checkpoint(head.origin, head.size, bytes(32))
    note = str(notes.signed(forked.text, head.origin, instance.checkpoints._signers[0]))
    changed = {name: each.replace(given["checkpoint"], note.encode()) for name, each in given.items()}
    told = {"origin": head.origin, "size": head.size, "root": forked.root.hex()}
    assert "does not lead to the root" in fault(resealed(changed, checkpoint=told))


# ---- of a report


def test_a_report_tampered_with_is_found_in_every_file(bureau: Bureau) -> None:
    given, chance = unpacked(report_bundle(bureau)), random.Random(3)
    assert fault(given) == fault(resealed(given)) == ""
    for name in given:
        assert fault({**given, name: flipped(given[name], chance)}) != "", name
        assert fault({each: content for each, content in given.items() if each != name}) != "", name
    for name in set(given) - WORDS - {"manifest.json", "manifest.sha256", "report.json"}:
        for _ in range(5):
            assert fault(resealed({**given, name: flipped(given[name], chance)})) != "", name
