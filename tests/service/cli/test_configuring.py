"""`zhuoluo config`: what is set, by what, without a secret."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from service.configuration.known import KNOWN
from tests.service.cli.conftest import Run


def settings(run: Run) -> dict[str, Any]:
    return {each["key"]: each for each in run("config", "show", "--format", "json").json["settings"]}


def test_it_tells_each_setting_and_where_it_comes_from(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "zhuoluo.toml").write_text('server.port = 8123\nserver.hosts = ["a.example"]\n', encoding="utf-8")
    monkeypatch.setenv("ZHUOLUO_HOSTS", "b.example")
    found = settings(run)
    assert list(found) == [each.key for each in KNOWN]
    port, hosts, rate = found["server.port"], found["server.hosts"], found["server.address_rate"]
    assert (port["value"], port["source"], port["path"]) == ("8123", "file", str(home / "zhuoluo.toml"))
    assert (hosts["value"], hosts["source"], hosts["path"]) == ("b.example", "environment", "")
    assert (rate["value"], rate["source"]) == ("50/200", "default")
    table = run("config", "show").out
    assert all(each.key in table and each.variable in table for each in KNOWN)


@pytest.mark.parametrize(
    "url", ["postgresql://u:geheim@db.example/z", "host=db.example user=u password=geheim", "not a url geheim"]
)
def test_no_password_is_shown(run: Run, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    for each in ("ZHUOLUO_DATABASE_URL", "ZHUOLUO_OWNER_URL", "ZHUOLUO_KEYS_URL"):
        monkeypatch.setenv(each, url)
    for words in (("config", "show"), ("config", "show", "--format", "json")):
        said = run(*words)
        assert said.code == 0, said.err
        assert "geheim" not in said.out + said.err
        assert "***" in said.out
        assert ("db.example" in said.out) == ("db.example" in url)


def test_a_variable_that_is_none_is_named_with_what_may_be_meant(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHUOLUO_PROT", "8000")
    monkeypatch.delenv("ZHUOLUO_BROWSER_TESTS", raising=False)
    assert run("config", "show", "--format", "json").json["unknown"] == {"ZHUOLUO_PROT": "ZHUOLUO_PORT"}
    assert "ZHUOLUO_PORT" in run("config", "show").err


def test_a_fault_of_the_file_ends_every_command_with_the_same_words(run: Run, home: Path) -> None:
    (home / "zhuoluo.toml").write_text("server.prot = 1\n", encoding="utf-8")
    for words in (("config", "show"), ("status",), ("serve",)):
        said = run(*words)
        assert (said.code, said.out) == (2, "")
        assert f"{home / 'zhuoluo.toml'}: server.prot is not known" in said.err


def test_the_example_is_written_once_and_for_its_owner_only(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "zhuoluo.toml"
    assert run("config", "example", "--out", str(file)).code == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text(encoding="utf-8") == run("config", "example").out
    assert set(tomllib.loads(file.read_text(encoding="utf-8"))) == {each.table for each in KNOWN if each.table}
    file.write_text("# ours\n", encoding="utf-8")
    assert run("config", "example", "--out", str(file)).code == 1
    assert file.read_text(encoding="utf-8") == "# ours\n"
