"""What the environment may say of e-mail: the variable that is wrong is named, a password is never repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.deciding import Refused
from service.settings import Settings, SettingsError
from service.signin.mailboxes import checked

SERVER, SENDER, FILE = "ZHUOLUO_SMTP", "ZHUOLUO_MAIL_FROM", "ZHUOLUO_SMTP_PASSWORD_FILE"
HOME = {"ZHUOLUO_HOME": "/srv/zhuoluo"}
SOUND = {
    SERVER: "smtps://bot%40example.org@mail.example.org:4650",
    SENDER: "信访系统 <noreply@example.org>",
    FILE: "/etc/pw",
}


def test_without_any_of_them_no_mail_is_sent() -> None:
    assert Settings.from_environment(HOME).mail is None


def test_each_is_read() -> None:
    mail = Settings.from_environment({**HOME, **SOUND}).mail
    assert mail is not None
    assert (mail.host, mail.port, mail.tls) == ("mail.example.org", 4650, True)
    assert (mail.user, mail.password_file) == ("bot@example.org", Path("/etc/pw"))
    assert (mail.sender.display_name, mail.sender.addr_spec) == ("信访系统", "noreply@example.org")


@pytest.mark.parametrize(
    ("text", "port", "loopback"),
    [
        ("smtp://mail.example.org", 587, False),
        ("smtps://mail.example.org", 465, False),
        ("smtp://localhost:25", 25, True),
        ("smtp://[::1]:25", 25, True),
    ],
)
def test_ports_that_are_not_said_are_those_of_submission(text: str, port: int, *, loopback: bool) -> None:
    mail = Settings.from_environment({**HOME, SERVER: text, SENDER: "noreply@example.org"}).mail
    assert mail is not None
    assert (mail.port, mail.on_loopback) == (port, loopback)


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({SENDER: ""}, SENDER),
        ({SERVER: ""}, SERVER),
        ({SERVER: "mail.example.org:587"}, SERVER),
        ({SERVER: "http://mail.example.org"}, SERVER),
        ({SERVER: "smtp://mail.example.org:70000"}, SERVER),
        ({SERVER: "smtp://mail.example.org/box"}, SERVER),
        ({SERVER: "smtp://:25"}, SERVER),
        ({SENDER: "nobody"}, SENDER),
        ({SENDER: "a@example.org, b@example.org"}, SENDER),
        ({SENDER: "a@example.org\r\nBcc: b@example.org"}, SENDER),
        ({FILE: "password"}, FILE),
        ({FILE: ""}, FILE),
        ({SERVER: "smtp://mail.example.org"}, FILE),
    ],
)
def test_nonsense_is_refused_by_name(said: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        Settings.from_environment({**HOME, **SOUND, **said})


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment({**HOME, **SOUND, SERVER: "smtps://bot:geheim@mail.example.org"})
    assert FILE in str(refused.value)
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize(
    ("hosts", "address"),
    [
        ("", "http://localhost:8000/"),
        ("localhost,127.0.0.1", "http://localhost:8000/"),
        ("localhost,xinfang.example.gov.cn,old.example.gov.cn", "https://xinfang.example.gov.cn/"),
        ("2001:db8::7", "https://[2001:db8::7]/"),
    ],
)
def test_links_lead_to_the_first_name_that_others_know(hosts: str, address: str) -> None:
    assert Settings.from_environment({**HOME, "ZHUOLUO_HOSTS": hosts}).address == address


@pytest.mark.parametrize(
    "said",
    ["nihong", "@example.org", "ni hong@example.org", "a@b@c", "倪虹@example.org", "nihong@例.cn", "<a@example.org>",
     '"a b"@example.org', "a@example.org\nBcc: b@example.org", "a@example.org,b@example.org", "a@[127.0.0.1]",
     f"{'a' * 250}@example.org", "nihong@", "a@[", '"', "<"],
)  # fmt: skip
def test_what_is_no_address_is_refused_before_anything_is_recorded(said: str) -> None:
    with pytest.raises(Refused, match="e-mail"):
        checked(said)


def test_blanks_around_an_address_are_no_part_of_it() -> None:
    assert checked(" nihong@example.org ") == "nihong@example.org"
    assert checked("  ") == ""
