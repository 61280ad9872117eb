"""Secrets in files: written aside, synced and linked into place; refused when others may read them."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

KEY_BYTES = 32
LARGEST = 4096
"""Bytes of the largest file that is read as a key."""


class BadKey(Exception):
    """A key file that is no key, or that others may read."""


def read_key(path: Path) -> bytes | None:
    """The key in a file; None when there is none. Raises BadKey."""
    found = read_secret(path)
    return None if found is None else checked(found, str(path))


def checked(key: bytes, where: str) -> bytes:
    """The key, which has as many bytes as a key has. Raises BadKey."""
    if len(key) != KEY_BYTES:
        message = f"{where}: a key has {KEY_BYTES} bytes, this file has {len(key)}"
        raise BadKey(message)
    return key


def read_secret(path: Path) -> bytes | None:
    """What stands in a file that only this account can read; None when there is none. Raises BadKey."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            found = file.read(LARGEST)
    except FileNotFoundError:
        return None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        message = f"{path}: readable by others (mode {stat.filemode(mode)}); run: chmod 600 {path}"
        raise BadKey(message)
    return found


def put(path: Path, secret: bytes) -> bool:
    """Writes a secret aside and links it into place, synced to disk; False: there was one already, which stays."""
    aside = _aside(path, secret)
    try:
        os.link(aside, path)
    except FileExistsError:
        return False
    finally:
        aside.unlink()
    return True


def put_over(path: Path, secret: bytes) -> None:
    """Puts a secret in the place of the one before: whoever looks sees one or the other, also after a crash."""
    _aside(path, secret).replace(path)
    sync(path.parent)


def _aside(path: Path, secret: bytes) -> Path:
    aside = path.parent / f".{secrets.token_hex(8)}"
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    return aside


def sync(folder: Path) -> None:
    """Makes what was put into a folder, or taken out of it, last."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
