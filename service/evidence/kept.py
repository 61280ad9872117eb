"""The last signed head of each log, kept outside the database: what a signer remembers, whatever is put back there.

`ZHUOLUO_HOME/heads/OFFICE/LOG`: JSON with the signed note and the right edge of the tree that it is the root of.
A head is on disk before anybody is handed the checkpoint.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from service.evidence import checkpoint
from service.evidence import note as notes
from service.evidence.checkpoint import Checkpoint
from service.keys import sync
from service.ledger import merkle


class DamagedHead(Exception):
    """The file of a signed head is no such file."""


class Kept(Struct, frozen=True):
    """The last head that was signed: the note, its generation, and the edge of its tree in hex.

    `note` is "" where nothing was signed yet under this origin.
    """

    generation: int
    origin: str
    note: str = ""
    edge: tuple[str, ...] = ()

    @property
    def head(self) -> Checkpoint:
        return checkpoint.of(notes.read(self.note))

    @property
    def size(self) -> int:
        return self.head.size if self.note else 0

    @property
    def hashes(self) -> merkle.Edge:
        return tuple(bytes.fromhex(hash_) for hash_ in self.edge)


class Heads:
    """The folder of the heads; processes that share it take turns for each log."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def turn(self, office: str, log: str) -> Iterator[None]:
        """One signer at a time for this log."""
        folder = self._folder / office
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (folder / f".{log}.lock").open("w", encoding="ascii") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield

    def read(self, office: str, log: str) -> Kept | None:
        """The head kept; None when none was ever signed here. Raises DamagedHead."""
        path = self._folder / office / log
        try:
            kept = msgspec.json.decode(path.read_bytes(), type=Kept)
            fits = merkle.root(kept.hashes) == kept.head.root and kept.origin == kept.head.origin
        except FileNotFoundError:
            return None
        except (msgspec.MsgspecError, ValueError):
            fits = False
        if not fits:
            message = f"{path}: this is no signed head, or was changed: put it back from a copy (已签日志头文件损坏)"
            raise DamagedHead(message)
        return kept

    def write(self, office: str, log: str, kept: Kept) -> None:
        """Puts the head in the place of the one before, synced to disk."""
        folder = self._folder / office
        aside = folder / f".{log}.new"
        with aside.open("wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(kept)))
            file.flush()
            os.fsync(file.fileno())
        aside.replace(folder / log)
        sync(folder)
        sync(self._folder)

    def logs(self) -> list[tuple[str, str]]:
        """Every (office, log) of which a head is kept here, in order."""
        if not self._folder.is_dir():
            return []
        files = (path for path in self._folder.glob("*/*") if path.is_file() and not path.name.startswith("."))
        return sorted((path.parent.name, path.name) for path in files)
