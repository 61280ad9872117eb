r"""A client of clamd: streams a file to it and reads what it found (INSTREAM, clamd(8)).

-> "zINSTREAM\0", then pieces of length (4 bytes, big-endian) and bytes, then a length of 0
<- "stream: OK\0", "stream: NAME FOUND\0", or "… ERROR\0"
"""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Iterable
from contextlib import suppress

TIMEOUT = 60.0
"""Seconds that clamd may be silent."""
LONGEST_REPLY = 4096
FOUND = re.compile(r"stream: (?P<what>.+) FOUND")


class ScannerAway(Exception):
    """The scanner cannot be reached or broke off."""


class NotScanned(Exception):
    """The scanner answered that it could not look at it, as when the file is larger than it takes."""


def scanned(address: str, blocks: Iterable[bytes]) -> str | None:
    """What was found in it; None: nothing. Raises ScannerAway, NotScanned."""
    try:
        with _connected(address) as connection:
            with suppress(BrokenPipeError, ConnectionResetError):  # it has said why before it hung up
                _send(connection, blocks)
            reply = _reply(connection)
    except OSError as error:
        raise ScannerAway(f"the scanner does not answer: {error} (查毒程序未应答)") from error
    if reply == "stream: OK":
        return None
    if found := FOUND.fullmatch(reply):
        return found["what"]
    if not reply:
        raise ScannerAway("the scanner broke off (查毒程序中断)")
    raise NotScanned(f"the scanner did not look at it: {reply} (查毒程序未能查验)")


def _connected(address: str) -> socket.socket:
    kind, _, place = address.partition(":")
    if kind == "tcp":
        host, _, port = place.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), TIMEOUT)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(TIMEOUT)
        connection.connect(place)
    except OSError:
        connection.close()
        raise
    return connection


def _send(connection: socket.socket, blocks: Iterable[bytes]) -> None:
    connection.sendall(b"zINSTREAM\0")
    for block in blocks:
        if block:  # a length of 0 ends the stream
            connection.sendall(struct.pack(">I", len(block)) + block)
    connection.sendall(struct.pack(">I", 0))


def _reply(connection: socket.socket) -> str:
    """Up to the first zero byte; "" when it ended before."""
    said = b""
    while b"\0" not in said and len(said) < LONGEST_REPLY:
        part = connection.recv(LONGEST_REPLY)
        if not part:
            return ""
        said += part
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()
