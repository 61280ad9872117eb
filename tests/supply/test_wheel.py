"""The wheel can be made again: another folder, another day, the same bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.supply.bill import BILL
from tests.supply.lock import ROOT

PARTS = ("domain", "projections", "service", "migrations", "tests/data/uk_wpq")
FILES = ("LICENSE", "NOTICE", "README.md", "pyproject.toml", "sbom.cdx.json", ".gitignore")
RELEASED = "1767225600"
"""1 January 2026: the time that the files of the archive are given, in place of that at which they were made."""


def checkout(where: Path, on: float) -> Path:
    """The sources once more, as if they had been fetched at another time, with files of another mode mask."""
    for part in PARTS:
        shutil.copytree(ROOT / part, where / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, where / name)
    for file in where.rglob("*"):
        os.utime(file, (on, on))
    return where


def built(source: Path, released: str, seed: str) -> Path:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": released, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(source / "dist")]
    subprocess.run(command, cwd=source, check=True, capture_output=True, env=environment)
    (file,) = (source / "dist").iterdir()
    return file


def digest(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(checkout(tmp_path_factory.mktemp("one"), 1_700_000_000), RELEASED, "1")


def test_two_builds_in_other_folders_and_at_other_times_are_the_same_bytes(first: Path, tmp_path: Path) -> None:
    second = built(checkout(tmp_path / "a longer name of a folder", 1_764_000_000), RELEASED, "2")
    assert (second.name, digest(second)) == (first.name, digest(first))


def test_a_letter_more_in_a_file_is_other_bytes(first: Path, tmp_path: Path) -> None:
    source = checkout(tmp_path / "changed", 1_700_000_000)
    changed = source / "domain" / "__init__.py"
    changed.write_bytes(changed.read_bytes() + b"\n")
    assert digest(built(source, RELEASED, "1")) != digest(first)


def test_the_files_in_it_have_the_time_of_the_release(first: Path) -> None:
    with ZipFile(first) as archive:
        assert {each.date_time for each in archive.infolist()} == {(2026, 1, 1, 0, 0, 0)}


def test_the_wheel_carries_its_bill_of_materials(first: Path) -> None:
    """Where PEP 770 says, so that whoever examines an environment finds it."""
    with ZipFile(first) as archive:
        (name,) = (each for each in archive.namelist() if "/sboms/" in each)
        assert archive.read(name) == BILL.read_bytes()
