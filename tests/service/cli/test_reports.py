"""`zhuoluo report`: for people and for scripts, with an exit code that says whether a report is what it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.service.api.callers import Caller
from tests.service.cli.acting import Desk
from tests.service.cli.conftest import Run, Said

AT = ("--at", "2026-03-02T09:00:00+08:00")
ONE = "2026-01-1"


@pytest.fixture
def office(desk: Desk) -> Desk:
    """An office under R5 with two letters of January."""
    for day in ("2026-01-05 09:00", "2026-01-12 09:00"):
        desk.letter(day)
    return desk


def act(run: Run, *words: str, by: str = "周静", office: str = "yimin") -> Said:
    return run("report", *words, "-o", office, "--as", by, *AT)


def sent(run: Run, period: str = "2026-01", report: str = ONE) -> None:
    for words, by in (
        (("draft", period), "周静"),
        (("check", report), "吴敏"),
        (("sign", report, "--post", "head"), "韩德胜"),
        (("send", report, "--to", "市信访局"), "周静"),
    ):
        said = act(run, *words, by=by)
        assert said.code == 0, said.err


def exported(run: Run, to: Path, *words: str) -> Path:
    said = run("report", "export", ONE, "-o", "yimin", "--to", str(to), *words)
    assert (said.code, str(to) in said.out) == (0, True)
    return to


@pytest.mark.clause("R2.6")
def test_a_report_goes_its_way_at_a_terminal(office: Desk, run: Run, tmp_path: Path) -> None:
    del office
    drafted = act(run, "draft", "2026-01", "--format", "json").json
    assert (drafted["report"], drafted["standing"], len(drafted["digest"])) == (ONE, "drafted", 64)
    for words, by, standing in (
        (("check", ONE), "吴敏", "checked"),
        (("sign", ONE, "--post", "head"), "韩德胜", "signed"),
        (("send", ONE, "--to", "市信访局"), "周静", "sent"),
    ):
        assert act(run, *words, "--format", "json", by=by).json["standing"] == standing
    said = run("report", "verify", str(exported(run, tmp_path / "r.json")))
    assert (said.code, said.err) == (0, "")
    assert "一致 sound" in said.out
    assert "凭台账 by the ledger" in said.out


def test_the_list_of_a_year_and_one_report_are_printed(office: Desk, run: Run) -> None:
    del office
    sent(run)
    listed = run("report", "list", "-o", "yimin", "--year", "2026")
    assert listed.code == 0
    assert all(words in listed.out for words in (ONE, "已报送 sent", "韩德胜", "市信访局"))
    (own,) = run("report", "list", "-o", "yimin", "--year", "2026", "--format", "json").json["own"]
    assert (own["report"], own["standing"]) == (ONE, "sent")
    shown = run("report", "show", ONE, "-o", "yimin")
    assert all(
        words in shown.out
        for words in ("来信来访数量", "facts-of-the-period/", "重放时间 replayed time", "摘要 digest")
    )
    said = run("report", "show", ONE, "-o", "yimin", "--format", "json").json
    assert said["content"]["basis"]["position"] == said["report"]["position"]


def test_what_came_late_is_printed_as_an_adjustment(office: Desk, run: Run) -> None:
    sent(run)
    late = {"channel": "letter", "details": {"title": "迟到的信"}, "occurred": "2026-01-20T09:00:00+08:00"}
    answer = office.send("receive", {**late, "recorded_at": AT[1]})
    assert answer.status_code == 201, answer.text
    assert act(run, "draft", "2026-02").code == 0
    shown = run("report", "show", "2026-02-1", "-o", "yimin")
    assert f"adjustment of {ONE}（自位置 since position" in shown.out


def tampered(file: Path, change: Any) -> Path:
    said = json.loads(file.read_text(encoding="utf-8"))
    change(said)
    made = file.with_name("tampered.json")
    made.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    return made


def test_a_file_that_was_changed_ends_with_1_and_says_what_differs(office: Desk, run: Run, tmp_path: Path) -> None:
    del office
    sent(run)
    file = exported(run, tmp_path / "r.json")
    wrong = tampered(file, lambda said: said["facts"].pop())
    said = run("report", "verify", str(wrong))
    assert said.code == 1
    assert "不一致 differs" in said.out
    assert "what differs" in said.out
    found = run("report", "verify", str(wrong), "--format", "json")
    assert (found.code, found.json["sound"]) == (1, False)
    assert {check["what"] for check in found.json["checks"] if check["standing"] == "differs"} >= {"facts of handling"}
    assert run("report", "verify", str(file), "--from-events").code == 0


def test_a_file_without_facts_is_written_and_verified(office: Desk, run: Run, tmp_path: Path) -> None:
    del office
    sent(run)
    whole, bare = exported(run, tmp_path / "r.json"), exported(run, tmp_path / "b.json", "--without-facts")
    assert len(bare.read_bytes()) < len(whole.read_bytes())
    said = run("report", "verify", str(bare))
    assert (said.code, "文件不含明细" in said.out) == (0, True)
    printed = run("report", "export", ONE, "-o", "yimin")
    assert json.loads(printed.out) == json.loads(whole.read_text(encoding="utf-8"))


def test_a_file_of_an_office_that_is_not_here_is_verified_by_itself(office: Desk, run: Run, tmp_path: Path) -> None:
    """An upper office that has only the file sees the proof of what it holds, and a change of it."""
    del office
    sent(run)
    file = exported(run, tmp_path / "r.json")

    def moved(said: Any) -> None:
        said["content"] = said["content"].replace('"office":"yimin"', '"office":"elsewhere"')

    said = run("report", "verify", str(tampered(file, moved)), "--format", "json")
    assert said.code == 1
    assert said.json["in_ledger"] is False
    assert "its office is not here" in run("report", "verify", str(tampered(file, moved))).out
    differs = {check["what"] for check in said.json["checks"] if check["standing"] == "differs"}
    assert differs == {"digest", "facts rest on the events shown"}


def test_the_file_is_received_by_the_office_above(office: Desk, run: Run, tmp_path: Path) -> None:
    sent(run)
    file = exported(run, tmp_path / "r.json")
    Caller.founded(office.client, "upper", "plain", replayed=True)
    said = act(run, "receive", str(file), office="upper")
    assert said.code == 0, said.err
    assert "yimin" in said.out
    again = act(run, "receive", str(file), office="upper")
    assert (again.code, "已接收" in again.err) == (1, True)
    wrong = act(run, "receive", str(tampered(file, lambda said: said["events"].pop())), office="upper")
    assert (wrong.code, "核验不符" in wrong.err) == (1, True)
    assert act(run, "draft", "2026-01", office="upper").code == 0
    assert "据 cites yimin 移民局 2026-01-1" in run("report", "show", ONE, "-o", "upper").out


@pytest.mark.parametrize(
    ("words", "code", "err"),
    [
        (("draft", "2026-13"), 2, "2026-13"),
        (("draft", "2025-W53"), 2, "2025-W53"),
        (("draft", "2026-03"), 1, "尚未结束"),
        (("check", ONE), 1, "no report"),
        (("send", ONE), 2, "--to"),
        (("return", ONE), 2, "--reason"),
        (("receive", "/nowhere"), 2, "/nowhere"),
    ],
)
def test_what_is_refused_or_wrongly_asked_ends_with_its_code(
    office: Desk, run: Run, words: tuple[str, ...], code: int, err: str
) -> None:
    del office
    said = act(run, *words)
    assert (said.code, said.out) == (code, "")
    assert err in said.err


@pytest.mark.parametrize(
    "text", [b"", b"x", b"\xff\xfe", b"{}", b"[" * 100_000], ids=["empty", "x", "bytes", "{}", "deep"]
)
def test_what_is_no_report_file_ends_with_1(office: Desk, run: Run, tmp_path: Path, text: bytes) -> None:
    del office
    file = tmp_path / "x.json"
    file.write_bytes(text)
    for said in (run("report", "verify", str(file)), act(run, "receive", str(file))):
        assert (said.code, said.out) == (1, "")
        assert "不是统计报表文件" in said.err


def test_a_report_or_an_office_that_there_is_not_is_said(office: Desk, run: Run) -> None:
    del office
    for words in (("show", "2026-01-9"), ("export", "2026-01-9")):
        said = run("report", *words, "-o", "yimin")
        assert (said.code, "没有报表" in said.err) == (1, True)
        assert run("report", *words, "-o", "none").code == 1
