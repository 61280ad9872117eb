"""One address in front of several servers: each connection goes to one that says it is ready, in turn.

As HAProxy does it with `option httpchk GET /api/v1/ready`; it counts what a client would see as an error.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from itertools import count
from threading import Event, Lock, Thread

LOOK = 0.1
"""Seconds between two looks whether a server is ready."""
PIECE = 65536


class Balancer:
    """`cut`: requests whose server went away without an answer. `refused`: connections that nobody took."""

    def __init__(self, ports: Sequence[int]) -> None:
        self.cut = self.refused = 0
        self._ports, self._ready = tuple(ports), frozenset(ports)
        self._turn, self._guard, self._stop = count(), Lock(), Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._threads = [Thread(target=self._look, daemon=True), Thread(target=self._accept, daemon=True)]

    def start(self) -> None:
        for each in self._threads:
            each.start()

    def close(self) -> None:
        self._stop.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._threads:
            each.join()

    def sends_to(self, port: int) -> bool:
        return port in self._ready

    def _look(self) -> None:
        while not self._stop.wait(LOOK):
            self._ready = frozenset(port for port in self._ports if _is_ready(port))

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with client:
            server = self._server()
            if server is None:
                with self._guard:
                    self.refused += 1
                return
            with server:
                _Carried(self, client, server).run()

    def _server(self) -> socket.socket | None:
        """Those that are ready first; one that is just gone is passed over."""
        at = next(self._turn)
        turned = [self._ports[(at + nth) % len(self._ports)] for nth in range(len(self._ports))]
        for port in sorted(turned, key=lambda each: each not in self._ready):
            with suppress(OSError):
                return socket.create_connection(("127.0.0.1", port))
        return None

    def note_cut(self) -> None:
        with self._guard:
            self.cut += 1


class _Carried:
    """One connection, and whether a request of it waits for its answer."""

    def __init__(self, balancer: Balancer, client: socket.socket, server: socket.socket) -> None:
        self._balancer, self._client, self._server = balancer, client, server
        self._asked = self._left = False

    def run(self) -> None:
        back = Thread(target=self._answers, daemon=True)
        back.start()
        with suppress(OSError):
            while piece := self._client.recv(PIECE):
                self._asked = True
                self._server.sendall(piece)
        self._left = True
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        back.join()

    def _answers(self) -> None:
        with suppress(OSError):
            while piece := self._server.recv(PIECE):
                self._asked = False
                self._client.sendall(piece)
        if self._asked and not self._left:
            self._balancer.note_cut()
        with suppress(OSError):
            self._client.shutdown(socket.SHUT_RDWR)


def _is_ready(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/api/v1/ready")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


@contextmanager
def balanced(ports: Sequence[int]) -> Iterator[Balancer]:
    made = Balancer(ports)
    made.start()
    try:
        yield made
    finally:
        made.close()
