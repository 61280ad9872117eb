"""`zhuoluo office organise`, `publish` and `handover` at a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.service.cli.conftest import Run

BUREAU = """
reason = "三定方案"

[[unit]]
name = "局领导"
kind = "department"
[[unit]]
name = "信访科"
kind = "petition_section"
parent = "局领导"

[[staff]]
person = "钟山"
post = "head"
unit = "局领导"
title = "局长"
rank = "正处级"
since = 2025-01-01
[[staff]]
person = "倪虹"
post = "deputy_for_petitions"
unit = "局领导"
title = "副局长(分管信访)"
rank = "副处级"
since = 2025-01-01

[[field]]
content_class = "城建"
leader = "倪虹"
since = 2025-01-01

[[delegation]]
taker = "倪虹"
giver = "钟山"
since = 2026-01-12
until = 2026-01-16
reason = "外出学习"

[roles]
coordinating_department = "信访科"
deputy_for_petitions = "倪虹"

[departments]
"城建" = "信访科"

[places]
"河口镇" = "信访科"
"""


@pytest.fixture
def bureau(run: Run) -> Run:
    assert run("office", "create", "yimin", "--name", "移民局", "--rulebook", "R5").code == 0
    return run


def written(run: Run, file: Path, *words: str) -> int:
    said = run("office", "organise", "yimin", str(file), "--format", "json", *words)
    assert said.code == 0, said.err
    return int(said.json["events"])


def test_an_office_is_organised_by_a_file_and_the_second_time_there_is_nothing_to_write(
    bureau: Run, tmp_path: Path
) -> None:
    file = tmp_path / "bureau.toml"
    file.write_text(BUREAU, encoding="utf-8")
    assert written(bureau, file) == 10
    assert written(bureau, file) == 0
    file.write_text(BUREAU.replace('reason = "三定方案"', 'reason = "换个说法"'), encoding="utf-8")
    assert written(bureau, file) == 0, "another reason alone changes nothing"
    file.write_text(BUREAU.replace("副处级", "正处级"), encoding="utf-8")
    assert written(bureau, file) == 1
    (office,) = bureau("office", "list", "--format", "json").json
    assert office["roles"] == {"coordinating_department": "信访科", "deputy_for_petitions": "倪虹"}


def test_the_file_shown_in_the_guide_organises_an_office(bureau: Run, tmp_path: Path) -> None:
    guide = (Path(__file__).parents[3] / "docs" / "offices.md").read_text(encoding="utf-8")
    file = tmp_path / "guide.toml"
    file.write_text(guide.split("```toml")[1].split("```")[0], encoding="utf-8")
    assert (written(bureau, file), written(bureau, file)) == (12, 0)


@pytest.mark.parametrize(
    ("text", "code", "says"),
    {
        "no TOML": ("[[unit", 2, "不是机构设置文件"),
        "unknown table": ("[[people]]\nname = 1", 2, "people"),
        "unknown key": ('[[unit]]\nname = "a"\nkind = "section"\nsize = 3', 2, "size"),
        "no such kind": ('[[unit]]\nname = "a"\nkind = "troop"', 1, "troop"),
        "no such unit": (
            '[[staff]]\nperson = "a"\npost = "head"\nunit = "b"\nsince = 2025-01-01',
            1,
            "there is no unit",
        ),
        "no such role": ('[roles]\ncaptain = "a"', 1, "captain"),
    }.values(),
)
def test_a_wrong_file_is_refused_whole(bureau: Run, tmp_path: Path, text: str, code: int, says: str) -> None:
    file = tmp_path / "bureau.toml"
    file.write_text('[[unit]]\nname = "甲"\nkind = "section"\n' * (code == 1) + text, encoding="utf-8")
    said = bureau("office", "organise", "yimin", str(file))
    assert (said.code, said.out) == (code, "")
    assert says in said.err
    assert bureau("office", "list", "--format", "json").json[0]["position"] == 2


def test_a_rulebook_is_published_and_a_bad_one_is_refused_with_every_mistake(bureau: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('[book]\nid = "own"\nvalid_from = 2026-01-01\nextends = "R5"\nzh = "细则"\n', encoding="utf-8")
    words = ("office", "publish", "yimin", str(file), "--reason", "局务会通过", "--format", "json")
    assert bureau(*words).json["rulebook"] == "own@2026-01-01"
    assert bureau(*words).code == 1
    file.write_text('[book]\nid = "own2"\nvalid_from = "soon"\nextends = "R9"\ncolour = 1\n', encoding="utf-8")
    said = bureau(*words)
    assert said.code == 1
    assert all(word in said.err for word in ("soon", "colour"))
    file.write_bytes(b"\xff\xfe")
    assert bureau(*words).code == 2


def test_a_desk_is_handed_over(bureau: Run, tmp_path: Path) -> None:
    file = tmp_path / "bureau.toml"
    file.write_text(BUREAU, encoding="utf-8")
    written(bureau, file)
    words = ("office", "handover", "yimin", "--giver", "倪虹", "--taker", "钟山", "--since", "2026-02-01")
    said = bureau(*words, "--reason", "调离", "--leaving", "--format", "json")
    assert (said.code, said.json["petitions"], said.json["kept"]) == (0, 0, [])
    assert bureau("office", "list", "--format", "json").json[0]["roles"]["deputy_for_petitions"] == "钟山"
    assert bureau(*words[:-1], "2026-13-01", "--reason", "调离").code == 2
