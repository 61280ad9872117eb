"""A proxy between a client and PostgreSQL's Unix socket that can cut one exchange at a chosen place."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

CHUNK = 65536


class CuttingProxy:
    """Forwards everything; armed, it cuts the next exchange that holds `marker` and counts it.

    `before`: the client's message never reaches the server. `after`: it does, the server's answer is
    read to its end (ReadyForQuery) and thrown away.
    """

    def __init__(self, server: Path, folder: Path) -> None:
        self._server = server
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / ".s.PGSQL.5432"))
        self._listener.listen()
        self._armed: tuple[str, bytes] | None = None
        self._ends: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.cuts = 0

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for end in self._ends:
            _shut(end)
        for thread in self._threads:
            thread.join()
        for end in self._ends:
            end.close()

    def arm(self, where: str, marker: bytes) -> None:
        """Cuts the next client message that contains `marker`, "before" or "after" the server has seen it."""
        self._armed = (where, marker)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._start(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX)
        server.connect(str(self._server))
        state = {"swallow": False}
        self._ends += [client, server]
        self._start(self._back, server, client, state)
        with suppress(OSError):
            while data := client.recv(CHUNK):
                armed = self._armed
                if armed is not None and armed[1] in data:
                    self._armed = None
                    self.cuts += 1
                    if armed[0] == "before":
                        break
                    state["swallow"] = True
                server.sendall(data)
        _shut(client)
        _shut(server)

    def _back(self, server: socket.socket, client: socket.socket, state: dict[str, bool]) -> None:
        with suppress(OSError):
            while data := server.recv(CHUNK):
                if state["swallow"]:
                    if data[-6:-1] == b"Z\x00\x00\x00\x05":
                        client.shutdown(socket.SHUT_RDWR)
                        return
                else:
                    client.sendall(data)


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
