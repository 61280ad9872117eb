"""Official documents from the command line: which can be drawn up, and each as a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.documents.kinds import KINDS
from service.database import Database
from service.demo import story
from service.runtime import assembled
from service.settings import Settings
from tests.service.cli.conftest import Run
from tests.service.documents.reading import text

OFFICE = "yimin-demo"
NUMBER = "信〔2026〕0002"


@pytest.fixture
def told(run: Run, database: Database, home: Path) -> Run:
    with assembled(Settings(home), database) as instance:
        story.load(instance, lambda _done, _total: None)
    return run


def test_documents_are_listed_with_what_they_lack_and_drawn_up_into_a_file(told: Run, tmp_path: Path) -> None:
    listed = told("document", NUMBER, "-o", OFFICE, "--format", "json").json
    assert [row["document"] for row in listed] == list(KINDS)
    lacking = {row["document"] for row in listed if row["missing"]}
    assert "registration" not in lacking
    assert lacking, "some cannot be drawn up yet"
    target = tmp_path / "sheet.pdf"
    drawn = told("document", NUMBER, "registration", "-o", OFFICE, "--out", str(target))
    assert drawn.code == 0
    assert NUMBER in text(target.read_bytes())
    kind = min(lacking)
    refused = told("document", NUMBER, kind, "-o", OFFICE, "--out", str(tmp_path / "none.pdf"))
    assert (refused.code, (tmp_path / "none.pdf").exists()) == (1, False)
    assert KINDS[kind].zh in refused.err
