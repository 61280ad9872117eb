"""A settings file is read whole or refused, and every fault in it is named by file and key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.cli.configuring import example_file
from service.configuration.known import BY_KEY, CONFIG, KNOWN, OF_COMMANDS
from service.settings import Settings, SettingsError

SERVICE = Path(__file__).parents[3] / "service"
WHOLE = """
[server]
port = 8123
hosts = ["xinfang.example", "localhost"]
proxies = ["10.0.0.0/8"]
address_rate = "5/50"
session_rate = "2/20"
drain_seconds = 15
api_docs = false

[log]
access = true
format = "json"

[metrics]
token_file = "/etc/zhuoluo/metrics.token"

[database]
url = "postgresql://db.example/zhuoluo"
owner_url = "postgresql://owner@db.example/zhuoluo"
pg_bin = "/opt/pg/bin"
pg_osuser = "pg"

[keys]
url = "postgresql://keys.example/keys"
kek_files = ["/mnt/a.key", "/mnt/b.key"]
shred_list = "/mnt/shred"

[evidence]
origin = "xinfang.example"

[attachments]
folder = "/srv/files"
scanner = "unix:/run/clamd.ctl"
file_mib = 10
recording_mib = 20
each = 30

[mail]
server = "smtps://bot@mail.example"
sender = "bot@mail.example"
password_file = "/etc/zhuoluo/smtp"

