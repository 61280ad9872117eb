"""What the commands do, and how they say no."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from service.cli import failures
from service.cli.reference import reference
from service.database import Database
from service.demo import story
from service.runtime import assembled
from service.settings import Settings
from tests.service.cli.conftest import Run

OFFICE = "yimin-demo"


@pytest.fixture
def told(run: Run, database: Database, home: Path) -> Run:
    """An instance with the invented office."""
    with assembled(Settings(home), database) as instance:
        story.load(instance, lambda _done, _total: None)
    return run


def test_an_office_is_made_listed_and_not_made_twice(run: Run) -> None:
    words = ("office", "create", "linye", "--name", "林业局", "--rulebook", "S1", "--role", "head=钟山")
    made = run(*words, "--format", "json")
    assert (made.code, made.json["rulebook"], made.json["roles"]) == (0, "S1@2022-05-01", {"head": "钟山"})
    again = run(*words)
    assert (again.code, again.out) == (1, "")
    assert "机构（linye）已存在" in again.err
    assert [office["id"] for office in run("office", "list", "--format", "json").json] == ["linye"]
    assert "林业局" in run("office", "list").out


@pytest.mark.parametrize(
    ("words", "code", "says"),
    {
        "no such command": (["frobnicate"], 2, "No such command"),
        "no such list": (["list", "secrets", "--office", "x"], 2, "is not one of"),
        "no office named": (["list", "open"], 2, "--office"),
        "unknown office": (["list", "open", "-o", "nowhere"], 1, "nowhere"),
        "office id that is none": (["show", "1", "-o", "No Where"], 1, "No Where"),
        "bad day": (["list", "open", "-o", "x", "--on", "2026-13-01"], 2, "2026-13-01"),
        "instant without zone": (["list", "open", "-o", "x", "--as-of", "2026-01-05T09:00:00"], 2, "time zone"),
        "a day as an instant": (["list", "open", "-o", "x", "--as-of", "2026-01-05"], 2, "instant"),
        "bad rulebook": (["office", "create", "a", "--name", "甲", "--rulebook", "R9"], 1, "R9"),
        "bad office id": (["office", "create", "A B", "--name", "甲", "--rulebook", "S1"], 1, "A B"),
        "bad role": (["office", "create", "a", "--name", "甲", "--rulebook", "S1", "--role", "head"], 2, "ROLE=WHO"),
        "replayed without a time": (
            ["office", "create", "a", "--name", "甲", "--rulebook", "S1", "--replayed"],
            2,
            "--at",
        ),
        "bad time zone": (
            ["office", "create", "a", "--name", "甲", "--rulebook", "S1", "--time-zone", "Mars/Base"],
            1,
            "Mars/Base",
        ),
        "no such file": (["calendar", "load", "/nowhere.json", "-o", "x"], 2, "/nowhere.json"),
        "unknown channel": (["list", "open", "-o", "x", "--channel", "fish"], 2, "fish"),
        "unknown measure": (["stats", "2026-01", "-o", "x", "--facts", "nope"], 2, "nope"),
        "facts and since": (["stats", "2026", "-o", "x", "--facts", "closed", "--since", "3"], 2, "one of --facts"),
        "facts of days": (["stats", "2026", "-o", "x", "--facts", "closed", "--show", "days"], 2, "without --show"),
        "rates of a unit": (["stats", "2026", "-o", "x", "--show", "rates", "--unit", "y"], 2, "the whole office"),
        "small cells of days": (
            ["stats", "2026", "-o", "x", "--show", "days", "--small", "5"],
            2,
            "--small goes with figures",
        ),
        "text of a list of duties": (["list", "duties", "-o", "x", "--text", "积水"], 2, "--text"),
        "days of another list": (["list", "open", "-o", "x", "--days", "3"], 2, "--days"),
        "verify what is not there": (["verify", "-o", "nowhere"], 1, "nowhere"),
    }.values(),
)
def test_what_is_wrong_is_named_and_nothing_is_written(
    run: Run, database: Database, words: list[str], code: int, says: str
) -> None:
    said = run(*words)
    assert (said.code, said.out) == (code, "")
    assert says in said.err
    with psycopg.connect(database.conninfo) as connection:
        assert connection.execute("SELECT count(*) FROM ledger.event").fetchone() == (0,)


def test_without_a_database_the_code_is_3(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHUOLUO_DATABASE_URL", "postgresql://127.0.0.1:1/none")
    said = run("office", "list")
    assert said.code == 3
    assert "ZHUOLUO_DATABASE_URL" in said.err


def test_when_the_disk_of_the_database_is_full_that_is_said(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever the database could still say; with room, or a database elsewhere, nothing is said of it."""
    gone = psycopg.OperationalError("the server has gone")
    del run  # which names a database elsewhere
    assert told_with_room(gone, 0, monkeypatch, capsys) == ""
    monkeypatch.delenv("ZHUOLUO_DATABASE_URL")
    assert "no space left in" in told_with_room(gone, 0, monkeypatch, capsys)
    assert told_with_room(gone, 1 << 30, monkeypatch, capsys) == ""


