r"""How a package is sealed: for one receiver, in chunks, so that it is written and read without being held.

    package = top || enc || ct || chunk 0 || chunk 1 || … || last chunk
    top     = "zhuoluo-office/1\n" || header as one line of JSON || "\n"
    enc, ct = HPKE (RFC 9180, as in packages of the exchange) of a key by chance, 32 bytes; info = top
    chunk   = AES-256-GCM(key, nonce = number (11 bytes) || last (1 byte: 0 or 1), 64 KiB or, the last one, less, top)

A chunk opens in its own place of its own package only, and a package that was cut off does not end with a last chunk
(STREAM, after Hoang, Reyhanitabar, Rogaway and Vizár, 2015). Formats: docs/moving.md.
"""

from __future__ import annotations

import secrets
from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Struct

from service.transfers.sealing import SUITE, key_id, public_of

MAGIC = b"zhuoluo-office/1\n"
KEY_BYTES = 32
WRAPPED_BYTES = 32 + KEY_BYTES + 16
CHUNK = 64 * 1024
SEALED_CHUNK = CHUNK + 16
LARGEST_HEADER = 4096


class BadPackage(ValueError):
    """A package that is not taken: what is wrong with it. Nothing of it was written."""


class Header(Struct, frozen=True, kw_only=True):
    """What a package says on its outside: of which office it is, when it was made, for which key."""

    office: str
    made_at: datetime
    key: str


class Sealing:
    """Seals what is written to it, piece by piece; holds no more than a chunk of it."""

    def __init__(self, out: BinaryIO, header: Header, public: str) -> None:
        self._out, self._waiting, self._number = out, bytearray(), 0
        self._top = MAGIC + msgspec.json.encode(header) + b"\n"
        key = secrets.token_bytes(KEY_BYTES)
        out.write(self._top + SUITE.encrypt(key, X25519PublicKey.from_public_bytes(b64decode(public)), info=self._top))
        self._key = AESGCM(key)

    def write(self, data: bytes) -> None:
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._chunk(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]

    def finish(self) -> None:
        """Writes the last chunk."""
        self._chunk(bytes(self._waiting), last=True)

    def _chunk(self, plain: bytes, *, last: bool) -> None:
        self._out.write(self._key.encrypt(nonce(self._number, last=last), plain, self._top))
        self._number += 1


def nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def header_of(file: BinaryIO) -> tuple[Header, bytes]:
    """What the package says on its outside, and the bytes that say it; nothing of it is believed. Raises BadPackage."""
    file.seek(0)
    magic = file.read(len(MAGIC))
    line = file.readline(LARGEST_HEADER)
    try:
        header = msgspec.json.decode(line, type=Header) if magic == MAGIC and line.endswith(b"\n") else None
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        header = None
    if header is None:
        message = "this is no package of an office (不是机构迁移包)"
        raise BadPackage(message)
    return header, magic + line


def opened(file: BinaryIO, private: X25519PrivateKey) -> Iterator[bytes]:
    """What is inside, chunk by chunk. Raises BadPackage at the first that is not as it was written."""
    header, top = header_of(file)
    if header.key != key_id(public_of(private)):
        message = f"it is for another receiver, {header.key}: make it for the card of this one (收件方不符)"
        raise BadPackage(message)
    try:
        key = AESGCM(SUITE.decrypt(file.read(WRAPPED_BYTES), private, info=top))
    except (InvalidTag, ValueError):
        raise _changed(0) from None
    return _chunks(file, key, top)


def _chunks(file: BinaryIO, key: AESGCM, top: bytes) -> Iterator[bytes]:
    number, chunk = 0, file.read(SEALED_CHUNK)
    while True:
        behind = file.read(SEALED_CHUNK)
        try:
            plain = key.decrypt(nonce(number, last=not behind), chunk, top)
        except (InvalidTag, ValueError):
            raise _changed(number) from None
        yield plain
        if not behind:
            return
        number, chunk = number + 1, behind


def _changed(chunk: int) -> BadPackage:
    return BadPackage(
        f"it was damaged, changed or cut off: chunk {chunk} cannot be opened (迁移包损坏、被改动或不完整)"
    )