[webhooks]
networks = ["10.20.0.0/16"]
"""
AS_VARIABLES = {
    "ZHUOLUO_PORT": "8123",
    "ZHUOLUO_HOSTS": "xinfang.example,localhost",
    "ZHUOLUO_PROXIES": "10.0.0.0/8",
    "ZHUOLUO_ADDRESS_RATE": "5/50",
    "ZHUOLUO_SESSION_RATE": "2/20",
    "ZHUOLUO_DRAIN_SECONDS": "15",
    "ZHUOLUO_API_DOCS": "off",
    "ZHUOLUO_ACCESS_LOG": "on",
    "ZHUOLUO_LOG_FORMAT": "json",
    "ZHUOLUO_METRICS_TOKEN_FILE": "/etc/zhuoluo/metrics.token",
    "ZHUOLUO_DATABASE_URL": "postgresql://db.example/zhuoluo",
    "ZHUOLUO_OWNER_URL": "postgresql://owner@db.example/zhuoluo",
    "ZHUOLUO_PG_BIN": "/opt/pg/bin",
    "ZHUOLUO_PG_OSUSER": "pg",
    "ZHUOLUO_KEYS_URL": "postgresql://keys.example/keys",
    "ZHUOLUO_KEK_FILE": "/mnt/a.key:/mnt/b.key",
    "ZHUOLUO_SHRED_LIST": "/mnt/shred",
    "ZHUOLUO_ORIGIN": "xinfang.example",
    "ZHUOLUO_ATTACHMENTS": "/srv/files",
    "ZHUOLUO_SCANNER": "unix:/run/clamd.ctl",
    "ZHUOLUO_ATTACHMENT_MIB": "10",
    "ZHUOLUO_RECORDING_MIB": "20",
    "ZHUOLUO_ATTACHMENTS_EACH": "30",
    "ZHUOLUO_SMTP": "smtps://bot@mail.example",
    "ZHUOLUO_MAIL_FROM": "bot@mail.example",
    "ZHUOLUO_SMTP_PASSWORD_FILE": "/etc/zhuoluo/smtp",
    "ZHUOLUO_WEBHOOK_NETWORKS": "10.20.0.0/16",
}


def written(folder: Path, text: str, mode: int = 0o600) -> dict[str, str]:
    """The environment of a home that holds this file."""
    file = folder / "zhuoluo.toml"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return {"ZHUOLUO_HOME": str(folder)}


def test_a_file_says_all_that_variables_can_say(tmp_path: Path) -> None:
    assert {*AS_VARIABLES, "ZHUOLUO_HOME"} == {each.variable for each in KNOWN}
    home = {"ZHUOLUO_HOME": str(tmp_path)}
    by_variables = Settings.from_environment({**home, **AS_VARIABLES})
    assert Settings.from_environment(written(tmp_path, WHOLE)) == by_variables
    assert by_variables != Settings.from_environment(written(tmp_path, "")), "the control"


def test_a_variable_wins_over_the_file_and_an_empty_one_does_not(tmp_path: Path) -> None:
    home = written(tmp_path, "server.port = 8123")
    assert Settings.from_environment({**home, "ZHUOLUO_PORT": "8200"}).port == 8200
    assert Settings.from_environment({**home, "ZHUOLUO_PORT": " "}).port == 8123


def test_a_file_elsewhere_may_name_the_home(tmp_path: Path) -> None:
    written(tmp_path, 'home = "/srv/zhuoluo"\nserver.port = 8123')
    read = Settings.from_environment({"ZHUOLUO_CONFIG": str(tmp_path / "zhuoluo.toml")})
    assert (read.home, read.port) == (Path("/srv/zhuoluo"), 8123)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("server.prot = 1", r"server\.prot is not known .*is server\.port meant\?"),
        ("[serve]\nport = 1", r"serve\.port is not known .*is server\.port meant\?"),
        ("[sever]", "sever is not known"),
        ('server.port = "8000"', r"server\.port must be 整数 a whole number, not a text"),
        ("server.port = true", r"server\.port must be 整数 a whole number, not true/false"),
        ('server.api_docs = "on"', r"server\.api_docs must be true / false, not a text"),
        ('server.hosts = "a,b"', r"server\.hosts must be 文字列表 a list of texts, not a text"),
        ("server.hosts = [1]", r"server\.hosts must be 文字列表"),
        ("keys.shred_list = 1", r"keys\.shred_list must be 文字 a text, not a whole number"),
        ("server = 1", "server is not known"),
        ('home = "/srv"', "home cannot be said in the home itself"),
        ("port =", "is no TOML"),
    ],
)
def test_what_is_not_known_or_of_another_type_is_named_by_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as refused:
        Settings.from_environment(written(tmp_path, text))
    assert str(tmp_path / "zhuoluo.toml") in str(refused.value)


def test_every_fault_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment(written(tmp_path, "server.port = true\nlog.fromat = 'json'\n"))
    assert all(key in str(refused.value) for key in ("server.port", "log.fromat"))


@pytest.mark.parametrize(
    ("key", "text", "variable"),
    [
        ("server.port", "70000", "ZHUOLUO_PORT"),
        ("server.hosts", '["*"]', "ZHUOLUO_HOSTS"),
        ("log.format", '"xml"', "ZHUOLUO_LOG_FORMAT"),
        ("keys.shred_list", '"here"', "ZHUOLUO_SHRED_LIST"),
        ("mail.sender", '"bot@mail.example"', "ZHUOLUO_MAIL_FROM"),
    ],
)
def test_a_value_that_cannot_be_meant_is_named_by_file_and_key(
    tmp_path: Path, key: str, text: str, variable: str
) -> None:
    with pytest.raises(SettingsError, match=re.escape(f"{tmp_path / 'zhuoluo.toml'}: {key}")) as refused:
        Settings.from_environment(written(tmp_path, f"{key} = {text}"))
    assert variable not in str(refused.value)


@pytest.mark.parametrize("named", ["zhuoluo.toml", "/not/there.toml"])
def test_a_file_that_is_named_must_be_there(named: str) -> None:
    with pytest.raises(SettingsError, match="ZHUOLUO_CONFIG"):
        Settings.from_environment({"ZHUOLUO_CONFIG": named})


SECRETS = [each.key for each in KNOWN if each.secret]


@pytest.mark.parametrize("key", SECRETS)
def test_a_password_in_a_file_that_others_may_read_is_refused_and_not_repeated(tmp_path: Path, key: str) -> None:
    text = f'{key} = "postgresql://u:geheim@db/z"'
    assert Settings.from_environment(written(tmp_path, text)).home == tmp_path
    open_to_all = written(tmp_path, f'{key} = "postgresql://u@db/z"', 0o644)
    assert Settings.from_environment(open_to_all).home == tmp_path
    with pytest.raises(SettingsError, match=f"{key} holds a password; run: chmod 600") as refused:
        Settings.from_environment(written(tmp_path, text, 0o640))
    assert "geheim" not in str(refused.value)


def test_every_variable_that_the_program_reads_is_known() -> None:
    """And none is known that it does not read."""
    sources = [path for path in SERVICE.rglob("*.py") if path.name not in ("known.py", "reference.py")]
    named = {
        name for path in sources for name in re.findall(r'"(ZHUOLUO_[A-Z_]*[A-Z])\b(?!_)', path.read_text("utf-8"))
    }
    assert named | {CONFIG} == {each.variable for each in KNOWN} | OF_COMMANDS


def test_the_example_is_a_sound_file_with_every_key(tmp_path: Path) -> None:
    text = example_file()
    assert Settings.from_environment(written(tmp_path, text)) == Settings(tmp_path)
    bare = re.sub(r"(?m)^# (?=[a-z_]+ = )", "", text)
    assert bare.count(" = ") == len(KNOWN)
    with pytest.raises(SettingsError, match="home cannot be said") as refused:
        Settings.from_environment(written(tmp_path, bare))
    assert "not known" not in str(refused.value)
    assert " must be " not in str(refused.value)


def test_what_is_called_usual_is_what_holds(tmp_path: Path) -> None:
    usual = {each.variable: each.usual for each in BY_KEY.values() if each.usual}
    home = {"ZHUOLUO_HOME": str(tmp_path)}
    assert Settings.from_environment({**home, **usual}) == Settings.from_environment(home)
