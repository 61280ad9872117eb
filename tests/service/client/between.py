"""A proxy on this computer that passes requests on, or fails at a chosen moment: before, after, or with an answer."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import httpx2

PASS, CUT_BEFORE, CUT_AFTER, CUT_WITHIN = "pass", "cut before", "cut after", "cut within"
BAD_GATEWAY, SLOW_DOWN = "bad gateway", "slow down"
OWN_HEADERS = {"transfer-encoding", "connection", "content-encoding", "content-length"}


class Between:
    """What happened, and what is to happen with the next requests; those after them pass."""

    def __init__(self, upstream: str, place: str) -> None:
        self.upstream, self.place = upstream, place
        self.plan: list[str] = []
        self.seen: list[httpx2.Headers] = []
        self.taken: list[int] = []
        """The statuses with which the server answered, whatever became of the answers."""

    @classmethod
    @contextmanager
    def standing(cls, upstream: str) -> Iterator[Between]:
        class Handler(_Handler):
            between: ClassVar[Between]

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        made = Handler.between = cls(upstream, f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    between: ClassVar[Between]

    def do_GET(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def do_DELETE(self) -> None:
        self._handle()

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def _handle(self) -> None:
        between = self.between
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        between.seen.append(httpx2.Headers(list(self.headers.items())))
        what = between.plan.pop(0) if between.plan else PASS
        if what in (BAD_GATEWAY, SLOW_DOWN):
            self._say(502 if what == BAD_GATEWAY else 429, {"Retry-After": "7"} if what == SLOW_DOWN else {}, b"<html>")
        elif what == CUT_BEFORE:
            self._cut()
        else:
            self._pass_on(body, what)

    def _pass_on(self, body: bytes, what: str) -> None:
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
        with httpx2.Client(base_url=self.between.upstream, timeout=30) as upstream:
            answer = upstream.request(self.command, self.path, headers=headers, content=body)
        self.between.taken.append(answer.status_code)
        if what == CUT_AFTER:
            self._cut()
            return
        content = answer.content
        passed = {name: value for name, value in answer.headers.items() if name.lower() not in OWN_HEADERS}
        if what == CUT_WITHIN:
            self._say(answer.status_code, passed, content[: len(content) // 2], said=len(content))
            self._cut()
            return
        self._say(answer.status_code, passed, content)

    def _say(self, status: int, headers: dict[str, str], content: bytes, said: int | None = None) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content) if said is None else said))
        self.end_headers()
        self.wfile.write(content)

    def _cut(self) -> None:
        """The connection is reset, as by a machine that lost its power."""
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
