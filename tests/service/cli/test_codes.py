"""`zhuoluo office codes` at a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.service.cli.conftest import Run

OWN = '[list]\nid = "occupations"\nversion = 2026-02-01\nzh = "职业"\n\n[[code]]\ncode = "A"\nzh = "渔民"\n'
JSON = ("--format", "json")
WHY = ("--reason", "局务会通过")


@pytest.fixture
def bureau(run: Run) -> Run:
    assert run("office", "create", "yimin", "--name", "移民局", "--rulebook", "R5").code == 0
    return run


def test_lists_and_codes_are_shown(bureau: Run) -> None:
    lists = {each["list"]: each["origin"] for each in bureau("office", "codes", "yimin", *JSON).json}
    assert (lists["channels"], lists["outcomes"]) == ("program", "rulebook")
    codes = bureau("office", "codes", "yimin", "content_classes", *JSON).json
    assert {"code": "0109", "zh": "水库移民", "en": "reservoir resettlement", "parent": "01"} in codes
    assert "水库移民" in bureau("office", "codes", "yimin", "content_classes").out
    missing = bureau("office", "codes", "yimin", "moods")
    assert (missing.code, "there is no code list" in missing.err) == (1, True)


def test_a_list_is_published_and_holds_from_its_day_on(bureau: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    said = bureau("office", "codes", "yimin", "--publish", str(file), *WHY, *JSON)
    assert (said.code, said.json["list"], said.json["version"]) == (0, "occupations", "2026-02-01")
    before, after = (
        bureau("office", "codes", "yimin", "occupations", "--on", day, *JSON).json
        for day in ("2026-01-31", "2026-02-01")
    )
    assert (len(before), [each["zh"] for each in after]) == (17, ["渔民"])


def test_a_list_of_the_program_is_adopted_and_the_second_time_refused(bureau: Run) -> None:
    words = ("office", "codes", "yimin", "--adopt", "content_classes", *WHY, *JSON)
    assert bureau(*words).code == 0
    lists = {each["list"]: each for each in bureau("office", "codes", "yimin", *JSON).json}
    assert (lists["content_classes"]["origin"], lists["content_classes"]["binding"]) == ("office", True)
    again = bureau(*words)
    assert (again.code, "adopted already" in again.err) == (1, True)


def test_what_is_wrongly_asked_writes_nothing(bureau: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(OWN.replace('zh = "渔民"', 'zh = ""'), encoding="utf-8")
    publish = ("office", "codes", "yimin", "--publish", str(file))
    assert bureau(*publish).code == 2, "no reason is given"
    assert bureau(*publish, "--adopt", "occupations", *WHY).code == 2
    bad = bureau(*publish, *WHY)
    assert (bad.code, "has no `zh`" in bad.err) == (1, True)
    assert bureau("office", "codes", "yimin", "--adopt", "moods", *WHY).code == 1
    assert bureau("office", "list", *JSON).json[0]["position"] == 2
