"""Importing from the command line, as scripts use it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.exchange.mapping import parse
from service.exchange.samples import sample
from tests.demos import Copy, copied
from tests.servers import AnyServer
from tests.service.cli.conftest import Run

CHANGES = "uk_wpq/2024-09.changes.csv"
HEADER = "observed_at,commit,id,uin,event,field,old,new\n"
ROWS = (
    "2024-10-30T15:11:04+00:00,c1,1726619,3779,tabled,dateTabled,,2024-09-02\n"
    "2024-10-30T15:11:04+00:00,c1,1726619,3779,due_set,dateForAnswer,,2024-09-05\n"
    "2024-10-30T15:11:04+00:00,c1,1726619,3779,assigned,answeringBodyName,,Cabinet Office\n"
    "2024-11-05T00:06:49+00:00,c2,1726619,3779,answered,dateAnswered,,2024-11-04\n"
)


def imported(run: Run, file: Path, *words: str) -> tuple[int, list[dict[str, object]], str]:
    said = run("import", "--mapping", "uk-written-questions", str(file), "--office", "uk", *words)
    return said.code, [json.loads(line) for line in said.out.splitlines()], said.err


def test_each_time_of_observation_is_printed_with_the_position_reached(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "changes.csv"
    file.write_text(HEADER + ROWS, encoding="utf-8")
    code, lines, _ = imported(run, file)
    assert (code, [line["observed_at"] for line in lines]) == (
        0,
        ["2024-10-30T15:11:04+00:00", "2024-11-05T00:06:49+00:00"],
    )
    first, last = (str(line["position"]) for line in lines)
    words = ("list", "overdue", "--office", "uk", "--format", "json", "--on", "2024-11-05", "--position")
    assert [row["external_id"] for row in run(*words, first).json] == ["1726619"]
    assert run(*words, last).json == []
    code, again, _ = imported(run, file)
    assert (code, again[-1]["position"]) == (0, lines[-1]["position"])


def test_bad_rows_give_code_1_and_the_good_ones_are_in(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "changes.csv"
    file.write_text(
        HEADER + ROWS + "2024-11-05T00:06:49+00:00,c2,17,3779,tabled,dateTabled,,yesterday\n", encoding="utf-8"
    )
    code, _, said = imported(run, file, "--format", "json")
    summary = json.loads(said.splitlines()[-1])
    assert (code, summary["rejected"]) == (1, 1)
    (reject,) = [json.loads(line) for line in Path(summary["rejects"]).read_text(encoding="utf-8").splitlines()]
    assert (reject["line"], reject["column"]) == (6, "new")
    assert len(run("list", "register", "--office", "uk", "--format", "json").json) == 1


def test_a_suggested_mapping_is_printed_and_loads_and_no_instance_is_opened(
    run: Run, tmp_path: Path, home: Path
) -> None:
    (tmp_path / "register.csv").write_text("编号,来信日期\n1,2024-03-05\n", encoding="utf-8")
    said = run("import", "--suggest", str(tmp_path / "register.csv"))
    assert (said.code, parse(said.out, "mine.toml").id) == (0, "my-register")
    assert list(home.iterdir()) == []
    (tmp_path / "poor.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    said = run("import", "--suggest", str(tmp_path / "poor.csv"))
    assert said.code == 1
    assert "no column was found that means id" in said.err
    (tmp_path / "none.csv").write_text("only one cell\n", encoding="utf-8")
    assert run("import", "--suggest", str(tmp_path / "none.csv")).code == 2


def test_an_unknown_mapping_names_those_there_are(run: Run) -> None:
    said = run("import", "--mapping", "nowhere", str(sample(CHANGES)), "--office", "uk")
    assert said.code == 2
    assert "uk-written-questions" in said.err


def test_the_benchmark_prints_a_list_for_scripts(run: Run) -> None:
    words = ("bench", "ledger", "--threads", "1", "--rounds", "1", "--seconds", "0.1", "--format", "json")
    measured = run(*words).json
    assert {row["writer"] for row in measured} == {"ledger", "raw", "library"}
    assert all(row["threads"] == 1 and row["per_second"] > 0 for row in measured)


@pytest.fixture
def demo(server: AnyServer, template: str, database_names: Iterator[str]) -> Iterator[Copy]:
    with copied(server, template, next(database_names)) as copy:
        yield copy


def test_the_demo_loads_only_once(run: Run, demo: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is there already, as tests/test_readme.py has the command load it into an empty home."""
    monkeypatch.setenv("ZHUOLUO_HOME", str(demo.home))
    monkeypatch.setenv("ZHUOLUO_DATABASE_URL", demo.database.conninfo)
    first = run("demo", "--once", "--format", "json")
    again = run("demo", "--once", "--format", "json")
    assert (first.code, again.code) == (0, 0)
    assert first.json == again.json
    events = {office["office"]: office["events"] for office in first.json}
    assert (events["yimin-demo"], events["uk-questions"], len(events)) == (96, 6633, 10)
