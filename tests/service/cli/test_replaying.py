"""`zhuoluo replay`: step by step, at one step, and at two moments, for people and for scripts."""

from __future__ import annotations

import pytest

from tests.service.api.callers import HANDLER, HEAD
from tests.service.cli.acting import SHEET, Desk
from tests.service.cli.conftest import Run

OFFICE = ("-o", "yimin")


@pytest.fixture
def visit(desk: Desk) -> str:
    """A visit sent on, classified four days late, extended, answered after the extended end."""
    p = desk.visit("2026-01-20 09:00")
    desk.do("submit", p, "2026-01-20 22:00", to="倪虹")
    desk.do("instruct", p, "2026-01-21 01:00", by={**HEAD, "acting_for": "倪虹"}, text="后扶科办理")
    desk.do("forward", p, "2026-01-21 10:00", target="后扶科")
    desk.do("sign-for", p, "2026-01-22 09:00", by=HANDLER, unit="后扶科")
    desk.do("classify", p, occurred="2026-01-22", recorded_at="2026-01-26T09:00:00+08:00", details={"people": 3})
    desk.do("extend", p, "2026-02-10", by=HEAD, duty="answer_hall", reason="鉴定", days=60)
    desk.do("answer", p, "2026-03-25", by=HANDLER, reply_kind="result", text="已修复", delivered=True)
    return p


def test_a_petition_is_printed_step_by_step(visit: str, run: Run) -> None:
    said = run("replay", visit, *OFFICE)
    assert said.code == 0, said.err
    assert "共 9 步 steps" in said.out
    for each in (
        "收到 Received",
        "已批示 → 转办途中",
        "代 for 倪虹",
        "业务科室负责人",
        "理由 reason：鉴定",
        "途中 on the way：后扶科",
        "+1 日 d +3 小时 h",
        "+4 日 d",
        "转移责任 moved R5.12",
        "变更期限 redated R5.12",
        "超期完成 met_late R5.12",
        "9 行 rows",
    ):
        assert each in said.out, each
    late = said.out.split("分类 Classified")[1].split("批准延期 Extended")[0]
    assert "2026-01-26 09:00:00" in late
    assert "+4 日 d" in late
    assert said.out.count("+4 日 d") == 1, "nothing else was known later"


def test_at_one_step_the_petition_stands_as_it_was_known_then(visit: str, run: Run) -> None:
    said = run("replay", visit, *OFFICE, "--step", "5")
    assert said.code == 0, said.err
    assert "此步之后 after this step" in said.out
    for each in (
        "转办途中",
        "信〔2026〕0001",
        "来访（visit）",
        "信访人·姓名",
        "焦桂英",
        "未完成限时事项",
        "2026-02-19",
    ):
        assert each in said.out, each
    assert "人数" not in said.out
    assert "人数" in run("replay", visit, *OFFICE, "--step", "7").out


def test_scripts_get_what_the_api_says(visit: str, desk: Desk, run: Run) -> None:
    words = ("replay", visit, *OFFICE, "--format", "json")
    assert run(*words).json == desk.read("petitions", visit, "replay")
    assert run(*words, "--step", "3").json == desk.read("petitions", visit, "replay", step=3)
    then = "2026-01-25T00:00:00+08:00"
    known = run(*words, "--as-of", then).json
    assert known == desk.read("petitions", visit, "replay", as_of=then)
    assert run(*words, "--position", str(known["basis"]["position"])).json == known
    compared = desk.read("petitions", visit, "compare", from_position=4, to_as_of=then, to_on="2026-01-22")
    assert run(*words, "--from", "4", "--to", then, "--to-on", "2026-01-22").json == compared


def test_two_moments_are_compared_field_by_field(visit: str, desk: Desk, run: Run) -> None:
    position = desk.read("petitions", visit, "history")["events"][3]["position"]
    said = run("replay", visit, *OFFICE, "--from", str(position))
    assert said.code == 0, said.err
    for each in (
        "不同之处 what differs",
        "已批示",
        "已答复",
        "信访科",
        "后扶科",
        "仅在后 only after",
        "转办 Forwarded",
    ):
        assert each in said.out, each
    assert "2026-02-19 → 2026-03-21" in said.out
    assert "仅在前" not in said.out
    back = run("replay", visit, *OFFICE, "--from-on", "2026-02-20", "--to-on", "2026-01-20").out
    assert "仅在前 only before" in back


def test_a_correction_is_printed_with_what_it_put_right(visit: str, desk: Desk, run: Run) -> None:
    act = {"verb": "receive", "channel": "visit", "place": "hall", "details": {**SHEET, "people": 2}}
    at = "2026-03-26T09:00:00+08:00"
    desk.do("correct", visit, of=1, act=act, occurred="2026-01-19", reason="前一日来访", recorded_at=at)
    out = run("replay", visit, *OFFICE, "--step", "10").out
    assert "更正 corrects #1 收到" in out
    assert "人数 – → 2" in out
    assert "后更正于 corrected by #10" in run("replay", visit, *OFFICE, "--step", "1").out


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--step", "10"), 2, "step 10"),
        (("--step", "0"), 2, "--step"),
        (("--to", "3"), 2, "--from"),
        (("--from", "3", "--step", "1"), 2, "--step"),
        (("--from", "2026-01-05"), 2, "instant"),
        (("--position", "0"), 1, "there is no petition"),
        (("--from", "0", "--to", "0"), 1, "there is no petition"),
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_named(visit: str, run: Run, words: tuple[str, ...], code: int, says: str) -> None:
    said = run("replay", visit, *OFFICE, *words)
    assert (said.code, said.out) == (code, "")
    assert says in said.err
