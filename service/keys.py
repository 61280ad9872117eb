"""Keys of an instance, one file a key, outside the database cluster and everything that backs it up.

A key is durable (file and directory synced) before anybody is handed it, so before the first event that
uses it. Removing a subject's file erases the subject: what was sealed under it can never be opened again.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterable
from pathlib import Path

KEY_BYTES = 32
INSTANCE = "instance-mac"


class BadKey(Exception):
    """A key file that is no key, or that others may read."""


class KeyFolder:
    """The key folder of one `ZHUOLUO_HOME`; several processes may share it.

    `subjects/ab/<kid>.key` holds the key of a person or a case, spread over 256 folders.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, bytes] = {}
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def instance_key(self) -> bytes:
        """The key of this instance's MACs, made at first use."""
        return self.ensure([INSTANCE])[INSTANCE]

    def ensure(self, kids: Iterable[str]) -> dict[str, bytes]:
        """The keys of these ids; missing ones are made and synced to disk before this returns."""
        keys: dict[str, bytes] = {}
        touched: set[Path] = set()
        for kid in kids:
            key = self.find(kid)
            keys[kid] = key if key is not None else self._make(kid, touched)
        for folder in touched:
            _sync(folder)
        return keys

    def find(self, kid: str) -> bytes | None:
        """The key with this id; None when it was never made or has been destroyed."""
        if kid not in self._known:
            key = _read(self._path(kid))
            if key is None:
                return None
            self._known[kid] = key
        return self._known[kid]

    def _path(self, kid: str) -> Path:
        if not kid.replace("-", "").replace("_", "").isalnum():
            message = f"{kid!r} is no key id"
            raise BadKey(message)
        if kid == INSTANCE:
            return self._folder / f"{kid}.key"
        return self._folder / "subjects" / kid[-2:] / f"{kid}.key"

    def _make(self, kid: str, touched: set[Path]) -> bytes:
        """Writes the key aside and links it into place: the first of several makers wins, all use its key."""
        path = self._path(kid)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = path.parent / f".{secrets.token_hex(8)}"
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
        touched.update((path.parent, path.parent.parent, self._folder))
        key = self.find(kid)
        assert key is not None  # noqa: S101 - it was linked into place above
        return key


def _read(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            key = file.read(KEY_BYTES + 1)
    except FileNotFoundError:
        return None
    if len(key) != KEY_BYTES:
        message = f"{path}: a key has {KEY_BYTES} bytes, this file has {len(key)} or more"
        raise BadKey(message)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        message = f"{path}: readable by others (mode {stat.filemode(mode)}); run: chmod 600 {path}"
        raise BadKey(message)
    return key


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