def told_with_room(
    error: Exception, free: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    """What is said of the disk when so many bytes are free on it."""
    monkeypatch.setattr(failures, "disk_usage", lambda _home: DiskUsage(0, 0, free))
    assert failures.told(error) == 3
    return capsys.readouterr().err.partition("the server has gone")[2].strip()


class DiskUsage(NamedTuple):
    total: int
    used: int
    free: int


def test_a_relative_home_is_a_wrong_question(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHUOLUO_HOME", "here")
    assert run("office", "list").code == 2


def test_lists_hold_what_the_day_asked_about_says(told: Run) -> None:
    overdue = told("list", "overdue", "-o", OFFICE, "--on", "2026-02-12", "--format", "json").json
    assert [(row["number"], row["unit"], row["due"]) for row in overdue] == [("信〔2026〕0002", "规划科", "2026-02-11")]
    assert told("list", "overdue", "-o", OFFICE, "--on", "2026-02-11", "--format", "json").json == []
    assert {"external_id", "number", "unit", "due", "received"} <= set(overdue[0])


def test_a_list_at_an_earlier_position_knows_only_what_was_known(told: Run) -> None:
    before = told("list", "register", "-o", OFFICE, "--position", "5", "--on", "2026-03-25", "--format", "json").json
    assert [row["number"] for row in before] == ["信〔2026〕0001"]
    assert told("list", "register", "-o", OFFICE, "--position", "1", "--format", "json").json == []
    assert told("list", "register", "-o", OFFICE, "--position", "100000").code == 2


def test_a_list_is_searched_for_a_part_of_a_title_or_a_number(told: Run) -> None:
    rows = told("list", "register", "-o", OFFICE, "--format", "json").json
    title, number = next((row["title"], row["number"]) for row in rows if row["title"] and row["number"])
    found = told("list", "register", "-o", OFFICE, "--text", title[1:4], "--format", "json").json
    assert [row["number"] for row in found] == [row["number"] for row in rows if title[1:4] in row["title"]]
    assert told("list", "register", "-o", OFFICE, "--text", number, "--format", "json").json[0]["title"] == title
    assert told("list", "open", "-o", OFFICE, "--text", "无此词语", "--format", "json").json == []
    short = told("list", "register", "-o", OFFICE, "--text", "水")
    assert (short.code, short.out) == (2, "")


def test_a_breach_stays_after_the_matter_is_closed(told: Run) -> None:
    rows = told("list", "breaches", "-o", OFFICE, "--format", "json").json
    assert ("信〔2026〕0004", "R5.12", "2026-02-20") in {(row["number"], row["clause"], row["ended"]) for row in rows}
    assert ("信〔2026〕0011", "R5.3") in {(row["number"], row["clause"]) for row in rows}


def test_one_petition_is_shown_with_its_reasons_and_its_history(told: Run) -> None:
    said = told("show", "信〔2026〕0002", "-o", OFFICE, "--format", "json").json
    (owed,) = [duty for duty in said["duties"] if duty["entry"] == "answer_hall"]
    assert (owed["due"], owed["overdue"], owed["holder"]) == ("2026-02-11", True, "规划科")
    assert "R5.12：30日" in [because["zh"] for because in owed["why"]]
    assert [line["event"] for line in said["history"]][-2:] == ["SignedFor", "Pressed"]
    assert "覃大勇" in told("show", "信〔2026〕0002", "-o", OFFICE).out
    assert told("show", "信〔2026〕9999", "-o", OFFICE).code == 1


def test_a_right_that_nobody_used_in_its_time_is_shown_as_lapsed_and_moments_in_the_time_of_the_office(
    told: Run,
) -> None:
    number = told("list", "register", "--office", OFFICE, "--format", "json").json[0]["number"]
    said = told("show", number, "--office", OFFICE, "--on", "2026-03-25", "--format", "json").json
    rights = [duty for duty in said["duties"] if duty["nature"] == "right"]
    assert {duty["state"] for duty in rights if duty["due"] < "2026-03-25"} == {"lapsed"}
    assert all(line["occurred"].endswith("+08:00") for line in said["history"] if " " in line["occurred"])


def test_lapsed_rights_are_listed_apart_from_what_is_owed(told: Run) -> None:
    owed, lapsed = (
        told("list", what, "--office", OFFICE, "--on", "2026-03-25", "--format", "json").json
        for what in ("duties", "lapsed")
    )
    assert {(row["nature"], row["lapsed"], row["due"] < "2026-03-25") for row in lapsed} == {("right", True, True)}
    assert owed
    assert not [row for row in owed if row["lapsed"] or (row["nature"] == "right" and row["due"] < "2026-03-25")]
    assert "期满失效的权利 lapsed rights" in told("list", "lapsed", "--office", OFFICE, "--on", "2026-03-25").out


def test_one_petition_is_shown_as_it_was(told: Run) -> None:
    said = told("show", "信〔2026〕0005", "-o", OFFICE, "--on", "2026-02-15", "--format", "json").json
    assert (said["state"], said["open"]) == ("in_handling", True)


def test_codes_are_named_in_words_with_a_petition_and_in_the_figures(told: Run) -> None:
    shown = told("show", "信〔2026〕0002", "-o", OFFICE)
    assert "内容分类 农村农业 › 水利水电（0108）" in shown.out
    assert "信访目的 申诉求决（claim）" in shown.out
    by_class = ("stats", "2026-01", "-o", OFFICE, "--by", "content_class")
    assert "水利水电（0108）" in told(*by_class).out
    figures = told(*by_class, "--format", "json").json["figures"]
    assert "0108" in {figure["by"]["content_class"] for figure in figures}, "scripts get the code"
    by_codes = told(
        "stats", "2026-01", "-o", OFFICE, *(f"--by={name}" for name in ("channel", "source", "purpose"))
    ).out
    assert all(word in by_codes for word in ("来信（letter）", "直接收到（direct）", "申诉求决（claim）"))


def test_the_invented_office_was_reminded_of_what_it_owes(told: Run) -> None:
    rows = told("office", "reminders", OFFICE, "--format", "json").json
    assert {row["why"] for row in rows} == {"due-soon", "overdue"}


def test_the_facts_behind_a_figure_are_as_many_as_it_says(told: Run) -> None:
    figures = told("stats", "2026-02", "-o", OFFICE, "--format", "json").json["figures"]
    received = sum(figure["count"] for figure in figures if figure["measure"] == "received")
    facts = told("stats", "2026-02", "-o", OFFICE, "--facts", "received", "--format", "json").json
    assert received == len(facts) == 4
    shown = told("stats", "2026-02", "-o", OFFICE, "--facts", "received").out
    assert all(fact["number"] in shown and fact["petition"] not in shown for fact in facts)
    assert "指标 measure" in told("stats", "2026-02", "-o", OFFICE).out
    for month in ("2026-2", "9999-12", "0001-01"):
        assert told("stats", month, "-o", OFFICE).code == 2


def test_small_cells_are_hidden_from_outsiders_with_what_they_could_be_reckoned_from(told: Run) -> None:
    asked = ("stats", "2026-02", "-o", OFFICE, "--small", "5")
    figures = told(*asked, "--format", "json").json["figures"]
    assert {figure["hidden"] for figure in figures if figure["measure"] == "received"} == {True}, "four came in"
    assert all((figure["count"] is None) == figure["hidden"] for figure in figures)
    shown = told(*asked).out
    assert "* 少于 fewer than 5" in shown
    assert "收支 balance" not in shown


def test_rebuilding_changes_nothing_that_is_seen(told: Run) -> None:
    words = ("list", "register", "-o", OFFICE, "--format", "json")
    before = told(*words).json
    assert told("rebuild", "--format", "json").json["events"] == 96
    assert told(*words).json == before


def test_a_sound_log_is_verified_and_a_damaged_one_is_named(told: Run, database: Database) -> None:
    sound = told("verify", "--format", "json")
    assert (sound.code, sound.json[0]["sound"], sound.json[0]["size"]) == (0, True, 96)
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute("ALTER TABLE ledger.event DISABLE TRIGGER ALL")
        connection.execute("UPDATE ledger.event SET content = content || ' '::bytea WHERE position = 40")
    damaged = told("verify", "--format", "json")
    assert (damaged.code, damaged.json[0]["position"]) == (1, 40)
    assert told("verify", "-o", OFFICE).code == 1


def test_migrate_says_that_nothing_was_missing(run: Run) -> None:
    assert run("migrate", "--format", "json").json == {"applied": []}


def test_a_calendar_is_loaded_once(told: Run, tmp_path: Path) -> None:
    year = {"year": 2031, "papers": ["http://x"], "days": [{"name": "元旦", "date": "2031-01-01", "isOffDay": True}]}
    file = tmp_path / "2031.json"
    file.write_text(json.dumps(year), encoding="utf-8")
    assert told("office", "create", "live", "--name", "某局", "--rulebook", "S1").code == 0
    assert told("calendar", "load", str(file), "-o", "live", "--format", "json").json["year"] == 2031
    file.write_text("{}", encoding="utf-8")
    assert told("calendar", "load", str(file), "-o", "live").code == 1


def test_every_command_explains_itself(run: Run) -> None:
    listed = run("--help").out
    for command in ("serve", "demo", "office", "calendar", "clock", "import", "list", "show", "stats", "rebuild",
                    "verify", "migrate", "bench"):  # fmt: skip
        assert command in listed
        assert run(command, "--help").out


def test_the_reference_says_what_the_commands_say() -> None:
    """`python -m service.cli.reference > docs/cli.md` writes it anew."""
    page = Path(__file__).parents[3] / "docs" / "cli.md"
    assert page.read_text(encoding="utf-8") == reference()
