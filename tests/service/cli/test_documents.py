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


def test_an_office_puts_its_own_template_in_place_and_later_documents_are_set_by_it(told: Run, tmp_path: Path) -> None:
    template, pdf, at = tmp_path / "slip.typ", tmp_path / "slip.pdf", ("-o", OFFICE)
    assert told("template", "get", "slip.typ", *at, "--out", str(template)).code == 0
    template.write_text(template.read_text(encoding="utf-8").replace("你单位", "贵单位"), encoding="utf-8")
    assert told("template", "preview", "slip", str(template), *at, "--out", str(pdf)).code == 0
    assert "贵单位" in text(pdf.read_bytes())
    assert told("template", "check", "slip.typ", str(template), *at).code == 0
    assert not any(row["own"] for row in told("template", "list", *at, "--format", "json").json), "it was only checked"
    assert told("template", "use", "slip.typ", str(template), *at).code == 0
    assert [row["document"] for row in told("template", "list", *at, "--format", "json").json if row["own"]] == ["slip"]
    told("issue", NUMBER, "slip", *at, "--as", "田甜", "--out", str(pdf))
    assert "贵单位" in text(pdf.read_bytes())
    assert told("template", "drop", "slip.typ", *at).code == 0
    told("document", NUMBER, "slip", *at, "--out", str(pdf))
    assert "贵单位" not in text(pdf.read_bytes())


def test_a_template_that_loses_the_number_is_not_put_in_place(told: Run, tmp_path: Path, home: Path) -> None:
    template, at = tmp_path / "slip.typ", ("-o", OFFICE)
    told("template", "get", "slip.typ", *at, "--out", str(template))
    template.write_text(template.read_text(encoding="utf-8").replace("#head(title)", ""), encoding="utf-8")
    refused = told("template", "use", "slip.typ", str(template), *at, "--format", "json")
    assert (refused.code, refused.json) == (1, [{"document": "slip", "lacking": "number", "unprinted": ""}])
    template.write_text("#missing", encoding="utf-8")
    broken = told("template", "use", "slip.typ", str(template), *at)
    assert (broken.code, "slip.typ, line 1, column 2: unknown variable: missing" in broken.err) == (1, True)
    assert not (home / "templates").exists()
    assert told("template", "list", "-o", "nowhere").code == 1
