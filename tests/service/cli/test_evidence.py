"""Heads, receipts, keys and verification at a terminal."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from service.database import Database
from service.evidence import note as notes
from tests.service.cli.acting import Desk
from tests.service.cli.conftest import Run
from tests.service.evidence.conftest import tampered
from tests.service.evidence.witnessed import put_back, saved

DAY = "2026-01-05"
OFFICE = ("-o", "yimin")


@pytest.fixture
def letters(desk: Desk) -> Desk:
    for _ in range(3):
        desk.letter(DAY)
    return desk


def test_the_head_is_printed_as_a_signed_note_and_the_keys_are_named(letters: Desk, run: Run) -> None:
    assert letters.office == "yimin"
    printed = run("log", "head", *OFFICE)
    said = run("log", "head", *OFFICE, "--format", "json").json
    assert said["note"] == printed.out
    assert notes.verified(notes.read(printed.out), [notes.verifier(key) for key in said["verifiers"]])


def test_the_heads_of_each_day_are_listed_for_paper(letters: Desk, run: Run) -> None:
    assert letters.office == "yimin"
    run("log", "head", *OFFICE)
    listed = run("log", "heads", *OFFICE)
    assert "1 行 rows" in listed.out
    (row,) = run("log", "heads", *OFFICE, "--format", "json").json
    assert (row["size"], row["cosigned"]) == (8, 0)


def test_a_sound_log_is_verified_with_its_checkpoints_heads_and_receipts(
    letters: Desk, run: Run, tmp_path: Path
) -> None:
    assert letters.office == "yimin"
    head, receipt = tmp_path / "head", tmp_path / "receipt.json"
    head.write_text(run("log", "head", *OFFICE).out, encoding="utf-8")
    receipt.write_text(run("log", "receipt", "4", *OFFICE).out, encoding="utf-8")
    done = run("verify", "--head", str(head), "--receipt", str(receipt), "--format", "json")
    (row,) = done.json
    assert (done.code, row["sound"], row["size"], row["checkpoints"], row["held"]) == (0, True, 8, 1, 2)
    again = run("verify", "--since-last", "--format", "json")
    assert (again.code, again.json[0]["since"]) == (0, 8)
    assert "全部完好 all is sound" in run("verify").out
    head.write_text(run("log", "head", *OFFICE, "--format", "json").out, encoding="utf-8")
    assert run("verify", "--head", str(head), "--format", "json").json[0]["held"] == 1


def test_what_is_gone_behind_a_receipt_is_named(letters: Desk, run: Run, tmp_path: Path, database: Database) -> None:
    assert letters.office == "yimin"
    receipt = tmp_path / "receipt.json"
    receipt.write_text(run("log", "receipt", "8", *OFFICE).out, encoding="utf-8")
    tampered(database, "DELETE FROM ledger.event WHERE position = 8")
    done = run("verify", "--receipt", str(receipt))
    assert done.code == 1
    assert "8" in done.out


def test_the_answer_to_a_command_serves_as_a_receipt_and_one_of_another_office_is_refused(
    letters: Desk, run: Run, tmp_path: Path
) -> None:
    answer = tmp_path / "answer.json"
    answer.write_text(json.dumps(letters.do("receive", on=DAY, channel="letter", details={"title": "积水"})))
    assert run("verify", "--receipt", str(answer)).code == 0
    answer.write_text(answer.read_text().replace('"yimin"', '"other"'))
    refused = run("verify", "--receipt", str(answer))
    assert (refused.code, "is of log other/matters" in refused.err) == (1, True)


def test_a_contradicted_log_is_refused_told_and_stated(letters: Desk, run: Run, database: Database) -> None:
    assert letters.office == "yimin"
    run("log", "head", *OFFICE)
    early = run("log", "restored", *OFFICE, "--reason", "演练")
    assert (early.code, "nothing was lost" in early.err) == (1, True)
    tampered(
        database,
        "CREATE TABLE saved AS SELECT * FROM ledger.event WHERE position = 8",
        "UPDATE ledger.event SET leaf = mac WHERE position = 8",
        "UPDATE ledger.head SET edge = (SELECT leaf FROM saved) || edge",
    )
    refused = run("log", "head", *OFFICE)
    assert (refused.code, "that were signed" in refused.err) == (1, True)
    (row,) = run("log", "refusals", *OFFICE, "--format", "json").json
    assert row["refused_by"] == "signer"


def rotated(run: Run) -> tuple[str, str]:
    """The key before and the one that came in its place."""
    old = run("keys", "show", "--format", "json").json["writes_with"]
    return old, run("keys", "rotate", "mac", "--format", "json").json["mac"]


def test_a_key_is_not_retired_while_a_running_process_writes_with_it(letters: Desk, run: Run) -> None:
    old, new = rotated(run)
    letters.letter(DAY)
    shown = run("keys", "show", "--format", "json").json
    assert (shown["writes_with"], {each["key"] for each in shown["stated"]}) == (new, {old, new})
    refused = run("keys", "retire", old, "--reason", "年度更换")
    assert (refused.code, "a process still writes with key" in refused.err) == (1, True)
    assert run("verify").code == 0, "both may write"


def test_keys_are_rotated_stated_and_retired(run: Run) -> None:
    assert run("office", "create", "yimin", "--name", "移民局", "--rulebook", "R5").code == 0
    old, new = rotated(run)
    assert run("verify").code == 0
    assert run("keys", "retire", old, "--reason", "年度更换", "--format", "json").json == {"retired": old, "offices": 1}
    assert run("verify").code == 0
    refused = run("keys", "retire", new, "--reason", "误")
    assert (refused.code, "rotate it first" in refused.err) == (1, True)
    unknown = run("keys", "retire", "00" * 8, "--reason", "误")
    assert (unknown.code, "no office has stated a key" in unknown.err) == (1, True)


def test_heads_are_signed_with_both_keys_until_the_old_one_is_retired(run: Run) -> None:
    assert run("office", "create", "yimin", "--name", "移民局", "--rulebook", "R5").code == 0
    before = run("log", "head", *OFFICE).out
    old = run("keys", "show", "--format", "json").json["signs_with"][0]
    new = run("keys", "rotate", "signing", "--format", "json").json["signing"]
    head = notes.read(run("log", "head", *OFFICE).out)
    origin = head.text.split("\n")[0]
    both = [notes.Verifier(origin, bytes.fromhex(key)) for key in (old, new)]
    assert len(notes.verified(head, both)) == 2
    assert run("keys", "retire", old, "--reason", "年度更换").code == 0
    alone = notes.read(run("log", "head", *OFFICE).out)
    assert notes.verified(alone, both) == (both[1],)
    assert notes.verified(notes.read(before), both) == (both[0],)
    assert run("verify").code == 0, "heads of before stay good"


def test_a_signing_key_is_not_retired_while_a_running_process_knows_no_newer_one(letters: Desk, run: Run) -> None:
    assert letters.office == "yimin"
    old = run("keys", "show", "--format", "json").json["signs_with"][0]
    assert run("keys", "rotate", "signing").code == 0
    refused = run("keys", "retire", old, "--reason", "年度更换")
    assert (refused.code, "a process still writes with key" in refused.err) == (1, True)


def test_a_key_is_handed_to_another_instance_by_file(letters: Desk, run: Run, tmp_path: Path) -> None:
    assert letters.office == "yimin"
    key = run("keys", "show", "--format", "json").json["writes_with"]
    file = tmp_path / "secret"
    assert run("keys", "export", key, str(file)).code == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert run("keys", "import", str(file), "--format", "json").json == {"mac": key}
    again = run("keys", "export", key, str(file))
    assert (again.code, "exists already" in again.err) == (1, True)
    strange = run("keys", "export", "00" * 8, str(tmp_path / "other"))
    assert (strange.code, "is not here" in strange.err) == (1, True)


BAD: dict[str, Any] = {
    "a receipt": ("--receipt", "{}"),
    "a head": ("--head", "nothing"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_receipt_or_head_is_refused_with_a_sentence(
    letters: Desk, run: Run, tmp_path: Path, what: str
) -> None:
    assert letters.office == "yimin"
    option, text = BAD[what]
    file = tmp_path / "file"
    file.write_text(text, encoding="utf-8")
    refused = run("verify", option, str(file))
    assert (refused.code, "错误 error" in refused.err) == (1, True)


def test_status_says_how_far_each_log_is_signed_and_what_is_refused(
    letters: Desk, run: Run, database: Database
) -> None:
    assert letters.office == "yimin"
    (head,) = run("status", "--format", "json").json["heads"]
    assert (head["size"], head["signed"], head["refused_by"]) == (8, 0, None)
    run("log", "head", *OFFICE)
    (head,) = run("status", "--format", "json").json["heads"]
    assert (head["signed"], head["cosigned"], head["generation"]) == (8, 0, 1)
    letters.letter(DAY)
    tampered(database, "UPDATE ledger.event SET leaf = mac WHERE position = 10")
    assert run("log", "head", *OFFICE).code == 1
    told = run("status")
    assert (told.code, "拒绝 refused: yimin/matters，signer" in told.out) == (1, True)


def test_a_head_of_another_log_or_of_nobody_is_refused_and_says_nothing(
    letters: Desk, run: Run, tmp_path: Path
) -> None:
    assert letters.office == "yimin"
    file = tmp_path / "head"
    text = run("log", "head", *OFFICE).out
    for change, words in (
        (text, ""),
        (text.replace("/yimin/", "/nope/"), "not verified here"),
        (text.replace("\n8\n", "\n9\n"), "is wrong"),
    ):
        file.write_text(change, encoding="utf-8")
        done = run("verify", "--head", str(file))
        assert (done.code, words in done.err) == (1 if words else 0, True)


def test_a_log_that_is_gone_from_the_database_is_missed_by_the_head_that_is_kept(
    letters: Desk, run: Run, database: Database
) -> None:
    assert letters.office == "yimin"
    run("log", "head", *OFFICE)
    assert run("verify").code == 0
    tables = ("cosignature", "checkpoint", "tile", "event", "series", "head")
    tampered(database, *(f"DELETE FROM ledger.{table}" for table in tables))
    done = run("verify")
    assert (done.code, "the head of this log is missing" in done.out) == (1, True)


NAMED = (
    ("head",), ("heads",), ("receipt", "1"), ("refusals",), ("adopt",), ("restored", "--reason", "误"), ("seen",),
    ("succession",), ("export-head",),
)  # fmt: skip


@pytest.mark.parametrize("words", NAMED, ids=lambda words: words[0])
def test_a_log_that_there_is_not_is_said_not_to_be_there(letters: Desk, run: Run, words: tuple[str, ...]) -> None:
    assert letters.office == "yimin"
    refused = run("log", *words, *OFFICE, "--log", "nope")
    assert (refused.code, "没有此日志" in refused.err) == (1, True)


def test_without_a_witness_nothing_is_well_because_nobody_was_asked(letters: Desk, run: Run) -> None:
    assert letters.office == "yimin"
    for words in ("seen", "submit"):
        refused = run("log", words, *OFFICE)
        assert (refused.code, "没有指定见证方" in refused.err) == (1, True)


def test_an_office_in_replayed_time_names_a_witness_too(letters: Desk, run: Run) -> None:
    """At the time of the last event of its log."""
    assert letters.replayed
    vkey = str(notes.Verifier("witness.example/w1", bytes(32), notes.COSIGNATURE))
    named = run("log", "witness-name", "http://127.0.0.1:1", vkey, "--body", "市档案馆", *OFFICE)
    assert (named.code, run("verify").code) == (0, 0)


def test_the_last_key_of_an_instance_is_not_retired(letters: Desk, run: Run) -> None:
    assert letters.office == "yimin"
    own = run("keys", "show", "--format", "json").json["signs_with"][0]
    other = "11" * 32
    assert run("keys", "state", "--name", "B", "--public", other).code == 0
    assert run("keys", "state", "--name", "A", "--public", own).code == 0
    refused = run("keys", "retire", own, "--reason", "误")
    assert (refused.code, "rotate it first" in refused.err) == (1, True)
    assert run("keys", "retire", other, "--reason", "撤回").code == 0


def test_a_restore_is_stated_of_the_log_of_matters_only(letters: Desk, run: Run, database: Database) -> None:
    assert letters.office == "yimin"
    tampered(database, "INSERT INTO ledger.head (office, log, replayed) VALUES ('yimin', 'access', false)")
    refused = run("log", "restored", *OFFICE, "--log", "access", "--reason", "演练")
    assert (refused.code, "日志（access）不能声明恢复" in refused.err) == (1, True)
    assert "log access cannot state its restore" in refused.err
    run("log", "head", *OFFICE)
    asked = run("log", "restored", *OFFICE, "--reason", "演练")
    assert (asked.code, "nothing was lost" in asked.err) == (1, True)


def test_times_of_the_log_are_told_to_the_second_in_the_zone_of_the_office(
    letters: Desk, run: Run, database: Database
) -> None:
    assert letters.office == "yimin"
    vkey = str(notes.Verifier("witness.example/w1", bytes(32), notes.COSIGNATURE))
    assert run("log", "witness-name", "http://127.0.0.1:1", vkey, "--body", "市档案馆", *OFFICE).code == 0
    run("log", "head", *OFFICE)
    tampered(
        database,
        "INSERT INTO ledger.cosignature (office, log, generation, size, witness, line) "
        "SELECT office, log, generation, size, 'witness.example/w1', '' FROM ledger.checkpoint",
        "INSERT INTO ledger.refusal (office, log, refused_by, size, reason) "
        "VALUES ('yimin', 'matters', 'witness.example/w1', 8, '演练')",
    )
    (refused,) = run("log", "refusals", *OFFICE, "--format", "json").json
    (witness,) = run("log", "witnesses", *OFFICE, "--format", "json").json
    for instant in (refused["refused_at"], witness["refused_at"], witness["signed_at"]):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00", instant)
    shown = run("log", "refusals", *OFFICE).out
    assert refused["refused_at"].replace("T", " ") in shown


def test_a_restore_that_took_the_newest_key_along_states_it_again_by_one_that_holds(
    run: Run, database: Database
) -> None:
    assert run("office", "create", "linye", "--name", "林业局", "--rulebook", "R5").code == 0
    of = ("-o", "linye")
    rotated(run)
    assert run("log", "head", *of).code == 0
    saved(database)
    _, newest = rotated(run)
    assert run("log", "head", *of).code == 0
    put_back(database)
    assert run("log", "head", *of).code == 1
    assert run("log", "restored", "--reason", "磁盘损坏", *of).code == 0
    stated = run("keys", "show", "--format", "json").json["stated"]
    assert newest in {each["key"] for each in stated}
    assert run("verify").code == 0
