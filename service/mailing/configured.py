"""What the environment says of the mail server; everything refused that cannot be meant, or would not be safe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address, HeaderRegistry
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from service.secret_files import read_secret
from service.web_guard.configured import LOOPBACK

SERVER, SENDER, PASSWORD = "ZHUOLUO_SMTP", "ZHUOLUO_MAIL_FROM", "ZHUOLUO_SMTP_PASSWORD_FILE"
PORTS: Mapping[str, int] = {"smtp": 587, "smtps": 465}
"""Submission (RFC 6409, RFC 8314), where the address names no port."""
LONGEST = 254
"""Characters of an address (RFC 5321, 4.5.3.1)."""
QUOTED = frozenset(' "<>(),;:\\[]')


class MailSettingsError(ValueError):
    """An environment variable about e-mail holds something that cannot be meant."""


@dataclass(frozen=True, slots=True)
class Mailing:
    """The server that takes our mail, and whom it comes from.

    `tls` from the first byte on (smtps); otherwise it is begun by STARTTLS, which only a server on this computer may
    lack.
    """

    host: str
    port: int
    sender: Address
    tls: bool = False
    user: str = ""
    password_file: Path | None = None

    @property
    def on_loopback(self) -> bool:
        return self.host in LOOPBACK

    def password(self) -> str:
        """The password of `user`. Raises BadSecretFile."""
        return read_secret(self.password_file) if self.password_file else ""


def one_mailbox(text: str) -> Address:
    """The one address that stands there, with its name if it has one. Raises ValueError."""
    try:
        header = HeaderRegistry()("From", text)
    except Exception as broken:
        raise ValueError(text) from broken
    found: tuple[Address, ...] = getattr(header, "addresses", ())
    sound = len(found) == 1 and not header.defects and text.isprintable()
    if not sound or not found[0].domain or not found[0].addr_spec.isascii() or len(found[0].addr_spec) > LONGEST:
        raise ValueError(text)
    return Address(found[0].display_name, found[0].username, found[0].domain)


def plain_address(text: str) -> str:
    """The address, when nothing else stands there and it needs no quotes. Raises ValueError."""
    if one_mailbox(text).addr_spec != text or set(text) & QUOTED:
        raise ValueError(text)
    return text


def mail_settings(given: Mapping[str, str]) -> Mailing | None:
    """How mail goes out, None when nothing says so. Raises MailSettingsError naming the variable."""
    if SERVER not in given and SENDER not in given and PASSWORD not in given:
        return None
    for one, other in ((SERVER, SENDER), (SENDER, SERVER)):
        if one not in given:
            message = f"{one} is not set, without which {other if other in given else PASSWORD} does nothing (缺{one})"
            raise MailSettingsError(message)
    server, sender = _server(given[SERVER]), _sender(given[SENDER])
    user, file = unquote(server.username or ""), _file(given.get(PASSWORD))
    if bool(user) != (file is not None):
        message = f"a user in {SERVER} and {PASSWORD} go together: one of them is missing (用户名和密码文件须同时设置)"
        raise MailSettingsError(message)
    host, port = str(server.hostname), server.port or PORTS[server.scheme]
    return Mailing(host, port, sender, tls=server.scheme == "smtps", user=user, password_file=file)


def _server(text: str) -> SplitResult:
    """The address is not repeated: somebody may have put the password into it."""
    try:
        found = urlsplit(text.strip())
        sound = found.scheme in PORTS and bool(found.hostname) and found.port != 0
    except ValueError:
        sound = False
    if not sound or found.path not in ("", "/") or found.query or found.fragment:
        message = f"{SERVER} is not smtp://host:port or smtps://user@host:port (邮件服务器地址有误)"
        raise MailSettingsError(message)
    if found.password is not None:
        message = f"{SERVER} holds a password: put it into a file that {PASSWORD} names (密码须放在文件中)"
        raise MailSettingsError(message)
    return found


def _sender(text: str) -> Address:
    try:
        return one_mailbox(text)
    except ValueError:
        message = f"{SENDER}={text!r} is neither name@example.org nor 'Name <name@example.org>' (发件地址有误)"
        raise MailSettingsError(message) from None


def _file(text: str | None) -> Path | None:
    if text is None:
        return None
    path = Path(text).expanduser()
    if not path.is_absolute():
        message = f"{PASSWORD}={text!r} is a relative path; give it in full, beginning with /"
        raise MailSettingsError(message)
    return path
