"""`zhuoluo list entered-late`, `excused` and `excused-by-person`, for people and for scripts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.api.callers import DEPUTY, HANDLER
from tests.service.cli.acting import SHEET, Desk
from tests.service.cli.conftest import Run

NINE = "2026-01-20 09:00"
REASON = "当日只有一人值班"
ON = ("--on", "2026-03-01")


def visit(desk: Desk, receivers: list[str], **register: Any) -> str:
    """A visit to the hall on 20 January, instructed upon; the petition's id."""
    details: dict[str, Any] = {**SHEET, "receivers": receivers}
    petition: str = desk.do("receive", on=NINE, channel="visit", place="hall", details=details)["petition"]
    desk.do("register", petition, NINE, **register)
    desk.do("submit", petition, NINE, to="倪虹")
    desk.do("instruct", petition, NINE, by=DEPUTY, text="后扶科办理")
    return petition


def answer(desk: Desk, petition: str, entered: str) -> None:
    """It is said to have been answered on 18 February, the day before the end."""
    said = {"reply_kind": "result", "text": "已修复", "delivered": True, "recorded_at": entered}
    desk.do("answer", petition, "2026-02-18", by=HANDLER, **said)


@pytest.fixture
def back_dated(desk: Desk) -> str:
    """The one of two petitions that was registered with a reason and whose answer was entered after the end."""
    honest, other = visit(desk, ["田甜", "罗辉"]), visit(desk, ["田甜"], already_done=REASON)
    answer(desk, honest, "2026-02-18T17:00:00+08:00")
    answer(desk, other, "2026-02-24T09:00:00+08:00")
    return other


def test_what_is_said_to_be_in_time_and_was_entered_late_is_printed(back_dated: str, run: Run) -> None:
    words = ("list", "entered-late", "-o", "yimin", *ON)
    said = run(*words)
    assert said.code == 0, said.err
    assert "迟补录 said to be in time, entered late" in said.out
    for each in ("R5.12", "answer_hall", "2026-02-18", "2026-02-19", "2026-02-24", "柳青", "1 行 rows"):
        assert each in said.out
    (row,) = run(*words, "--format", "json").json
    assert (row["petition"], row["occurred"], row["due"]) == (back_dated, "2026-02-18", "2026-02-19")
    assert run(*words, "--as-of", "2026-02-23T09:00:00+08:00", "--format", "json").json == []
    assert run(*words, "--unit", "信访科", "--format", "json").json == []


def test_what_was_entered_with_a_reason_is_printed_without_its_words_and_counted_by_person(
    back_dated: str, run: Run
) -> None:
    said = run("list", "excused", "-o", "yimin", *ON)
    assert said.code == 0, said.err
    assert "R5.3" in said.out
    assert REASON not in said.out
    (row,) = run("list", "excused", "-o", "yimin", *ON, "--format", "json").json
    assert (row["petition"], row["event"], row["person"]) == (back_dated, "Registered", "田甜")
    assert [each["entry"] for each in row["breaches"]] == ["two_receivers"]
    counted = ("list", "excused-by-person", "-o", "yimin", *ON)
    assert "田甜" in run(*counted).out
    assert run(*counted, "--format", "json").json == [{"person": "田甜", "acts": 1, "breaches": 1}]


def test_petitions_channels_do_not_go_with_what_was_entered(back_dated: str, run: Run) -> None:
    del back_dated
    for what in ("entered-late", "excused", "excused-by-person"):
        assert run("list", what, "-o", "yimin", "--channel", "visit").code == 2
