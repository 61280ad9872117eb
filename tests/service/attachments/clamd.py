"""A small server that speaks the protocol of clamd: INSTREAM, its limit of size, and connections that break off."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.service.attachments.files import EICAR


class Clamd(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """`largest`: StreamMaxLength. `breaks`: it hangs up in the middle. `seen`: the bytes of each stream."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, address: object, handler: type[socketserver.BaseRequestHandler]) -> None:
        self.largest = 25 * 1024 * 1024
        self.breaks = False
        self.seen: list[bytes] = []
        super().__init__(address, handler)  # type: ignore[arg-type] # a path or host and port, as the family has it


class UnixClamd(Clamd):
    address_family = socket.AF_UNIX


class Stream(socketserver.StreamRequestHandler):
    """One command, as clamd reads it."""

    server: Clamd

    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        self.wfile.write(self._answer())

    def _answer(self) -> bytes:
        content = b""
        while length := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
            if self.server.breaks:
                return b""
            if len(content) > self.server.largest:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.server.seen.append(content)
        return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


@contextmanager
def clamd(place: Path | None = None) -> Iterator[tuple[Clamd, str]]:
    """A server on a free port, or on the socket named, and its address as ZHUOLUO_SCANNER has it."""
    made = UnixClamd(str(place), Stream) if place else Clamd(("127.0.0.1", 0), Stream)
    address = f"unix:{place}" if place else f"tcp:127.0.0.1:{made.server_address[1]}"
    thread = threading.Thread(target=made.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield made, address
    finally:
        made.shutdown()
        made.server_close()
        thread.join()
