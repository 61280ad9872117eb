"""`zhuoluo export`: the register as a file for process mining."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.service.cli.acting import Desk
from tests.service.cli.conftest import Run
from tests.service.mining import reading

AT = ("--office", "yimin")


@pytest.fixture
def petitions(desk: Desk) -> list[str]:
    return [desk.visit("2026-03-02 09:00"), desk.letter("2026-03-04 10:00")]


def test_the_register_is_written_as_xes_and_as_ocel(run: Run, petitions: list[str], tmp_path: Path) -> None:
    for kind, read in (("xes", reading.xes), ("ocel", reading.ocel)):
        file = tmp_path / f"a.{kind}"
        said = run("export", kind, *AT, "--output", str(file))
        assert said.code == 0, said.err
        assert f"written: {file}" in said.out
        assert "2 件 petitions" in said.err
        content = file.read_bytes()
        read(content)
        assert all(petition.encode() in content for petition in petitions)


def test_a_period_and_a_past_position_can_be_asked_for(run: Run, petitions: list[str], tmp_path: Path) -> None:
    visit, letter = petitions
    for nth, (words, found) in enumerate(
        (
            (("--from", "2026-03-03"), [letter]),
            (("--to", "2026-03-03"), [visit]),
            (("--from", "2026-03-02", "--to", "2026-03-04"), [visit, letter]),
            (("--as-of", "2026-03-03T00:00:00+08:00"), [visit]),
            (("--position", "0"), []),
            (("--on", "2026-03-03"), [visit]),
        )
    ):
        file = tmp_path / f"{nth}.xes"
        assert run("export", "xes", *AT, *words, "--output", str(file)).code == 0
        assert [each.said["zhuoluo:petition"] for each in reading.xes(file.read_bytes()).traces] == found


def test_a_file_that_ends_in_gz_is_packed_and_the_same_packs_alike(
    run: Run, petitions: list[str], tmp_path: Path
) -> None:
    del petitions
    for name in ("a.xes", "b.xes.gz", "c.xes.gz"):
        assert run("export", "xes", *AT, "--output", str(tmp_path / name)).code == 0
    assert gzip.decompress((tmp_path / "b.xes.gz").read_bytes()) == (tmp_path / "a.xes").read_bytes()
    assert (tmp_path / "b.xes.gz").read_bytes() == (tmp_path / "c.xes.gz").read_bytes()


@pytest.mark.usefixtures("petitions")
def test_without_a_name_it_is_called_by_office_and_position(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("export", "ocel", *AT, "--position", "3").code == 0
    assert [file.name for file in tmp_path.iterdir()] == ["register-yimin-3.ocel.json"]


@pytest.mark.usefixtures("petitions")
def test_nothing_is_written_over_and_days_the_wrong_way_round_are_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.xes"
    file.write_text("kept", "utf-8")
    said = run("export", "xes", *AT, "--output", str(file))
    assert said.code == 1
    assert str(file) in said.err
    assert file.read_text("utf-8") == "kept"
    said = run("export", "xes", *AT, "--from", "2026-03-03", "--to", "2026-03-02")
    assert said.code == 2
    assert "--to 2026-03-02 is before --from 2026-03-03" in said.err


@pytest.mark.usefixtures("petitions")
def test_what_cannot_be_written_to_its_end_leaves_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("service.mining.cases.life", full)
    said = run("export", "xes", *AT, "--output", str(tmp_path / "a.xes"))
    assert said.code != 0
    assert list(tmp_path.iterdir()) == []
