"""Secrets in files: written aside, synced and linked into place; refused when others may read them."""

from __future__ import annotations

import ctypes
import os
import re
import secrets
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

KEY_BYTES = 32
SYNCFS_TELLS = (5, 8)
"""The kernel (Linux) from which on syncfs says that something could not be written."""
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


def put_all(wanted: Mapping[Path, bytes], folder: Path) -> set[Path]:
    """As `put` for many files below a folder: all are written, synced in one go, linked into place, synced in one go.

    Those that are new; what was there already stays.
    """
    aside = {path: _written_aside(path, secret) for path, secret in wanted.items()}
    sync_all(aside.values(), folder)
    new = set()
    for path, written in aside.items():
        with suppress(FileExistsError):
            os.link(written, path)
            new.add(path)
        written.unlink()
    sync_all({path.parent for path in wanted} | {path.parent.parent for path in wanted}, folder)
    return new


def put_over(path: Path, secret: bytes) -> None:
    """Puts a secret in the place of the one before: whoever looks sees one or the other, also after a crash."""
    _aside(path, secret).replace(path)
    sync(path.parent)


def _aside(path: Path, secret: bytes) -> Path:
    aside = _written_aside(path, secret)
    sync(aside)
    return aside


def _written_aside(path: Path, secret: bytes) -> Path:
    """Not synced yet."""
    aside = path.parent / f".{secrets.token_hex(8)}"
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
    return aside


def sync(path: Path) -> None:
    """Makes what stands in a file, or was put into a folder or taken out of it, last."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_all(paths: Iterable[Path], folder: Path) -> None:
    """As `sync` of all these below the folder, and of the folder: where the system can, as one question to the disk.

    One after the other 400 files take some thirty times as long (syncfs(2); it fails when anything did, Linux 5.8).
    """
    if SYNCFS is None:
        for path in (*paths, folder):
            sync(path)
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if SYNCFS(descriptor) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))
    finally:
        os.close(descriptor)


def _syncfs() -> Any:
    """The system's own, where it is as said above."""
    system = os.uname()
    release = re.match(r"(\d+)\.(\d+)", system.release)
    if system.sysname != "Linux" or not release or (int(release[1]), int(release[2])) < SYNCFS_TELLS:
        return None
    return getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)


SYNCFS = _syncfs()
