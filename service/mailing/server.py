"""The conversation with the mail server (SMTP): one connection for all that is sent at a time."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage

from service.mailing.configured import Mailing

SECONDS = 30
"""How long the server may take for each answer."""
TEMPORARY = range(400, 500)


class MailServerAway(Exception):
    """The mail server does not answer, or broke off: nothing more can be sent now."""


class MailServerWithoutTls(Exception):
    """The mail server on another computer offers no STARTTLS, or its certificate does not hold: nothing is sent."""


class MailSignInRefused(Exception):
    """The mail server does not take our user and password."""


class MailSenderRefused(Exception):
    """The mail server does not take mail from our address at all."""


class MailRefused(Exception):
    """The server refuses this one message; `later`: it may take it when it is tried again."""

    def __init__(self, code: int) -> None:
        self.later = code in TEMPORARY
        super().__init__(code)


class MailServer:
    """A connection over which messages are handed to the server one by one."""

    def __init__(self, connection: smtplib.SMTP, mailing: Mailing) -> None:
        self._connection, self._sender = connection, mailing.sender.addr_spec

    def send(self, message: EmailMessage, to: str) -> None:
        """Returns once the server has taken the message. Raises MailRefused, MailSenderRefused, MailServerAway."""
        try:
            self._connection.send_message(message, self._sender, [to])
        except smtplib.SMTPRecipientsRefused as error:
            raise MailRefused(error.recipients[to][0]) from None
        except smtplib.SMTPSenderRefused:
            raise MailSenderRefused from None
        except (smtplib.SMTPDataError, smtplib.SMTPHeloError) as error:
            raise MailRefused(error.smtp_code) from None
        except (smtplib.SMTPException, OSError):
            raise MailServerAway from None


@contextmanager
def mail_server(mailing: Mailing, context: ssl.SSLContext | None = None) -> Iterator[MailServer]:
    """The server, signed in to, until the end of the `with`.

    `context`: the certificates that are believed; those of this computer if not said. Raises MailServerAway,
    MailServerWithoutTls, MailSignInRefused, BadSecretFile.
    """
    password = mailing.password()
    connection = _reached(mailing, context or ssl.create_default_context())
    try:
        if mailing.user:
            _sign_in(connection, mailing.user, password)
        yield MailServer(connection, mailing)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            connection.quit()


def _reached(mailing: Mailing, context: ssl.SSLContext) -> smtplib.SMTP:
    try:
        if mailing.tls:
            return smtplib.SMTP_SSL(mailing.host, mailing.port, timeout=SECONDS, context=context)
        plain = smtplib.SMTP(mailing.host, mailing.port, timeout=SECONDS)
    except ssl.SSLError:
        raise MailServerWithoutTls from None
    except (smtplib.SMTPException, OSError):
        raise MailServerAway from None
    if not mailing.on_loopback:
        _begin_tls(plain, context)
    return plain


def _begin_tls(connection: smtplib.SMTP, context: ssl.SSLContext) -> None:
    """Before this nothing is said that anybody could read or change underway."""
    try:
        connection.starttls(context=context)
    except (smtplib.SMTPNotSupportedError, smtplib.SMTPResponseException, ssl.SSLError):
        connection.close()
        raise MailServerWithoutTls from None
    except (smtplib.SMTPException, OSError):
        connection.close()
        raise MailServerAway from None


def _sign_in(connection: smtplib.SMTP, user: str, password: str) -> None:
    try:
        connection.login(user, password)
    except smtplib.SMTPServerDisconnected:
        raise MailServerAway from None
    except smtplib.SMTPException:
        raise MailSignInRefused from None
    except OSError:
        raise MailServerAway from None
