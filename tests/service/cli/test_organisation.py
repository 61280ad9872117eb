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


@pytest.mark.parametrize(
    ("was", "becomes", "code", "says"),
    {
        "a day that is none": (
            "since = 2025-01-01\n[[staff]]",
            'since = "soon"\n[[staff]]',
            2,
            "line 12 [[staff]] 1 钟山: `since`: expected a day such as 2026-01-05 (第12行[[staff]]第1项“钟山”",
        ),
        "an unknown key": (
            'kind = "petition_section"',
            'kind = "petition_section"\nsize = 3',
            2,
            "line 7 [[unit]] 2 信访科: `size`: expected one of name, kind, parent, closed_from",
        ),
        "a number for a name": (
            '"河口镇" = "信访科"',
            '"河口镇" = 3',
            2,
            "line 47 [places] 河口镇: expected text in quotes",
        ),
        "a key left out": ('taker = "倪虹"\n', "", 2, "line 32 [[delegation]] 1 钟山: `taker`: expected to be there"),
        "an unknown table": ("[places]", "[place]", 2, "line 46 place: expected one of reason, unit, staff, field"),
        "one table for several": (
            "[[field]]",
            "[field]",
            2,
            "line 27 field: expected [[field]], one for each",
        ),
        "no such kind": ('"petition_section"', '"troop"', 1, "line 7 [[unit]] 2 信访科: `kind` 'troop' is not one of"),
        "no such post": ('"deputy_for_petitions"\nunit', '"vice"\nunit', 1, "line 19 [[staff]] 2 倪虹: `post` 'vice'"),
        "no such unit above": (
            'parent = "局领导"',
            'parent = "领导"',
            1,
            "第7行[[unit]]第2项“信访科”：没有单位“领导”  line 7 [[unit]] 2 信访科: there is no unit '领导'",
        ),
        "no such unit in a role": (
            'coordinating_department = "信访科"',
            'coordinating_department = "信防科"',
            1,
            "line 40 [roles] coordinating_department: there is no unit and no officer '信防科'",
        ),
    }.values(),
)
def test_a_mistake_names_its_entry_and_what_was_expected(
    bureau: Run, tmp_path: Path, was: str, becomes: str, code: int, says: str
) -> None:
    assert BUREAU.count(was) >= 1
    file = tmp_path / "bureau.toml"
    file.write_text(BUREAU.replace(was, becomes, 1), encoding="utf-8")
    said = bureau("office", "organise", "yimin", str(file))
    assert (said.code, said.out) == (code, "")
    assert says in said.err


def test_all_mistakes_of_a_file_are_told_at_once(bureau: Run, tmp_path: Path) -> None:
    file = tmp_path / "bureau.toml"
    file.write_text(BUREAU.replace("since = 2025-01-01", "since = 5").replace("kind", "knid"), encoding="utf-8")
    said = bureau("office", "organise", "yimin", str(file))
    assert said.code == 2
    assert said.err.count("expected a day") == 3
    assert said.err.count("`knid`: expected one of") == said.err.count("`kind`: expected to be there") == 2


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
