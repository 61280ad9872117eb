"""Backup, restore and resume by the command line: what is printed, what is refused, and with which code it ends."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from service.database import Database
from tests.service.cli.acting import Desk
from tests.service.cli.conftest import Run

JSON = ("--format", "json")


class Places(NamedTuple):
    """Where backups and copies of keys go."""

    backups: Path
    keys: Path
    kek: Path

    @property
    def apart(self) -> tuple[str, ...]:
        return ("--keys", str(self.keys), "--kek", str(self.kek))


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "backups", tmp_path / "keys", tmp_path / "kek")


Moved = Callable[[], Path]


@pytest.fixture
def moved(empty_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Moved:
    """From now on commands are given to an empty home over an empty database."""

    def move() -> Path:
        there = tmp_path / "there"
        monkeypatch.setenv("ZHUOLUO_HOME", str(there))
        monkeypatch.setenv("ZHUOLUO_DATABASE_URL", empty_database.conninfo)
        return there

    return move


def test_what_was_backed_up_is_put_back_elsewhere_and_goes_on_where_the_heads_are_shown(
    run: Run, desk: Desk, home: Path, places: Places, moved: Moved
) -> None:
    desk.letter("2026-03-02 10:00")
    said = run("backup", str(places.backups), *places.apart, *JSON)
    assert (said.code, said.json["problems"], said.json["logs"]) == (0, [], 1)
    before = run("list", "open", "--office", "yimin", *JSON).json
    moved()
    restored = run("restore", str(places.backups), *places.apart, "--heads", str(home / "heads"), *JSON)
    assert restored.code == 0, restored.err
    assert {row["held"] for row in restored.json["logs"]} == {""}
    assert restored.json["sound"]
    assert run("list", "open", "--office", "yimin", *JSON).json == before
    assert len(before) == 1


def test_where_nobody_outside_tells_nothing_is_written_until_a_reason_is_on_record(
    run: Run, desk: Desk, places: Places, moved: Moved
) -> None:
    desk.letter("2026-03-02 10:00")
    run("backup", str(places.backups), *places.apart)
    moved()
    restored = run("restore", str(places.backups), *places.apart)
    assert restored.code == 1
    assert "zhuoluo resume --reason" in restored.err
    assert "没有删除名单" in restored.err
    refused = run("office", "create", "new", "--name", "新", "--rulebook", "plain")
    assert refused.code != 0
    assert "数据库刚从备份恢复" in refused.err
    resumed = run("resume", "--reason", "磁盘损坏", *JSON)
    assert (resumed.code, {row["log"] for row in resumed.json}) == (0, {"yimin/matters"})
    assert run("office", "create", "new", "--name", "新", "--rulebook", "plain").code == 0
    assert run("verify", "--office", "yimin").code == 0
    again = run("resume", "--reason", "再来")
    assert (again.code, "没有待处理的恢复" in again.err) == (1, True)


def test_a_damaged_backup_is_refused_by_name_and_nothing_is_put_back(
    run: Run, desk: Desk, places: Places, moved: Moved
) -> None:
    desk.letter("2026-03-02 10:00")
    folder = Path(run("backup", str(places.backups), *places.apart, *JSON).json["backup"])
    dump = folder / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-1])
    there = moved()
    refused = run("restore", str(folder), *places.apart)
    assert refused.code == 1
    assert "database.dump" in refused.err
    assert not (there / "keys").exists()


@pytest.mark.usefixtures("desk")
def test_copies_of_keys_beside_the_backups_are_refused_before_anything_is_written(run: Run, places: Places) -> None:
    refused = run("backup", str(places.backups), "--keys", str(places.backups / "keys"))
    assert refused.code != 0
    assert str(places.backups / "keys") in refused.err
    assert not places.backups.exists()


def test_older_backups_go_where_only_so_many_are_kept(run: Run, desk: Desk, places: Places) -> None:
    made = []
    for _ in range(3):
        desk.letter("2026-03-02 10:00")
        made.append(run("backup", str(places.backups), "--keep", "2", *JSON).json)
    assert [len(each["removed"]) for each in made] == [0, 0, 1]
    assert not Path(made[0]["backup"]).exists()
    assert all(Path(each["backup"]).exists() for each in made[1:])


def test_a_folder_without_a_backup_is_said_to_have_none(run: Run, tmp_path: Path, moved: Moved) -> None:
    moved()
    (tmp_path / "empty").mkdir()
    refused = run("restore", str(tmp_path / "empty"))
    assert refused.code == 1
    assert str(tmp_path / "empty") in refused.err


def test_a_backup_is_tried_on_a_server_that_is_gone_afterwards(run: Run, desk: Desk, places: Places) -> None:
    desk.letter("2026-03-02 10:00")
    assert run("backup", str(places.backups), *places.apart).code == 0
    tried = run("restore", str(places.backups), "--check", *JSON)
    assert (tried.code, tried.json["sound"]) == (0, True)
    shutil.rmtree(places.backups)
