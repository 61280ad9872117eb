"""`zhuoluo rulebook`: mistakes of a book with line, entry and what was expected; what enforces a clause; readings."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from service.bundled import newest
from tests.service.cli.conftest import Run, Said

HEAD = """[book]
id = "X1"
valid_from = 2026-01-01
extends = "S1"
zh = "某单位规则"
"""
DUTY = """
[[duty]]
id = "answer"
clause = "X1.1"
zh = "十日内答复"
opens = ["Registered"]
amount = 10
unit = "calendar"
met_by = ["Answered"]
"""
GUARD = """
[[guard]]
id = "two"
clause = "X1.2"
zh = "两人接待"
verb = "Register"
require = { count_at_least = { field = "receivers", n = 2 } }
"""
FORM = """
[[form]]
id = "sheet"
clause = "X1.3"
zh = "登记表"
required = ["name"]
before = ["Register"]
"""
ROUTE = """
[[route]]
id = "own"
clause = "X1.4"
zh = "签批"
when = { source = "direct" }
steps = [
  { id = "sign", event = "Instructed", zh = "签批", posts = ["head"] },
]
"""
DROP = """
[[drop]]
kind = "duty"
id = "objection"
clause = "X1.5"
reason = "不适用"
"""
BOOK = HEAD + DUTY + GUARD + FORM + ROUTE + DROP
MISTAKE = re.compile(r"(?P<file>.*):(?P<line>\d+): (?P<entry>.*): `(?P<word>.*)`：应为 expected (?P<expected>.*)")

Check = Callable[[str], Said]


@pytest.fixture
def check(run: Run, tmp_path: Path) -> Check:
    """Checks a book of this text."""

    def checked(text: str) -> Said:
        file = tmp_path / "own.toml"
        file.write_text(text, encoding="utf-8")
        return run("rulebook", "check", str(file))

    return checked


def test_a_book_without_mistakes_is_told_with_its_parent_entries_and_digest(check: Check) -> None:
    said = check(BOOK)
    assert (said.code, said.err) == (0, "")
    assert "X1@2026-01-01 某单位规则" in said.out
    parent = newest("S1")
    counts = f"duty {len(parent.duties)}，guard {len(parent.guards) + 1}"
    assert f"正确 right，基于 extends S1：{counts}" in said.out, "one duty for one dropped"
    assert re.search(r"^sha256 [0-9a-f]{64}$", said.out, re.MULTILINE)


@pytest.mark.parametrize(
    ("right", "wrong", "line", "entry", "word", "expected"),
    {
        "an event": ('opens = ["Registered"]', 'opens = ["Registred"]', 11, "duty answer", "Registred", "Registered"),
        "a unit": ('unit = "calendar"', 'unit = "days"', 13, "duty answer", "days", "calendar, working"),
        "an amount": ("amount = 10", "amount = -10", 12, "duty answer", "amount", "at least 1"),
        "a key": ('zh = "十日内答复"', 'zx = "十日内答复"', 10, "duty answer", "zx", "zh"),
        "a verb": ('verb = "Register"', 'verb = "Enrol"', 20, "guard two", "Enrol", "Register"),
        "a number left out": (", n = 2", "", 16, "guard two", "n", "required"),
        "a field": ('required = ["name"]', 'required = ["nmae"]', 27, "form sheet", "nmae", "name"),
        "a post": ('posts = ["head"]', 'posts = ["boss"]', 36, "route own", "boss", "deputy_for_petitions"),
        "a fact": ('source = "direct"', 'sauce = "direct"', 34, "route own", "sauce", "source"),
        "a value of a fact": ('source = "direct"', 'source = "moon"', 34, "route own", "moon", "own_case"),
        "what is not inherited": ('id = "objection"', 'id = "objektion"', 41, "drop objektion", "objektion", "handle"),
        "the book it extends": ('extends = "S1"', 'extends = "S9"', 4, "book", "S9", "S1"),
        "its first day": ("valid_from = 2026-01-01", 'valid_from = "soon"', 3, "book", "soon", "date as 2022-05-01"),
        "a kind of entry": ("[[guard]]", "[[gard]]", 16, "the file", "gard", "guard"),
        "no TOML": ("[[form]]", "[[form", 23, "the file", "TOML", "well-formed"),
    }.values(),
)
def test_a_mistake_is_named_with_its_line_its_entry_and_what_was_expected(
    check: Check, right: str, wrong: str, line: int, entry: str, word: str, expected: str
) -> None:
    assert BOOK.count(right) == 1, right
    said = check(BOOK.replace(right, wrong))
    assert said.code == 1
    assert "处错误 mistakes" in said.err
    found = MISTAKE.search(said.out)
    assert found is not None, said.out
    assert (int(found["line"]), found["entry"], found["word"]) == (line, entry, word), said.out
    assert expected in found["expected"]
    assert found["file"].endswith("own.toml")


def test_all_mistakes_are_named_at_once_not_only_the_first(check: Check) -> None:
    wrong = BOOK.replace('unit = "calendar"', 'unit = "days"').replace('"head"', '"boss"').replace('"name"', '"nmae"')
    said = check(wrong)
    assert said.code == 1
    assert {found["word"] for found in MISTAKE.finditer(said.out)} == {"days", "boss", "nmae"}
    assert "3 处错误 mistakes" in said.err


def test_a_file_that_is_no_text_or_not_there_is_a_wrong_question(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_bytes("规则".encode("gb18030"))
    said = run("rulebook", "check", str(file))
    assert said.code == 2
    assert "UTF-8" in said.err
    assert run("rulebook", "check", str(tmp_path / "nowhere.toml")).code == 2


def test_matters_with_two_routes_or_none_are_listed(check: Check) -> None:
    assert "无路线 no route" in check(BOOK).out, "what a superior forwards has none"
    second = ROUTE.replace('id = "own"', 'id = "other"').replace("X1.4", "X1.6")
    assert "own 先于 before other" in check(BOOK + second).out
    whole = BOOK.replace('when = { source = "direct" }\n', "")
    assert "路线无重叠、无空缺 no overlap and no gap of routes" in check(whole).out


@pytest.mark.parametrize("name", ["R1", "R2", "R3", "R4", "R5", "R6", "S1", "plain"])
def test_the_books_of_the_program_have_no_mistake(run: Run, tmp_path: Path, name: str) -> None:
    file = tmp_path / f"{name}.toml"
    file.write_bytes((files("domain") / "rulebooks" / f"{name}.toml").read_bytes())
    said = run("rulebook", "check", str(file))
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"{name}@")


def test_a_clause_is_shown_with_its_words_what_enforces_it_and_its_tests(run: Run) -> None:
    said = run("rulebook", "show", "R5.12")
    assert said.code == 0
    first, *_ = said.out.splitlines()
    assert first == "### R5.12"
    assert "应在30日内向群众答复，需要延期的最长不得超过60日" in said.out
    assert "* duty `answer_hall`" in said.out
    assert "30 calendar days from received, roll none" in said.out
    assert "extension total 60" in said.out
    assert re.search(r"^\* test `tests/clauses/\S+\.py` ", said.out, re.MULTILINE)


def test_a_clause_of_the_national_regulation_is_shown_too(run: Run) -> None:
    said = run("rulebook", "show", "S1.34")
    assert said.code == 0
    assert "* duty `handle`" in said.out
    assert "信访工作条例" in said.out


def test_a_clause_that_no_entry_carries_says_what_accounts_for_it(run: Run) -> None:
    """R4.1 is kept by figures: receivers and their ratings."""
    assert "* receivers of each petition" in run("rulebook", "show", "R4.1").out


def test_a_clause_that_is_none_is_refused_with_the_nearest(run: Run) -> None:
    said = run("rulebook", "show", "R5.13")
    assert (said.code, said.out) == (1, "")
    assert "no clause 'R5.13'" in said.err
    assert "R5.12" in said.err


def test_how_an_office_reads_its_rules_is_told_for_each_question(run: Run) -> None:
    rows = run("rulebook", "readings", "R5", "--format", "json").json
    hall = [row for row in rows if row["clause"] == "R5.12"]
    assert any("30日（自然日） calendar days" in row["reads"] and "不顺延" in row["reads"] for row in hall)
    assert any("总共 in all 60日" in row["reads"] for row in hall)
    assert all('id = "answer_hall"' in row["how"] for row in hall)
    assert any("5人 people: visit" in row["reads"] for row in rows)
    assert "本机关如何理解规则" in run("rulebook", "readings", "R5").out


def test_two_offices_read_the_same_question_differently(run: Run) -> None:
    collective = {
        book: next(row["reads"] for row in run("rulebook", "readings", book, "--format", "json").json)
        for book in ("R4", "R5")
    }
    assert collective == {"R4": "5人 people: visit, letter", "R5": "5人 people: visit"}


def test_the_readings_of_a_book_that_is_none_are_refused(run: Run) -> None:
    said = run("rulebook", "readings", "R9")
    assert (said.code, said.out) == (1, "")
    assert "R9" in said.err
    assert "R5" in said.err, "those that there are"


@pytest.mark.parametrize("text", ["", "# nothing but words\n", "book = 3\n", "book = []\n"])
def test_a_file_that_holds_no_book_is_told_so_and_is_no_fault_of_the_program(
    run: Run, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    said = run("rulebook", "check", str(file))
    assert said.code == 1
    assert "own.toml:1: book" in said.out
