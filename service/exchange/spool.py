"""What an import remembers of files larger than the memory: on disk, sealed, gone with the process."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CACHE = 8192
"""KiB of it that are held in memory."""
NONCE_BYTES = 12
TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
CREATE TABLE first (key BLOB PRIMARY KEY, line INTEGER) WITHOUT ROWID;
CREATE TABLE change (seq INTEGER PRIMARY KEY, at REAL, observed_at BLOB, id BLOB, row BLOB);
CREATE TABLE written (seq INTEGER PRIMARY KEY, petition BLOB, said BLOB);
CREATE INDEX written_of ON written (petition);
"""
IN_ORDER = """
SELECT row FROM (SELECT *, min(seq) OVER (PARTITION BY at, observed_at, id) AS first FROM change)
ORDER BY at, first, seq
"""


class Spool:
    """A database in a file that nobody else can open: unlinked at once, its values under a key of this object.

    For one thread at a time.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f".spool-{os.urandom(8).hex()}"
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.execute(f"PRAGMA cache_size = -{CACHE}")
        self._connection.executescript(TABLES)
        path.unlink()
        self._connection.execute("BEGIN")
        self._secret = os.urandom(32)
        self._cipher = AESGCM(self._secret)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._connection.close()

    def first(self, *key: object, line: int) -> int:
        """The line at which this key was told first: this one when it is new."""
        mark = self._mark(*key)
        done = self._connection.execute("INSERT OR IGNORE INTO first VALUES (?, ?)", (mark, line))
        if done.rowcount:
            return line
        (found,) = self._connection.execute("SELECT line FROM first WHERE key = ?", (mark,)).fetchone()
        return int(found)

    def is_new(self, *key: object) -> bool:
        """Whether this key is told for the first time."""
        done = self._connection.execute("INSERT OR IGNORE INTO first VALUES (?, 0)", (self._mark(*key),))
        return bool(done.rowcount)

    def keep_change(self, at: float, observed_at: str, id_: str, row: object) -> None:
        """Keeps a row of a list of changes, observed at `at` (seconds since 1970)."""
        values = (at, self._mark(observed_at), self._mark(id_), self._sealed(row))
        self._connection.execute("INSERT INTO change (at, observed_at, id, row) VALUES (?, ?, ?, ?)", values)

    def changes(self, kind: type[Any]) -> Iterator[Any]:
        """The rows in order of observation, those of one time and petition together, as values of `kind`."""
        for (row,) in self._connection.execute(IN_ORDER):
            yield self._opened(row, kind)

    def keep_written(self, petition: bytes, said: object) -> None:
        """Keeps what a rehearsal has written of a petition."""
        self._connection.execute(
            "INSERT INTO written (petition, said) VALUES (?, ?)", (self._mark(petition), self._sealed(said))
        )

    def written(self, petitions: Sequence[bytes], kind: type[Any]) -> Iterator[Any]:
        """What was written of these petitions, in order."""
        for petition in petitions:
            found = self._connection.execute(
                "SELECT said FROM written WHERE petition = ? ORDER BY seq", (self._mark(petition),)
            )
            yield from (self._opened(said, kind) for (said,) in found)

    def _mark(self, *key: object) -> bytes:
        """What stands for a key: nobody reads it out of the file."""
        return blake2b(msgspec.json.encode(key), digest_size=16, key=self._secret).digest()

    def _sealed(self, value: object) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, msgspec.json.encode(value), None)

    def _opened(self, sealed: bytes, kind: type[Any]) -> Any:
        return msgspec.json.decode(self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None), type=kind)
