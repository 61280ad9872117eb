"""Bundles and receipts that a release has made verify for ever: by their own program, and by today's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from service.bundles.single import verify_py
from tests.service.bundles.conftest import Auditor, packed, unpacked
from tests.service.bundles.keeping import RECEIPT, RELEASED

KEPT = sorted(path for path in RELEASED.glob("*/bundles/*") if path.suffix != ".key")
ZIPS = [path for path in KEPT if path.suffix == ".zip"]


def key(kept: Path) -> str:
    return kept.with_name(f"{kept.name}.key").read_text(encoding="utf-8").strip()


def called(path: Path) -> str:
    return f"{path.parts[-3]} {path.name}"


def by_today(kept: Path, folder: Path, content: bytes) -> int:
    """The exit code of today's verify.py about what was kept."""
    (folder / "verify.py").write_bytes(verify_py())
    (folder / kept.name).write_bytes(content)
    run = [sys.executable, "-I", "-S", "verify.py", kept.name, "--key", key(kept)]
    return subprocess.run(run, cwd=folder, capture_output=True, check=False).returncode


def test_something_of_every_kind_is_kept() -> None:
    assert {path.name for path in KEPT} == {"petition.zip", "petition-opened.zip", "report.zip", RECEIPT}


@pytest.mark.parametrize("kept", KEPT, ids=called)
def test_what_was_released_verifies_by_the_program_of_today(kept: Path, tmp_path: Path) -> None:
    assert by_today(kept, tmp_path, kept.read_bytes()) == 0


@pytest.mark.parametrize("kept", ZIPS, ids=called)
def test_it_verifies_by_the_program_that_came_with_it(kept: Path, auditor: Auditor) -> None:
    assert auditor.verify(kept.read_bytes(), "--key", key(kept)).code == 0


@pytest.mark.parametrize("kept", ZIPS, ids=called)
def test_one_that_was_changed_does_not(kept: Path, tmp_path: Path) -> None:
    """The control: a letter of an event."""
    files = unpacked(kept.read_bytes())
    name = next(name for name in files if name.endswith(".content"))
    changed = packed({**files, name: files[name].replace(b"2026", b"2027", 1) + b" "})
    assert by_today(kept, tmp_path, changed) == 1
