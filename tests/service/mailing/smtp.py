"""A mail server (SMTP) on this computer, which keeps what it took; it refuses and breaks off as it is told."""

from __future__ import annotations

import socketserver
import ssl
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from threading import Thread


class Taken:
    """A mail as it came in: from and to whom by the envelope, and its bytes."""

    def __init__(self, sender: str, to: str, raw: bytes) -> None:
        self.sender, self.to, self.raw = sender, to, raw

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=default)

    @property
    def text(self) -> str:
        return str(self.message.get_content()).replace("\r\n", "\n")


class Post(socketserver.ThreadingTCPServer):
    """`refuses`: the answer by address. `password`: that of "user". `ends_after`: so many mails it breaks off."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, host: str, tls: ssl.SSLContext | None, later: ssl.SSLContext | None) -> None:
        super().__init__((host, 0), _Conversation)
        self.tls, self.later = tls, later
        self.host, self.port = host, int(self.server_address[1])
        self.taken: list[Taken] = []
        self.refuses: dict[str, int] = {}
        self.password = ""
        self.ends_after: int | None = None
        self.said: list[str] = []

    def handle_error(self, *_: object) -> None:
        """A client that goes away in the middle is no news."""

    @property
    def recipients(self) -> list[str]:
        return [each.to for each in self.taken]


class _Conversation(socketserver.StreamRequestHandler):
    server: Post

    def setup(self) -> None:
        if self.server.tls is not None:
            self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        super().finish()
        self.request.close()  # that which speaks TLS is another than the server knows of

    def handle(self) -> None:
        self.sender, self.to = "", ""
        self._say("220 post")
        while line := self.rfile.readline():
            said = line.decode().rstrip("\r\n")
            self.server.said.append(said)
            if not self._answered(said):
                return

    def _answered(self, said: str) -> bool:
        verb, _, rest = said.partition(" ")
        match verb.upper():
            case "EHLO":
                self._say("250-post\r\n250-AUTH PLAIN\r\n" + ("250 STARTTLS" if self.server.later else "250 HELP"))
            case "STARTTLS":
                self._begin_tls()
            case "AUTH":
                given = b64decode(rest.partition(" ")[2]).decode().split("\0")
                self._say("235 welcome" if given[1:] == ["user", self.server.password] else "535 no")
            case "MAIL":
                self.sender = rest.partition("<")[2].partition(">")[0]
                self._say("250 ok")
            case "RCPT":
                self.to = rest.partition("<")[2].partition(">")[0]
                code = self.server.refuses.get(self.to, 250)
                self._say(f"{code} {'ok' if code == 250 else 'no'}")
            case "DATA":
                return self._data()
            case "QUIT":
                self._say("221 bye")
                return False
            case _:
                self._say("250 ok")
        return True

    def _begin_tls(self) -> None:
        assert self.server.later is not None
        self._say("220 go on")
        self.request = self.server.later.wrap_socket(self.request, server_side=True)
        super().setup()

    def _data(self) -> bool:
        if self.server.ends_after is not None and len(self.server.taken) >= self.server.ends_after:
            return False
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.taken.append(Taken(self.sender, self.to, b"".join(lines)))
        self._say("250 taken")
        return True

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def post(
    host: str = "127.0.0.1", tls: ssl.SSLContext | None = None, later: ssl.SSLContext | None = None
) -> Iterator[Post]:
    """Such a server, on a port that it finds by itself; TLS from the first byte on, or by STARTTLS."""
    with Post(host, tls, later) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
