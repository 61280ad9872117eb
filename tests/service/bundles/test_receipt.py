"""A receipt, checked by somebody who has nothing but it, verify.py and the key of the log."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.bundles.single import verify_py
from service.evidence import receipts
from service.evidence.note import Verifier
from service.ledger.application import MATTERS
from service.runtime import Instance
from tests.service.api.callers import Caller
from tests.service.bundles.conftest import (
    CONSISTENT,
    WITNESS_KEY,
    Auditor,
    Said,
    bundle,
    digest,
    key_of,
    lay,
    unpacked,
    witnessed,
)
from tests.service.cli.acting import Desk
from tests.service.cli.conftest import Run, desk, run

__all__ = ("desk", "run")

Receipt = dict[str, Any]


def receipt(instance: Instance, position: int) -> Receipt:
    with instance.pool.connection() as connection:
        found = receipts.receipt(connection, instance.checkpoints, "yimin", MATTERS, position)
    told: Receipt = json.loads(receipts.text_of(found))
    return told


class Citizen:
    """Somebody who keeps the receipt of what was handed in, and has the key of the log by another way."""

    def __init__(self, folder: Path, key: str) -> None:
        self._auditor, self._folder, self.key = Auditor(folder), folder, key
        (folder / "verify.py").write_bytes(verify_py())

    def checks(self, content: Receipt | bytes, *options: str) -> Said:
        """By the key of the log, unless other options are given."""
        raw = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
        lay(self._folder, {"receipt.json": raw})
        return self._auditor.run(self._folder / "verify.py", "receipt.json", *(options or ("--key", self.key)))


@pytest.fixture
def given(instance: Instance, visit: str) -> Receipt:
    assert visit
    witnessed(instance)
    return receipt(instance, 3)


@pytest.fixture
def citizen(instance: Instance, visit: str, tmp_path: Path) -> Citizen:
    assert visit
    (tmp_path / "citizen").mkdir()
    return Citizen(tmp_path / "citizen", key_of(instance))


def test_it_verifies_and_says_which_event_it_is_of(given: Receipt, citizen: Citizen) -> None:
    said = citizen.checks(given)
    assert (said.code, said.out.endswith("核验通过 verified\n")) == (0, True), said.out
    (line,) = [line for line in said.out.split("\n") if line.startswith("✓ 事件")]
    topic = given["record"].split("\n")[5]
    for word in ("机构 yimin，", "日志 matters，", "位置 3，", f"{topic}，", "记录于 2026-01-20T01:00:00.000000Z；"):
        assert word in line, line
    assert "! 未证明：事件的内容" in said.out


def test_without_a_key_it_is_no_more_than_consistent_and_by_another_key_it_is_nothing(
    given: Receipt, citizen: Citizen
) -> None:
    alone = citizen.checks(given, "--witness", str(WITNESS_KEY))
    assert alone.code == CONSISTENT, alone.out
    assert "联署有效  cosigned by the key given" in alone.out
    assert "nobody has vouched for the key: give --key" in alone.out
    strange = citizen.checks(given, "--key", str(Verifier(citizen.key.split("+", maxsplit=1)[0], bytes(31) + b"\x02")))
    assert (strange.code, "✗ receipt.json: checkpoint: 没有日志公钥的签名" in strange.out) == (1, True)
    absent = citizen.checks(given, "--witness", str(Verifier("witness.example/w2", bytes(32), WITNESS_KEY.kind)))
    assert (absent.code, "witness.example/w2 has not signed it" in absent.out) == (1, True)


def _record(nth: int, value: str) -> Callable[[Receipt], Receipt]:
    """A line of the record changed, and its leaf hash mended."""

    def tampered(given: Receipt) -> Receipt:
        lines = given["record"].split("\n")
        lines[nth] = value
        record = "\n".join(lines)
        return given | {"record": record, "leaf": digest(b"\0" + record.encode())}

    return tampered


def _proof(old: str, new: str) -> Callable[[Receipt], Receipt]:
    return lambda given: given | {"proof": given["proof"].replace(old, new, 1)}


FORGED: dict[str, tuple[Callable[[Receipt], Receipt], str]] = {
    "the office": (lambda given: given | {"office": "other"}, "are not those that the receipt states"),
    "the log": (lambda given: given | {"log": "access-2026"}, "are not those that the receipt states"),
    "the time": (
        lambda given: given | {"recorded_at": "2026-01-19T01:00:00Z"},
        "are not those that the receipt states",
    ),
    "the position": (lambda given: given | {"position": 4}, "the position stated is not that of the proof"),
    "no position": (lambda given: given | {"position": None}, "the position stated is not that of the proof"),
    "the leaf": (lambda given: given | {"leaf": "00" * 32}, "is not the record of the leaf stated"),
    "the record": (lambda given: given | {"record": given["record"] + "x"}, "is no leaf record"),
    "another topic": (_record(5, "Registered/1"), "does not lead to the root that was signed"),
    "another suite": (_record(0, "zhuoluo/2"), "is of a suite not known here"),
    "another index": (_proof("index 2", "index 3"), "does not lead to the root that was signed"),
    "an index beyond the log": (_proof("index 2", "index 999"), "no such leaf"),
    "a signature": (_proof("— ", "— x"), "no known key of"),
    "no proof": (lambda given: {name: each for name, each in given.items() if name != "proof"}, "without `proof`"),
    "an empty proof": (lambda given: given | {"proof": ""}, "checkpoint: 格式不对 is not of its format"),
    "another format": (lambda given: given | {"format": "zhuoluo-receipt/2"}, "is no bundle and no receipt"),
}


@pytest.mark.parametrize("what", FORGED)
def test_whatever_was_changed_in_it_is_found_and_told_in_words_for_people(
    what: str, given: Receipt, citizen: Citizen
) -> None:
    forged, word = FORGED[what]
    said = citizen.checks(forged(given))
    assert (said.code, said.out.endswith("核验不通过 NOT VERIFIED\n")) == (1, True), said.out
    (line,) = [line for line in said.out.split("\n") if line.startswith("✗ receipt.json: ")]
    assert word in line, line
    assert "Error" not in line


@pytest.mark.parametrize("content", [b"", b" \n", b"[]", b'"x"', b"{}", b"\xff", b"[" * 100_000])
def test_what_is_neither_is_said_to_be_neither(content: bytes, given: Receipt, citizen: Citizen) -> None:
    assert citizen.checks(given).code == 0
    said = citizen.checks(content)
    assert (said.code, "no bundle and no receipt" in said.out) == (1, True), said.out


def test_the_record_of_another_event_under_the_same_head_is_found(
    given: Receipt, citizen: Citizen, instance: Instance
) -> None:
    other = receipt(instance, 4)
    assert citizen.checks(other).code == 0
    swapped = given | {name: other[name] for name in ("record", "leaf", "recorded_at")}
    assert "does not lead to the root" in citizen.checks(swapped).out


def test_it_is_judged_by_the_verify_py_of_any_bundle(
    instance: Instance, office: Caller, visit: str, auditor: Auditor, tmp_path: Path
) -> None:
    assert office.ids("register")
    folder = lay(tmp_path / "bundle", unpacked(bundle(instance, visit)))
    (tmp_path / "bundle" / "mine.json").write_text(json.dumps(receipt(instance, 1)), encoding="utf-8")
    assert auditor.run(folder / "verify.py", "mine.json", "--key", key_of(instance)).code == 0


# ---- at a terminal


def test_whoever_has_a_receipt_alone_gets_the_program_by_a_command(
    desk: Desk, run: Run, auditor: Auditor, tmp_path: Path
) -> None:
    desk.visit("2026-01-20")
    program = run("verifier")
    assert (program.code, program.out.encode()) == (0, verify_py())
    (tmp_path / "verify.py").write_text(program.out, encoding="utf-8")
    (tmp_path / "receipt.json").write_text(run("log", "receipt", "3", "-o", "yimin").out, encoding="utf-8")
    key = run("log", "head", "-o", "yimin", "--format", "json").json["verifiers"][0]
    said = auditor.run(tmp_path / "verify.py", "receipt.json", "--key", key)
    assert (said.code, "位置 3" in said.out) == (0, True), said.out
    assert "'zhuoluo verifier' prints verify.py" in " ".join(run("log", "receipt", "--help").out.split())


@pytest.mark.parametrize("content", ["", "{", "\ufeff"])
def test_an_empty_or_broken_file_is_no_receipt_to_the_office_either(
    content: str, desk: Desk, run: Run, tmp_path: Path
) -> None:
    desk.visit("2026-01-20")
    file = tmp_path / "receipt.json"
    file.write_text(run("log", "receipt", "3", "-o", "yimin").out, encoding="utf-8")
    assert run("verify", "--receipt", str(file)).code == 0
    file.write_text(content, encoding="utf-8")
    said = run("verify", "--receipt", str(file))
    assert (said.code, "this is no receipt: it is empty or no JSON (不是回执)" in said.err) == (1, True), said.err
