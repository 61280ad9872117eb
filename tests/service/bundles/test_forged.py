"""What an office could forge in its own bundle is found where something proved says otherwise; else it is told."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.bundles.history import WITHHELD
from service.bundles.verifier import grounds
from service.bundles.verifier.files import Bundle, printable
from service.runtime import Instance
from tests.service.api.callers import Caller
from tests.service.api.test_organisation import published
from tests.service.bundles.conftest import (
    CONSISTENT,
    SHEET,
    Auditor,
    bundle,
    digest,
    fault,
    lay,
    packed,
    resealed,
    unpacked,
)

Files = dict[str, bytes]

BOOK, GROUND = "R5@2022-05-27", "S1@2022-05-01"
FORGED = b'[book]\nid = "R5"\nvalid_from = 2022-05-27\n'
WORD = "are the office's word: nothing signed speaks for them"


@pytest.fixture
def given(instance: Instance, visit: str) -> Files:
    return unpacked(bundle(instance, visit))


@pytest.fixture
def opened(instance: Instance, visit: str) -> Files:
    return unpacked(bundle(instance, visit, opened=True))


def told(files: Files) -> Any:
    return json.loads(files["manifest.json"])


def line_of(out: str, words: str) -> str:
    """The one line that has these words."""
    (found,) = [line for line in out.split("\n") if words in line]
    return found


def test_the_files_as_they_came_are_right(given: Files, opened: Files) -> None:
    assert fault(resealed(given)) == fault(resealed(opened)) == ""


# ---- rulebooks and calendars


def entry(reference: str, text: bytes, ground: str = "", parent: str = "") -> dict[str, str]:
    """How a manifest lists a book; `ground`: the digest of its parent."""
    file = f"rulebooks/{digest(text)[:8]}.toml"
    return {
        "reference": reference,
        "file": file,
        "digest": digest(ground.encode() + b"\n" + text),
        "extends": parent,
    }


def with_books(given: Files, text: bytes, rulebooks: list[dict[str, str]]) -> str:
    return fault(resealed({**given, f"rulebooks/{digest(text)[:8]}.toml": text}, rulebooks=rulebooks))


def test_a_forged_text_listed_beside_the_adopted_one_is_found_before_and_behind_it(given: Files) -> None:
    real = told(given)["rulebooks"]
    forged = entry(BOOK, FORGED, real[0]["digest"], GROUND)
    for rulebooks in ([real[0], forged, real[1]], [*real, forged]):
        assert with_books(given, FORGED, rulebooks) == f"manifest.json: 规则列了两次 {BOOK} lists {BOOK} twice"


@pytest.mark.parametrize("parent", ["F@2026-01-01", ""])
def test_an_invented_book_is_found_whether_or_not_another_extends_it(given: Files, parent: str) -> None:
    text = b'[book]\nid = "F"\nvalid_from = 2026-01-01\n# G\n'
    first = entry("F@2026-01-01", text)
    second = entry("G@2026-01-01", text, first["digest"] if parent else "", parent)
    said = with_books(given, text, [*told(given)["rulebooks"], first, second])
    assert said.startswith("manifest.json: 机构未采用 G@2026-01-01")


def test_an_invented_book_that_extends_itself_is_found(given: Files) -> None:
    text = b'[book]\nid = "F"\nvalid_from = 2026-01-01\n'
    alone = entry("F@2026-01-01", text)
    itself = entry("F@2026-01-01", text, alone["digest"], "F@2026-01-01")
    real = told(given)["rulebooks"]
    assert "lists F@2026-01-01 not before" in with_books(given, text, [*real, itself])
    assert "规则列了两次 F@2026-01-01" in with_books(given, text, [*real, alone, itself])


def test_the_ground_of_an_adopted_book_under_another_name_is_found(given: Files) -> None:
    ground, book = told(given)["rulebooks"]
    renamed = [{**ground, "reference": "S1@2099-01-01"}, {**book, "extends": "S1@2099-01-01"}]
    assert "原文不是 S1@2099-01-01" in fault(resealed(given, rulebooks=renamed))


def test_a_book_that_the_office_adopted_and_no_event_names_is_found(
    instance: Instance, office: Caller, visit: str
) -> None:
    """It would say that a petition was handled by what came later."""
    assert published(office, 20, recorded_at="2026-01-27T09:00:00+08:00").status_code == 200
    later = office.do("receive", on="2026-01-28", channel="visit", place="hall", details=SHEET)["petition"]
    mine, its = (unpacked(bundle(instance, each)) for each in (visit, later))
    added = {name: its[name] for name in its if name.startswith(("rulebooks/", "office/")) and name not in mine}
    assert mine["checkpoint"] == its["checkpoint"]
    assert fault(its) == ""
    said = fault(resealed({**mine, **added}, rulebooks=told(its)["rulebooks"]))
    assert said.startswith("manifest.json: 机构未采用 own@2026-01-01"), said


def test_a_calendar_that_no_event_names_is_found_and_one_listed_twice(given: Files) -> None:
    (real,) = told(given)["calendars"]
    said = json.loads(given[real["file"]])
    said["own"] = [{"day": "2026-01-22", "working": False, "name": "停电", "paper": ""}]
    files = {**given, "calendars/made.json": json.dumps(said).encode()}
    made = {"file": "calendars/made.json"}
    made["digest"] = grounds.calendar(Bundle(files), made)
    assert made["digest"] != real["digest"]
    assert f"lists {made['digest']}, which no event names" in fault(resealed(files, calendars=[real, made]))
    assert "日历列了两次" in fault(resealed(given, calendars=[real, real]))


def test_when_every_book_and_calendar_is_said_to_be_elsewhere_nothing_is_said_of_their_agreement(
    given: Files, auditor: Auditor
) -> None:
    whole = line_of(auditor.verify(packed(given)).out, "规则 2 部")
    assert whole.startswith("✓")
    assert "一致" in whole
    (calendar,) = told(given)["calendars"]
    files = {name: each for name, each in given.items() if not name.startswith(("rulebooks/", "calendars/"))}
    away = {"rulebooks": [], "calendars": [], "not_at_hand": [BOOK, calendar["digest"]]}
    said = auditor.verify(packed(resealed(files, **away)))
    line = line_of(said.out, "规则 0 部")
    assert (said.code, line[0], "一致" in line, "those that the events name" in line) == (CONSISTENT, "!", False, False)
    assert "2 that the events name are not in the bundle and were not checked" in line
    assert BOOK in line


def test_what_no_event_names_is_not_said_to_be_elsewhere(given: Files) -> None:
    for strange in ("F@2026-01-01", GROUND, BOOK):
        assert "which no event names or which is there" in fault(resealed(given, not_at_hand=[strange])), strange


# ---- personal values


def personal(given: Files, value: str) -> Files:
    """A personal value told otherwise."""
    history = given["history.json"].decode()
    assert WITHHELD in history
    return {**given, "history.json": history.replace(WITHHELD, value, 1).encode()}


def test_a_personal_value_told_in_a_history_that_leaves_them_out_is_found(given: Files) -> None:
    said = fault(resealed(personal(given, "张三：我撤回控告，一切属实")))
    assert said.startswith("history.json: 第 1 版与事件不符"), said
    for other in ("", "[未公开]"):
        assert fault(resealed(personal(given, other))) != ""


def test_personal_values_that_are_opened_are_told_as_the_offices_word(opened: Files, auditor: Auditor) -> None:
    forged = opened["history.json"].decode().replace("焦桂英", "张三")
    said = auditor.verify(packed(resealed({**opened, "history.json": forged.encode()})))
    line = line_of(said.out, "history.json")
    assert (said.code, line[0], "personal values are the office's word" in line) == (CONSISTENT, "!", True)


def test_whether_they_are_opened_is_told_once(given: Files, opened: Files) -> None:
    assert "是否公开与清单不符" in fault(resealed(given, opened=True))
    assert "是否公开与清单不符" in fault(resealed(opened, opened=False))
    assert "是否公开与清单不符" in fault(resealed({**given, "history.json": opened["history.json"]}))
    yes = json.dumps(json.loads(opened["history.json"]) | {"opened": 1}).encode()
    assert "是否公开与清单不符" in fault(resealed({**opened, "history.json": yes}, opened=1))


def test_a_history_says_nothing_beside_the_events_and_nothing_twice(given: Files) -> None:
    more = json.dumps(json.loads(given["history.json"]) | {"remark": "属实"}).encode()
    assert "history.json: 不是经过" in fault(resealed({**given, "history.json": more}))
    twice = given["history.json"].replace(b'"channel"', b'"channel": "letter", "channel"', 1)
    assert json.loads(twice) == json.loads(given["history.json"])
    assert "a name stands twice" in fault(resealed({**given, "history.json": twice}))


# ---- the office's word


def _history(given: Files) -> Files:
    return resealed({**given, "history.txt": "信访人已撤回。\n".encode()})


def _made(given: Files) -> Files:
    return resealed(given, made={"by": "省纪委", "at": "2020-01-01T00:00:00Z", "with": "x"})


def _known_at(given: Files) -> Files:
    return resealed(given, known_at=999)


def _more(given: Files) -> Files:
    return resealed(given, remark="属实")


@pytest.mark.parametrize(
    ("forged", "word"), [(_history, "history.txt"), (_made, "made"), (_known_at, "known_at"), (_more, "remark")]
)
def test_what_nothing_proved_speaks_for_is_marked_as_the_offices_word(
    given: Files, auditor: Auditor, forged: Callable[[Files], Files], word: str
) -> None:
    said = auditor.verify(packed(forged(given)))
    line = line_of(said.out, WORD)
    assert (said.code, line[0], word in line) == (CONSISTENT, "!", True), said.out
    assert "README.md, history.txt；manifest.json 的 known_at, made" in line


def test_the_name_of_the_office_is_the_one_by_which_it_was_founded(given: Files, auditor: Auditor) -> None:
    assert "机构 yimin 移民局" in auditor.verify(packed(given)).out
    assert fault(resealed(given, office_name="国家信访局")).startswith("manifest.json: 机构名称与设立事件不符")


# ---- what a terminal shows


STRANGE = "a\x1b[2K\r\n✓ 核验通过\u202e.txt"
SPELLED = "a\\x1b[2K\\r\\n✓ 核验通过\\u202e.txt"


def test_the_name_of_a_file_moves_nothing_on_the_terminal(given: Files, auditor: Auditor) -> None:
    said = auditor.verify(packed({**given, STRANGE: b"x"}))
    assert (said.code, line_of(said.out, SPELLED)[0]) == (CONSISTENT, "!")
    inside = auditor.verify(packed({**given, f"events/{STRANGE}": b"x"}))
    assert (inside.code, line_of(inside.out, SPELLED)[0]) == (1, "✗")
    assert all(line.isprintable() for line in (said.out + inside.out).split("\n"))


def test_a_file_whose_name_is_no_text_is_named_all_the_same(given: Files, auditor: Auditor, tmp_path: Path) -> None:
    folder = lay(tmp_path / "unpacked", given)
    (folder / os.fsdecode(b"\xff.txt")).write_bytes(b"x")
    said = auditor.run(folder / "verify.py")
    assert (said.code, line_of(said.out, "\\udcff.txt")[0]) == (CONSISTENT, "!")


def test_what_can_be_printed_is_printed_as_it_is() -> None:
    for plain in ("机构未采用 R5@2022-05-27", "✗ office/000001.record: ! —"):
        assert printable(plain) == plain
