"""Attachments at the command line: put in, listed, taken out; verified, swept; and every failure in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.attachments.store import Store
from tests.service.attachments import files
from tests.service.cli.acting import Desk
from tests.service.cli.conftest import Run, desk, run

__all__ = ["desk", "run"]
OFFICE = ("--office", "yimin")


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "来信.pdf"
    path.write_bytes(files.pdf())
    return path


def test_files_are_put_in_listed_and_taken_out(run: Run, desk: Desk, letter: Path, tmp_path: Path) -> None:
    p = desk.visit("2026-01-05")
    photo = tmp_path / "a.png"
    photo.write_bytes(files.png())
    assert run("attach", p, str(letter), str(photo), *OFFICE, "--paper", "letter", "--pages", "2").code == 0
    listed = run("attachments", p, *OFFICE, "--format", "json").json
    assert [(each["file_name"], each["pages"], each["standing"]) for each in listed] == [
        ("来信.pdf", 2, "unscanned"),
        ("a.png", 2, "unscanned"),
    ]
    out = tmp_path / "out.pdf"
    assert run("attachment", "get", p, listed[0]["id"][:8], *OFFICE, "--output", str(out)).code == 0
    assert out.read_bytes() == files.pdf()
    again = run("attachment", "get", p, listed[0]["id"], *OFFICE, "--output", str(out))
    assert (again.code, "exists" in again.err) == (1, True)
    unknown = run("attachment", "get", p, "ffff", *OFFICE)
    assert (unknown.code, "没有附件" in unknown.err) == (1, True)


def test_what_is_not_taken_is_said_in_a_sentence(run: Run, desk: Desk, tmp_path: Path) -> None:
    p = desk.visit("2026-01-05")
    program = tmp_path / "a.pdf"
    program.write_bytes(files.REFUSED["program of Windows"])
    said = run("attach", p, str(program), *OFFICE)
    assert (said.code, "not taken" in said.err) == (1, True)
    assert run("attachments", p, *OFFICE, "--format", "json").json == []


def test_verify_names_the_file_that_was_changed_and_ends_with_1(run: Run, desk: Desk, letter: Path, home: Path) -> None:
    p = desk.visit("2026-01-05")
    run("attach", p, str(letter), *OFFICE)
    sound = run("verify")
    assert (sound.code, "附件 attachments: 1" in sound.out) == (0, True)
    (kept,) = Store(home / "attachments").files()
    kept.path.write_bytes(kept.path.read_bytes()[:-1])
    damaged = run("verify")
    assert damaged.code == 1
    assert f"mismatch 内容不符: yimin {p} " in damaged.out
    assert kept.name in damaged.out
    assert run("verify", "--format", "json").json[-1]["problems"][0]["petition"] == p
    assert run("verify", "--without-attachments").code == 0


def test_waiting_files_are_put_in_for_the_scanner_once_there_is_one(
    run: Run, desk: Desk, letter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    p = desk.visit("2026-01-05")
    run("attach", p, str(letter), *OFFICE)
    monkeypatch.setenv("ZHUOLUO_SCANNER", "unix:/nowhere/clamd.ctl")
    assert "waiting: 1，新排入 put in: 1" in run("attachment", "scan", *OFFICE).out
    refused = run("attachment", "get", p, run("attachments", p, *OFFICE, "--format", "json").json[0]["id"], *OFFICE)
    assert (refused.code, "未查毒" in refused.err) == (1, True)
    assert "swept away: 0" in run("attachment", "sweep").out
