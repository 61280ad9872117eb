"""How a subject's key is wrapped by a key-encryption key (KEK), and where those lie.

A wrapped key is `ZLK1`, one byte with the length of the KEK's id, the id, a 96-bit nonce, the key under AES-256-GCM;
associated data are the KEK's id and the id of the key, so that nobody puts one key in the place of another. 32 bytes
without that head are a key of older times that was never wrapped.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Struct

from service.keystore.files import KEY_BYTES, BadKey, checked, put, read_key, sync

MAGIC = b"ZLK1"
NONCE_BYTES = 12
ID_LABEL = b"zhuoluo KEK id/1"
ID_BYTES = 8
UNWRAPPED = ""
"""In the place of a KEK's id: the key was never wrapped."""


class MissingKek(BadKey):
    """The KEK that a key is wrapped by is not at hand; nothing was changed."""

    def __init__(self, kek: str, ring: Kekring) -> None:
        known = ", ".join(ring.ids()) or "none"
        super().__init__(
            f"the key-encryption key {kek} is not in {ring.place}; there: {known}. Nothing was changed; put its file "
            f"back (主密钥{kek}不在{ring.place}，未作任何更改，请恢复该文件)"
        )


class Kek(Struct, frozen=True):
    """A KEK; `id` is made from it, so a file with another key in it is noticed."""

    id: str
    secret: bytes

    @classmethod
    def of(cls, secret: bytes) -> Kek:
        return cls(sha256(ID_LABEL + secret).digest()[:ID_BYTES].hex(), secret)


class Kekring(Protocol):
    """The KEKs at hand."""

    @property
    def place(self) -> str:
        """Where they are looked for, for messages."""

    def ids(self) -> tuple[str, ...]:
        """The ids of those at hand."""

    def find(self, kek: str) -> Kek | None:
        """The KEK of this id. Raises BadKey."""

    def first(self) -> Kek:
        """The one to begin with, made if that can be done here. Raises BadKey."""

    def following(self, current: str) -> Kek:
        """The one to go over to from `current`. Raises BadKey when there is none."""

    def remove(self, kek: str) -> None:
        """Takes a KEK away for good. Raises BadKey where that is for others to do."""


class KekFolder:
    """KEKs that this program makes: `ID.key`, mode 0600, in a folder outside that of the keys."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def place(self) -> str:
        return str(self._folder)

    def ids(self) -> tuple[str, ...]:
        return tuple(sorted(path.stem for path in self._folder.glob("*.key")))

    def find(self, kek: str) -> Kek | None:
        secret = read_key(self._folder / f"{kek}.key")
        if secret is None:
            return None
        found = Kek.of(secret)
        if found.id != kek:
            message = f"{self._folder}/{kek}.key holds another key, {found.id} (文件内不是此主密钥)"
            raise BadKey(message)
        return found

    def first(self) -> Kek:
        """The only one there is, made by the first of several who ask at once."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(self._folder):
            known = self.ids()
            if len(known) > 1:
                raise BadKey(
                    f"{self._folder} holds several KEKs, nothing says which is in use (无法确定使用哪个主密钥)"
                )
            return (self.find(known[0]) if known else None) or self._made()

    def following(self, current: str) -> Kek:
        del current  # always a new one
        return self._made()

    def remove(self, kek: str) -> None:
        (self._folder / f"{kek}.key").unlink()
        sync(self._folder)

    def _made(self) -> Kek:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        kek = Kek.of(secrets.token_bytes(KEY_BYTES))
        put(self._folder / f"{kek.id}.key", kek.secret)
        sync(self._folder)
        sync(self._folder.parent)
        return kek


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keeps every other process and thread out that asks for the same folder."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class KekFiles:
    """KEKs in files that others provide, such as credentials of systemd: the first is to be used, the rest opens."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = tuple(paths)

    @property
    def place(self) -> str:
        return os.pathsep.join(map(str, self._paths))

    def ids(self) -> tuple[str, ...]:
        return tuple(self._read(path).id for path in self._paths if path.exists())

    def find(self, kek: str) -> Kek | None:
        found = (self._read(path) for path in self._paths if path.exists())
        return next((each for each in found if each.id == kek), None)

    def first(self) -> Kek:
        return self._read(self._paths[0])

    def following(self, current: str) -> Kek:
        if self.first().id == current:
            message = (
                "name the file of the new KEK first in ZHUOLUO_KEK_FILE, the old one behind it (请先写新主密钥文件)"
            )
            raise BadKey(message)
        return self.first()

    def remove(self, kek: str) -> None:
        message = f"nothing is wrapped by {kek} any more: take its file out of ZHUOLUO_KEK_FILE (请自行移除该文件)"
        raise BadKey(message)

    def _read(self, path: Path) -> Kek:
        secret = read_key(path)
        if secret is None:
            message = f"ZHUOLUO_KEK_FILE: there is no file {path} (没有此主密钥文件)"
            raise BadKey(message)
        return Kek.of(secret)


def wrap(kek: Kek, kid: str, key: bytes) -> bytes:
    """The key, to be opened by this KEK and under this id only. Cost: about 4 microseconds."""
    nonce = os.urandom(NONCE_BYTES)
    head = MAGIC + bytes([len(kek.id)]) + kek.id.encode()
    return head + nonce + AESGCM(kek.secret).encrypt(nonce, key, _place(kek.id, kid))


def wrapped_by(blob: bytes) -> str:
    """The id of the KEK, UNWRAPPED for a key that was never wrapped."""
    if not blob.startswith(MAGIC) or len(blob) <= KEY_BYTES:
        return UNWRAPPED
    return blob[5 : 5 + blob[4]].decode("ascii", "replace")


def unwrap(ring: Kekring | None, kid: str, blob: bytes) -> bytes:
    """The key. Raises BadKey: cut short, or put in another's place; MissingKek."""
    name = wrapped_by(blob)
    if name == UNWRAPPED:
        return checked(blob, kid)
    kek = ring.find(name) if ring else None
    if kek is None:
        raise MissingKek(name, ring or KekFiles(()))
    body = blob[len(MAGIC) + 1 + len(name) :]
    try:
        return AESGCM(kek.secret).decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], _place(name, kid))
    except (InvalidTag, ValueError):
        message = f"{kid}: what is kept under this id is damaged, or the key of another (密钥损坏或被调换)"
        raise BadKey(message) from None


def _place(kek: str, kid: str) -> bytes:
    return b"\n".join((b"zhuoluo wrapped key/1", kek.encode(), kid.encode()))
