"""One server for all processes that use it, run by an unprivileged account."""

from __future__ import annotations

import multiprocessing
import os
import pwd
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from service.postgres import embedded
from service.settings import Settings
from tests.service.holder import holder
from tests.service.processes import gone, until

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


@AS_ROOT
def test_root_starts_it_under_an_unprivileged_account(home: Path) -> None:
    with embedded(Settings(home)) as server:
        assert Path(f"/proc/{server.pid}").stat().st_uid != 0
        assert server.data.stat().st_uid == Path(f"/proc/{server.pid}").stat().st_uid
        with psycopg.connect(server.conninfo("postgres")) as connection:
            assert connection.execute("SELECT count(*) FROM pg_database").fetchone() == (3,)


@AS_ROOT
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_an_ordinary_user_starts_it_as_oneself(home: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    with embedded(Settings(home / "warm")):
        pass  # Imports all that the child needs: it cannot read the libraries if they lie in root's home.
    child = multiprocessing.get_context("fork").Process(target=_as_user, args=(nobody.pw_uid, nobody.pw_gid, home))
    child.start()
    child.join(60)
    assert child.exitcode == 0
    assert (home / "postgres" / "data").stat().st_uid == nobody.pw_uid


def _as_user(uid: int, gid: int, home: Path) -> None:
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    with embedded(Settings(home)) as server, psycopg.connect(server.conninfo("postgres")) as connection:
        connection.execute("SELECT 1")


def test_only_its_own_directory_leads_to_it(home: Path) -> None:
    """No network address, and a socket that only the account of the server (and root) can get at."""
    with embedded(Settings(home)) as server, psycopg.connect(server.conninfo("postgres")) as connection:
        settings = "SELECT current_setting('listen_addresses'), current_setting('unix_socket_permissions')"
        assert connection.execute(settings).fetchone() == ("", "0700")
        assert (home / "postgres").stat().st_mode & 0o777 == 0o700
        assert (home / "postgres" / "s").stat().st_mode & 0o777 == 0o700


def test_what_is_committed_is_on_the_disk(home: Path) -> None:
    with embedded(Settings(home)) as server, psycopg.connect(server.conninfo("postgres")) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums"):
            row = connection.execute("SELECT current_setting(%s)", [setting]).fetchone()
            assert (setting, row) == (setting, ("on",))


def test_three_processes_that_start_at_once_share_one_server_and_the_last_stops_it(home: Path) -> None:
    with ExitStack() as stack:
        holders = [stack.enter_context(holder(home)) for _ in range(3)]
        postmasters = {held.postmaster for held in holders}
        assert len(postmasters) == 1
        postmaster = postmasters.pop()
        assert [held.leave() for held in holders[:2]] == [0, 0]
        assert not gone(postmaster)
        assert holders[2].leave() == 0
        assert until(lambda: gone(postmaster))
    log = (home / "postgres" / "server.log").read_text(encoding="utf-8")
    assert log.count("LOG:  starting PostgreSQL") == 1
    assert log.count("database system is shut down") == 1
    assert [path.name for path in (home / "postgres").glob("*.tmp*")] == []


def test_sigterm_stops_the_server_of_its_last_user(home: Path) -> None:
    with holder(home) as held:
        postmaster = held.postmaster
        assert held.terminate() == 128 + 15
        assert until(lambda: gone(postmaster))


def test_a_server_whose_launcher_was_killed_is_taken_over_and_stopped(home: Path) -> None:
    with holder(home) as held:
        postmaster = held.postmaster
        held.kill()
    assert not gone(postmaster)
    with embedded(Settings(home)) as server:
        assert server.pid == postmaster
    assert until(lambda: gone(postmaster))


def test_two_uses_in_one_process_count_twice(home: Path) -> None:
    with embedded(Settings(home)) as outer:
        with embedded(Settings(home)) as inner:
            assert inner.pid == outer.pid
        with psycopg.connect(outer.conninfo("postgres")) as connection:
            connection.execute("SELECT 1")


@pytest.mark.parametrize("name", ["a-directory-with-a-long-name-" * 3, "comma, comma"])
def test_a_path_that_a_socket_cannot_have_gets_a_short_one(home: Path, name: str) -> None:
    with embedded(Settings(home / name)) as server:
        sockets = server.cluster.sockets
        assert not sockets.is_relative_to(home)
        assert sockets.stat().st_mode & 0o777 == 0o700
        with psycopg.connect(server.conninfo("postgres")) as connection:
            connection.execute("SELECT 1")
    sockets.rmdir()


def test_a_directory_with_odd_characters_works(home: Path) -> None:
    with embedded(Settings(home / "it's 信访 & co")) as server:
        postmaster = server.pid
        assert postmaster is not None
        with psycopg.connect(server.conninfo("postgres")) as connection:
            connection.execute("SELECT 1")
    assert until(lambda: gone(postmaster))
