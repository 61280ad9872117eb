"""`zhuoluo account`, `session` and `token` at a terminal; secrets come in by a pipe and never as arguments."""

from __future__ import annotations

from io import StringIO

import pyotp
import pytest

from service.cli.main import zhuoluo
from tests.service.cli.conftest import Run, Said, run
from tests.service.signin.people import PASSWORD

__all__ = ["run"]

WHY = ("--reason", "核查")
AT = ("--office", "yimin")
WEAK = "marker"
JSON = ("--format", "json")


@pytest.fixture
def office(run: Run) -> Run:
    assert run("office", "create", "yimin", "--name", "移民局", "--rulebook", "R5").code == 0
    return run


def redeem(
    run: Run, monkeypatch: pytest.MonkeyPatch, code: str, login: str, *words: str, password: str = PASSWORD
) -> Said:
    monkeypatch.setattr("sys.stdin", StringIO(f"{code}\n{password}\n"))
    return run("account", "redeem", login, *words, *JSON)


def test_the_first_account_is_made_by_a_code_and_others_by_invitation(
    office: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = office("account", "first", "yimin", *JSON).json["code"]
    assert redeem(office, monkeypatch, code, "TianTian", "--person", "安全员").json["login"] == "tiantian"
    again = office("account", "first", "yimin")
    assert (again.code, "已有账号" in again.err) == (1, True)
    invited = office("account", "open", "liuqing", *AT, "--person", "柳青", *JSON).json["code"]
    assert redeem(office, monkeypatch, invited, "liuqing").code == 0
    rows = office("account", "list", *AT, *JSON).json
    assert [(row["login"], row["standing"]) for row in rows] == [("tiantian", "open"), ("liuqing", "open")]


def test_an_account_is_blocked_released_reset_and_closed(office: Run) -> None:
    office("account", "open", "tiantian", *AT, "--person", "安全员")
    for command, standing in (("block", "blocked"), ("release", "open"), ("close", "closed")):
        said = office("account", command, "tiantian", *AT, *WHY, *JSON)
        assert said.json == {"login": "tiantian", "standing": standing}
    assert office("account", "close", "tiantian", *AT, *WHY).code == 1
    assert office("account", "block", "nobody", *AT, *WHY).code == 1
    office("account", "open", "liuqing", *AT, "--person", "柳青")
    assert office("account", "reset", "liuqing", "password", *AT, *WHY, *JSON).json["code"]
    assert "code" not in office("account", "reset", "liuqing", "second-factor", *AT, *WHY, *JSON).json
    assert office("session", "list", "liuqing", *AT, *JSON).json == []
    assert office("session", "revoke", "liuqing", *AT, *JSON).json["ended"] == 0


def test_an_address_for_reminders_is_set_shown_and_taken_away(office: Run) -> None:
    office("account", "open", "liuqing", *AT, "--person", "柳青")
    to = ("--address", "liuqing@example.org")
    assert office("account", "mail", "liuqing", *to, *AT, *WHY, *JSON).json["mail"] == "liuqing@example.org"
    assert [row["mail"] for row in office("account", "list", *AT, *JSON).json] == ["liuqing@example.org"]
    wrong = office("account", "mail", "liuqing", "--address", "liuqing", *AT, *WHY)
    assert (wrong.code, "邮箱地址有误" in wrong.err) == (1, True)
    assert office("account", "mail", "liuqing", *AT, *WHY, *JSON).json["mail"] == ""
    assert [row["mail"] for row in office("account", "list", *AT, *JSON).json] == [""]


def test_a_token_is_shown_once_listed_and_revoked(office: Run) -> None:
    refused = office(
        "token", "issue", "交换", *AT, "--unit", "没有", "--scope", "read", "--expires",
        "2999-01-01T00:00:00+08:00", *WHY,
    )  # fmt: skip
    assert refused.code == 1
    assert "单位" in refused.err
    assert office("token", "list", *AT, *JSON).json == []
    assert office("token", "revoke", "0b7e3a52-6b0f-4c55-9d6e-1f6f5a3c1d01", *AT, *WHY).code == 1


def test_a_code_that_does_not_hold_and_a_weak_password_are_refused_and_not_repeated(
    office: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = redeem(office, monkeypatch, "MARK-MARK-MARK-MARK", "tiantian")
    assert (wrong.code, "MARK" in wrong.out + wrong.err) == (1, False)
    code = office("account", "first", "yimin", *JSON).json["code"]
    weak = redeem(office, monkeypatch, code, "tiantian", "--person", "安全员", password=WEAK)
    assert (weak.code, "marker" in weak.out + weak.err) == (1, False)
    monkeypatch.setattr("sys.stdin", StringIO(""))
    assert office("account", "redeem", "tiantian").code == 2


def test_the_owner_sets_up_a_second_factor_at_a_terminal(office: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    code = office("account", "first", "yimin", *JSON).json["code"]
    redeem(office, monkeypatch, code, "tiantian", "--person", "安全员")
    monkeypatch.setattr("sys.stdin", StringIO(f"{PASSWORD}\n"))
    made = office("account", "enrol", "tiantian", *JSON).json
    monkeypatch.setattr("sys.stdin", StringIO(f"{PASSWORD}\n{pyotp.TOTP(made['secret']).now()}\n"))
    assert len(office("account", "confirm", "tiantian", *JSON).json["recovery_codes"]) == 8
    monkeypatch.setattr("sys.stdin", StringIO(f"{PASSWORD}\n"))
    assert office("account", "enrol", "tiantian").code == 1
    assert office("session", "list", "tiantian", *AT, *JSON).json == []


def test_no_command_takes_a_password_or_code_as_an_argument() -> None:
    for name in ("account", "session", "token"):
        group = zhuoluo.commands[name]
        assert hasattr(group, "commands")
        for command in group.commands.values():
            assert {param.name for param in command.params} & {"password", "code", "secret"} == set()
