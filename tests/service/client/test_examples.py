"""The examples of docs/client.md do what the page says, as they stand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.service.client.writing import ROOT

GUIDE = ROOT / "docs" / "client.md"
ADDRESS = "http://127.0.0.1:8000"


def examples() -> list[str]:
    return re.findall(r"(?ms)^```python\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"))


def run(parts: list[str], place: str) -> None:
    names: dict[str, Any] = {}
    try:
        for part in parts:
            exec(compile(part.replace(ADDRESS, place), str(GUIDE), "exec"), names)  # noqa: S102 - the page is ours
    finally:
        names["zhuoluo"].close()


def test_the_examples_of_the_guide_do_what_it_says(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    parts = examples()
    assert len(parts) == 9
    assert sum(ADDRESS in part for part in parts) == 2
    run(parts, place)
    assert (tmp_path / "登记表.pdf").read_bytes().startswith(b"%PDF-")


def test_an_example_that_no_longer_holds_is_seen(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: another version in an example, and it fails."""
    monkeypatch.chdir(tmp_path)
    parts = examples()
    wrong = parts[1].replace('("letter", 2)', '("letter", 3)')
    assert wrong != parts[1]
    with pytest.raises(AssertionError):
        run([parts[0], wrong], place)
