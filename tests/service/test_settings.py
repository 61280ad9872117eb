"""The environment is read once, and nonsense in it is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from service.settings import Attaching, Settings, SettingsError


def test_an_empty_environment_gives_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("HOME", "/home/wang")
    assert Settings.from_environment({}) == Settings(Path("/home/wang/.zhuoluo"), None, None, None, 8000)


def test_root_has_its_data_where_other_accounts_can_reach_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert Settings.from_environment({}).home == Path("/var/lib/zhuoluo")


def test_each_variable_is_read() -> None:
    given = {
        "ZHUOLUO_HOME": "/srv/zhuoluo",
        "ZHUOLUO_DATABASE_URL": "postgresql://db.example/zhuoluo",
        "ZHUOLUO_PG_BIN": "/opt/postgresql/bin",
        "ZHUOLUO_PG_OSUSER": "pg",
        "ZHUOLUO_PORT": "8080",
    }
    assert Settings.from_environment(given) == Settings(
        Path("/srv/zhuoluo"), "postgresql://db.example/zhuoluo", Path("/opt/postgresql/bin"), "pg", 8080
    )


def test_of_several_hosts_the_one_that_takes_writes_is_looked_for() -> None:
    given = {"ZHUOLUO_HOME": "/srv", "ZHUOLUO_DATABASE_URL": "postgresql://z@a,b,c/zhuoluo?connect_timeout=3"}
    found = conninfo_to_dict(Settings.from_environment(given).database_url or "")
    assert (found["host"], found["target_session_attrs"], found["connect_timeout"]) == ("a,b,c", "read-write", "3")
    assert {"tcp_user_timeout", "keepalives_idle"} <= found.keys()


@pytest.mark.parametrize("variable", ["ZHUOLUO_DATABASE_URL", "ZHUOLUO_OWNER_URL", "ZHUOLUO_KEYS_URL"])
def test_several_hosts_of_which_any_will_do_are_refused(variable: str) -> None:
    given = {"ZHUOLUO_HOME": "/srv", variable: "host=a,b target_session_attrs=any"}
    with pytest.raises(SettingsError, match=f"{variable} names several hosts and target_session_attrs=any"):
        Settings.from_environment(given)


def test_an_empty_variable_is_not_set() -> None:
    assert Settings.from_environment({"ZHUOLUO_HOME": "/srv", "ZHUOLUO_DATABASE_URL": " "}).database_url is None


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "８０００", "80.0"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(SettingsError, match=r"ZHUOLUO_PORT=.* is not a port number"):
        Settings.from_environment({"ZHUOLUO_HOME": "/srv", "ZHUOLUO_PORT": port})


@pytest.mark.parametrize("variable", ["ZHUOLUO_HOME", "ZHUOLUO_PG_BIN"])
def test_a_relative_path_is_refused(variable: str) -> None:
    with pytest.raises(SettingsError, match=f"{variable}='here' is a relative path"):
        Settings.from_environment({"ZHUOLUO_HOME": "/srv", variable: "here"})


def test_each_variable_of_attachments_is_read() -> None:
    given = {
        "ZHUOLUO_ATTACHMENTS": "/srv/files",
        "ZHUOLUO_SCANNER": "tcp:[::1]:3310",
        "ZHUOLUO_ATTACHMENT_MIB": "1",
        "ZHUOLUO_RECORDING_MIB": "2",
        "ZHUOLUO_ATTACHMENTS_EACH": "3",
    }
    read = Settings.from_environment(given)
    assert read.attachments == Attaching(Path("/srv/files"), "tcp:[::1]:3310", 1024 * 1024, 2 * 1024 * 1024, 3)
    assert read.attachment_folder == Path("/srv/files")
    usual = Settings.from_environment({"ZHUOLUO_HOME": "/srv/zhuoluo"})
    assert (usual.attachments, usual.attachment_folder) == (Attaching(), Path("/srv/zhuoluo/attachments"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ZHUOLUO_ATTACHMENTS", "files"),
        ("ZHUOLUO_SCANNER", "localhost:3310"),
        ("ZHUOLUO_SCANNER", "unix:clamd.ctl"),
        ("ZHUOLUO_ATTACHMENT_MIB", "0"),
        ("ZHUOLUO_RECORDING_MIB", "many"),
        ("ZHUOLUO_ATTACHMENTS_EACH", "-1"),
    ],
)
def test_nonsense_about_attachments_is_refused_by_name(name: str, text: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({name: text})
