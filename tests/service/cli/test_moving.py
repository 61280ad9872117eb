"""An office leaves by the command line as one file that its receiver alone can open, and that is on record."""

from __future__ import annotations

import json
import os
import pwd
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.service.cli.acting import Desk
from tests.service.cli.conftest import Run

AT = ("--office", "yimin")
JSON = ("--format", "json")


def test_the_package_is_written_and_all_that_leaves_is_on_record(run: Run, desk: Desk, tmp_path: Path) -> None:
    desk.letter("2026-03-02 10:00")
    assert run("account", "open", "tiantian", *AT, "--person", "田甜").code == 0
    card, package = tmp_path / "there.card", tmp_path / "yimin.package"
    made = run("office", "receiver", "--out", str(card))
    assert "指纹 fingerprint" in made.err
    said = run("office", "export", "yimin", "--to", str(card), "--out", str(package), *JSON)
    assert said.code == 0, said.err
    told = said.json
    assert (told["office"], told["logs"], told["shared"]) == ("yimin", 2, False)
    assert stat.S_IMODE(package.stat().st_mode) == 0o600
    assert package.read_bytes().startswith(b"zhuoluo-office/1\n")
    (read,) = [each for each in _reads(run) if each["what"].startswith("office-package")]
    assert (read["action"], read["allowed"]) == ("list", True)


def _reads(run: Run) -> list[dict[str, Any]]:
    console = f"{pwd.getpwuid(os.getuid()).pw_name}@console"
    found: list[dict[str, Any]] = json.loads(run("access", "by", console, *AT, *JSON).out)
    return found


def test_where_the_office_is_the_package_is_refused_and_nothing_is_written(
    run: Run, desk: Desk, tmp_path: Path
) -> None:
    desk.letter("2026-03-02 10:00")
    card, package = tmp_path / "there.card", tmp_path / "yimin.package"
    run("office", "receiver", "--out", str(card))
    key = run("office", "export", "yimin", "--to", str(card), "--out", str(package), *JSON).json["verifiers"][0]
    refused = run("office", "import", str(package), "--key", key)
    assert refused.code == 1
    assert "本实例已有机构" in refused.err
    assert run("office", "export", "yimin", "--to", str(card), "--out", str(package)).code == 1, (
        "nothing is written over"
    )


@pytest.mark.usefixtures("desk")
def test_what_is_no_card_no_key_and_no_package_is_said_to_be_so(run: Run, tmp_path: Path) -> None:
    junk = tmp_path / "junk"
    junk.write_bytes(b"{}")
    out = tmp_path / "out"
    no_card = run("office", "export", "yimin", "--to", str(junk), "--out", str(out))
    assert (no_card.code, out.exists()) == (1, False)
    assert "不是收件名片" in no_card.err
    assert run("office", "import", str(junk), "--key", "no key").code == 1
    card = tmp_path / "there.card"
    run("office", "receiver", "--out", str(card))
    unknown = run("office", "export", "nobody", "--to", str(card), "--out", str(out))
    assert (unknown.code, out.exists()) == (1, False)
