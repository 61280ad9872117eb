"""The sample and the mappings are found in a checkout and in an installed program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from service.exchange.mappings import mappings
from service.exchange.samples import sample

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = "uk_wpq/2024-09.changes.csv"
PROGRAM = f"""
import sys
sys.path.insert(0, sys.argv[1])
from service.exchange import mappings, samples
print(samples.sample({SAMPLE!r}), *mappings.mappings())
"""


def test_a_sample_has_its_source_beside_it() -> None:
    assert sample(SAMPLE).is_file()
    assert "CC-BY-4.0" in sample("uk_wpq/SOURCE.md").read_text(encoding="utf-8")
    with pytest.raises(LookupError, match=r"no sample 'none\.csv'"):
        sample("none.csv")


def test_the_wheel_carries_both(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").iterdir()
    with ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    said = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout.split()
    assert said == [str(tmp_path / "zhuoluo_samples" / SAMPLE), *mappings()]
