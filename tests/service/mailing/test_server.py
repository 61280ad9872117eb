"""How the mail server is spoken to: nothing readable underway to another computer, and no for an answer has a name."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from service.mailing.configured import Mailing
from service.mailing.server import (
    MailRefused,
    MailServerAway,
    MailServerWithoutTls,
    MailSignInRefused,
    mail_server,
)
from service.secret_files import BadSecretFile
from tests.service.certificates import self_signed
from tests.service.mailing.conftest import SENDER
from tests.service.mailing.smtp import Post, post

ELSEWHERE = "127.0.0.2"
"""An address of this computer which is none of the names that are taken for it."""
TO = "nihong@example.org"
PASSWORD = "quiet lanterns"  # noqa: S105 - of nobody


def mail() -> EmailMessage:
    made = EmailMessage()
    made["To"], made["From"], made["Subject"] = TO, SENDER, "催办"
    made.set_content("您好", cte="base64")
    return made


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for ELSEWHERE, signed by itself, with its key."""
    return self_signed(ELSEWHERE, tmp_path / "post.pem")


@pytest.fixture
def context(certificate: Path) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate)
    return made


@pytest.fixture
def secured(context: ssl.SSLContext) -> Iterator[Post]:
    """A server that speaks TLS from the first byte on."""
    with post(ELSEWHERE, context) as server:
        server.password = PASSWORD
        yield server


def password_file(tmp_path: Path, mode: int = 0o600, text: str = f"{PASSWORD}\n") -> Path:
    file = tmp_path / "password"
    file.write_text(text)
    file.chmod(mode)
    return file


def over_tls(server: Post, password: Path) -> Mailing:
    return Mailing(server.host, server.port, SENDER, tls=True, user="user", password_file=password)


def test_to_another_computer_nothing_is_said_without_tls() -> None:
    with post(ELSEWHERE) as server:
        with pytest.raises(MailServerWithoutTls), mail_server(Mailing(server.host, server.port, SENDER)):
            pytest.fail("a server without STARTTLS was spoken to")
        assert not any(said.startswith(("MAIL", "AUTH")) for said in server.said)


def test_starttls_comes_before_everything_else(context: ssl.SSLContext, certificate: Path, tmp_path: Path) -> None:
    known = ssl.create_default_context(cafile=certificate)
    with post(ELSEWHERE, later=context) as listening:
        listening.password = PASSWORD
        mailing = Mailing(listening.host, listening.port, SENDER, user="user", password_file=password_file(tmp_path))
        with mail_server(mailing, known) as server:
            server.send(mail(), TO)
        assert [said.split()[0].upper() for said in listening.said][:4] == ["EHLO", "STARTTLS", "EHLO", "AUTH"]
        assert listening.recipients == [TO]


def test_over_tls_we_sign_in_and_the_mail_is_taken(secured: Post, certificate: Path, tmp_path: Path) -> None:
    known = ssl.create_default_context(cafile=certificate)
    with mail_server(over_tls(secured, password_file(tmp_path)), known) as server:
        server.send(mail(), TO)
    assert [each.text for each in secured.taken] == ["您好\n"]


def test_a_certificate_that_nobody_vouches_for_is_not_believed(secured: Post, tmp_path: Path) -> None:
    with pytest.raises(MailServerWithoutTls), mail_server(over_tls(secured, password_file(tmp_path))):
        pytest.fail("it was believed")


def test_a_password_that_does_not_hold_is_told_without_it(secured: Post, certificate: Path, tmp_path: Path) -> None:
    known, wrong = ssl.create_default_context(cafile=certificate), password_file(tmp_path, text="another")
    with pytest.raises(MailSignInRefused) as refused, mail_server(over_tls(secured, wrong), known):
        pytest.fail("it was let in")
    assert "another" not in str(refused.value)


@pytest.mark.parametrize("mode", [0o640, 0o604, None])
def test_a_password_that_others_may_read_or_that_is_not_there_is_not_used(tmp_path: Path, mode: int | None) -> None:
    file = tmp_path / "none" if mode is None else password_file(tmp_path, mode)
    mailing = Mailing("localhost", 1, SENDER, user="user", password_file=file)
    with pytest.raises(BadSecretFile), mail_server(mailing):
        pytest.fail("it was used")


def test_a_server_that_is_not_there_is_away() -> None:
    with post() as server:
        port = server.port
    with pytest.raises(MailServerAway), mail_server(Mailing("127.0.0.1", port, SENDER)):
        pytest.fail("nobody listens there")


@pytest.mark.parametrize(("code", "later"), [(450, True), (421, True), (550, False)])
def test_a_refusal_says_whether_to_try_again(code: int, later: bool) -> None:  # noqa: FBT001 - the table says which
    with post() as listening:
        listening.refuses[TO] = code
        with mail_server(Mailing(listening.host, listening.port, SENDER)) as server:
            with pytest.raises(MailRefused) as refused:
                server.send(mail(), TO)
            assert refused.value.later == later
