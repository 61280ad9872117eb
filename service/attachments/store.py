"""Where sealed files lie: `ab/cd/<SHA-256 of the ciphertext>`, each written aside, synced, and only then named.

The event that names a file comes after it. So a crash leaves a file that nobody names, never a name without its
file; what nobody names is garbage once it is older than the grace period, for an upload may still be under way.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from time import time
from typing import BinaryIO

from msgspec import Struct

from service.keys import sync

GRACE = 24 * 3600
"""Seconds for which a file that no event names is left alone."""
BLOCK = 64 * 1024
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
INCOMING = "incoming"


class StoreFull(Exception):
    """There is no room for the file; nothing of it was kept."""

    def __init__(self) -> None:
        super().__init__("there is no room for the attachment: nothing of it was kept (存储空间不足，附件未保存)")


class Missing(Exception):
    """The file of an attachment is not there."""

    def __init__(self, digest: str) -> None:
        super().__init__(f"the file {digest} is not in the store of attachments (附件文件缺失)")


class Kept(Struct, frozen=True):
    """A file of the store: its name, and for how many seconds it has been there."""

    name: str
    path: Path
    age: float


class Incoming:
    """A file being written aside."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self.file = file
        self.path = path
        self._digest = sha256()

    def write(self, data: bytes) -> None:
        """Raises StoreFull."""
        self._digest.update(data)
        with told_when_full():
            self.file.write(data)

    @property
    def digest(self) -> str:
        """SHA-256 of what was written, hex."""
        return self._digest.hexdigest()


class Store:
    """The files below one folder; several processes may share it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def incoming(self) -> Iterator[Incoming]:
        """A file aside, gone at the end unless it was placed. Raises StoreFull."""
        aside = self.folder / INCOMING
        with told_when_full():
            aside.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = aside / f"{secrets.token_hex(16)}.part"
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with told_when_full(), os.fdopen(descriptor, "w+b", buffering=0) as file:
                yield Incoming(file, path)
        finally:
            path.unlink(missing_ok=True)

    def place(self, incoming: Incoming) -> Path:
        """The file under its name, it and its folders synced to disk. Raises StoreFull."""
        path = self.path(incoming.digest)
        with told_when_full():
            incoming.file.flush()
            os.fsync(incoming.file.fileno())
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            incoming.path.rename(path)
            for folder in (path.parent, path.parent.parent, self.folder):
                sync(folder)
        return path

    def path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest[2:4] / digest

    @contextmanager
    def opened(self, digest: str) -> Iterator[BinaryIO]:
        """The ciphertext. Raises Missing."""
        try:
            file = self.path(digest).open("rb")
        except FileNotFoundError:
            raise Missing(digest) from None
        with file:
            yield file

    def delete(self, digest: str) -> bool:
        """Whether there was such a file; it is gone for good when this returns."""
        path = self.path(digest)
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        sync(path.parent)
        return True

    def files(self) -> Iterator[Kept]:
        """Every file, also what was never named, a folder at a time."""
        now = time()
        for folder, _, names in os.walk(self.folder):
            for name in names:
                path = Path(folder, name)
                with suppress(FileNotFoundError):  # it was named or given up meanwhile
                    yield Kept(name, path, now - path.stat().st_mtime)


def digest_of(file: BinaryIO) -> str:
    """SHA-256 of all of it, hex; afterwards it stands at its end."""
    digest = sha256()
    file.seek(0)
    while block := file.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()


@contextmanager
def told_when_full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StoreFull from error
        raise
