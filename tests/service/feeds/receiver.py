"""A receiver of deliveries on this computer, over HTTP or HTTPS, which keeps what came and answers as it is told."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import msgspec

GOOD = 204


class Came(msgspec.Struct, frozen=True):
    """A delivery as it came in: its path, its headers by small names, its bytes."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def item(self) -> Any:
        return msgspec.json.decode(self.body)

    @property
    def position(self) -> int:
        return int(self.item["data"]["position"])

    @property
    def event(self) -> str:
        return str(self.item["data"]["event"])


class Receiver(ThreadingHTTPServer):
    """`answers`: called with the request; its status and headers are answered. `came`: what was answered with 2xx."""

    daemon_threads = True

    def __init__(self, host: str, tls: ssl.SSLContext | None) -> None:
        super().__init__((host, 0), _Conversation)
        self.tls, self.host, self.port = tls, host, int(self.server_address[1])
        self.answers: Callable[[Came], tuple[int, dict[str, str]]] = lambda _came: (GOOD, {})
        self.came: list[Came] = []
        self.refused: list[Came] = []

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}/hooks/zhuoluo"

    @property
    def positions(self) -> list[int]:
        return [each.position for each in self.came]

    def says(self, status: int, **headers: str) -> None:
        """Answers whatever comes from now on like this."""
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers = lambda _came: (status, said)

    def get_request(self) -> tuple[Any, Any]:
        request, address = super().get_request()
        return (self.tls.wrap_socket(request, server_side=True) if self.tls else request), address

    def handle_error(self, *_: object) -> None:
        """A client that goes away in the middle is no news."""


class _Conversation(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        came = Came(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        status, headers = self.server.answers(came)
        (self.server.came if status // 100 == 2 else self.server.refused).append(came)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@contextmanager
def receiving(host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver that answers for as long as the `with`."""
    with Receiver(host, tls) as made:
        thread = Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield made
        finally:
            made.shutdown()
            thread.join()
