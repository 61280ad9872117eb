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


def test_a_document_is_issued_into_a_file_once_for_a_key(told: Run, tmp_path: Path) -> None:
    one, two = tmp_path / "one.pdf", tmp_path / "two.pdf"
    words = ("issue", NUMBER, "slip", "-o", OFFICE, "--as", "田甜", "--key", "k", "--format", "json", "--out")
    first, again = told(*words, str(one)), told(*words, str(two))
    assert (first.code, again.code) == (0, 0)
    assert one.read_bytes() == two.read_bytes()
    assert "信转〔2026〕1号" in text(one.read_bytes())


def test_many_are_issued_in_one_go_and_a_second_go_only_writes_what_is_missing(told: Run, tmp_path: Path) -> None:
    numbers, folder = tmp_path / "numbers.txt", tmp_path / "papers"
    rows = told("list", "register", "-o", OFFICE, "--format", "json").json
    numbers.write_text("\n".join([*(row["number"] for row in rows), "信〔2026〕9999", ""]), encoding="utf-8")
    where = ("-o", OFFICE, "--numbers", str(numbers), "--folder", str(folder), "--format", "json")
    words = ("issue-many", "slip", *where)
    first = told(*words)
    papers = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert first.code == 1, "one is not there"
    assert {row["petition"] for row in first.json} == {"信〔2026〕9999"} | {
        row["number"] for row in rows if not any(name.startswith(row["number"]) for name in papers)
    }
    given = {name.removesuffix(".pdf").partition(" ")[2]: text(pdf) for name, pdf in papers.items() if " " in name}
    assert all(number in page for number, page in given.items())
    assert set(given) == {f"信转〔2026〕{n}号" for n in range(1, len(given) + 1)}
    assert len(given) > 1
    gone = min(papers)
    (folder / gone).unlink()
    second = told(*words)
    assert second.json == first.json
    assert f"此前已出具 before: {len(papers)}" in second.err
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == papers
