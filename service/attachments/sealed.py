r"""The format of a sealed file: chunks of AES-256-GCM under a key of the file's own, made from the case's key.

    file   = header || chunk 0 || chunk 1 || … || last chunk
    header = "zhuoluo attachment 1\n" || salt (32 bytes, by chance)
    key    = HKDF-SHA256(case key, salt, "office \n key id \n attachment id")
    chunk  = AES-256-GCM(key, nonce = number (11 bytes) || last (1 byte: 0 or 1), 64 KiB or, the last one, less, header)

So a chunk opens in its own place of its own file of its own petition only, and a file that was cut off does not end
with a last chunk (STREAM, after Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from typing import BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Struct

MAGIC = b"zhuoluo attachment 1\n"
SALT_BYTES = 32
HEADER_BYTES = len(MAGIC) + SALT_BYTES
CHUNK = 64 * 1024
TAG = 16
SEALED_CHUNK = CHUNK + TAG


class Damaged(Exception):
    """A sealed file that is not as it was written, or of another attachment."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the sealed file is damaged: {what} (密文文件损坏)")


class Ref(Struct, frozen=True):
    """Whose file it is."""

    office: str
    petition: UUID
    attachment: UUID

    @property
    def kid(self) -> str:
        """The id of the petition's key, the same that seals its narrative (ledger/sealing.py)."""
        return f"case-{self.petition.hex}"

    def key(self, case_key: bytes, salt: bytes) -> AESGCM:
        place = f"{self.office}\n{self.kid}\n{self.attachment}".encode()
        return AESGCM(HKDF(SHA256(), 32, salt, place).derive(case_key))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class FileSealer:
    """Seals what comes, piece by piece; holds no more than a chunk of it."""

    def __init__(self, case_key: bytes, ref: Ref) -> None:
        salt = os.urandom(SALT_BYTES)
        self.header = MAGIC + salt
        self._key = ref.key(case_key, salt)
        self._waiting = bytearray()
        self._number = 0

    def sealed(self, data: bytes) -> Iterator[bytes]:
        """The chunks that are full and, because more came behind them, not the last one."""
        self._waiting += data
        while len(self._waiting) > CHUNK:
            yield self._chunk(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]

    def finished(self) -> bytes:
        """The last chunk."""
        return self._chunk(bytes(self._waiting), last=True)

    def _chunk(self, plain: bytes, *, last: bool) -> bytes:
        sealed = self._key.encrypt(_nonce(self._number, last=last), plain, self.header)
        self._number += 1
        return sealed


class OpenedFile(io.RawIOBase):
    """The plaintext of a sealed file, to be read from any place; holds one chunk of it.

    Raises Damaged, when it is made for a file that cannot be one, when it is read for a chunk that is not genuine.
    """

    def __init__(self, file: BinaryIO, case_key: bytes, ref: Ref) -> None:
        super().__init__()
        self._file = file
        total = file.seek(0, io.SEEK_END)
        file.seek(0)
        self._header = file.read(HEADER_BYTES)
        body = total - HEADER_BYTES
        self._chunks = -(-body // SEALED_CHUNK)
        self.size = body - self._chunks * TAG
        if not self._header.startswith(MAGIC) or self._chunks < 1 or self.size < (self._chunks - 1) * CHUNK:
            raise Damaged("its header or its length")
        self._key = ref.key(case_key, self._header[len(MAGIC) :])
        self._at = 0
        self._held: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._at >= self.size:
            return 0
        number, offset = divmod(self._at, CHUNK)
        part = self._chunk(number)[offset : offset + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def blocks(self) -> Iterator[bytes]:
        """The whole plaintext, chunk by chunk."""
        for number in range(self._chunks):
            yield self._chunk(number)

    def _chunk(self, number: int) -> bytes:
        if self._held[0] != number:
            self._held = (number, self._opened(number))
        return self._held[1]

    def _opened(self, number: int) -> bytes:
        self._file.seek(HEADER_BYTES + number * SEALED_CHUNK)
        sealed = self._file.read(SEALED_CHUNK)
        try:
            return self._key.decrypt(_nonce(number, last=number == self._chunks - 1), sealed, self._header)
        except InvalidTag:
            raise Damaged(f"chunk {number}") from None
