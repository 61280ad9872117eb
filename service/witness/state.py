"""What a witness remembers, in one SQLite file: whom it trusts, what it cosigned, what it refused.

Whatever is decided on what stands there is decided and written in one transaction that nobody else's comes between, and
is on disk before anybody is answered.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from service.evidence import note as notes
from service.evidence.checkpoint import Checkpoint
from service.evidence.note import Note, Verifier
from service.keys import sync
from service.witness.home import WitnessError

WAIT = 30.0
"""Seconds that a writer waits for the others before it."""
MOST_UNSIGNED = 1000
"""Refusals of a log that anybody could have caused, without its key: no more than these are kept."""
RESIGNED = "resigned"

TABLES = """
CREATE TABLE IF NOT EXISTS trusted (
    origin text NOT NULL, verifier text NOT NULL, trusted_at text NOT NULL, PRIMARY KEY (origin, verifier));
CREATE TABLE IF NOT EXISTS cosigned (
    origin text NOT NULL, size integer NOT NULL, root blob NOT NULL, note text NOT NULL, cosigned_at text NOT NULL,
    PRIMARY KEY (origin, size));
CREATE TABLE IF NOT EXISTS refused (
    origin text NOT NULL, size integer NOT NULL, root blob NOT NULL, kind text NOT NULL, reason text NOT NULL,
    note text NOT NULL, beside text NOT NULL, times integer NOT NULL, first_at text NOT NULL, last_at text NOT NULL,
    PRIMARY KEY (origin, size, root, kind));
CREATE TABLE IF NOT EXISTS succeeded (
    origin text NOT NULL PRIMARY KEY, successor text NOT NULL UNIQUE, kept integer NOT NULL, statement text NOT NULL,
    succeeded_at text NOT NULL);
"""
TRUSTED = "SELECT verifier FROM trusted WHERE origin = ? ORDER BY trusted_at, verifier"
TRUST = "INSERT OR IGNORE INTO trusted VALUES (?, ?, ?)"
DISTRUST = "DELETE FROM trusted WHERE origin = ? AND verifier = ?"
SEEN = "SELECT origin, size, root, note, cosigned_at FROM cosigned WHERE origin = ?"
LATEST = f"{SEEN} ORDER BY size DESC LIMIT 1"
OF_SIZE = f"{SEEN} AND size = ?"
COSIGN = "INSERT OR REPLACE INTO cosigned VALUES (?, ?, ?, ?, ?)"
ORIGINS = "SELECT DISTINCT origin FROM trusted ORDER BY origin"
REFUSE = """
INSERT INTO refused VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?)
ON CONFLICT DO UPDATE SET times = times + 1, last_at = excluded.last_at
"""
REFUSED = """
SELECT origin, size, root, kind, reason, note, beside, times, first_at, last_at FROM refused
ORDER BY last_at DESC, origin, size DESC
"""
UNSIGNED = "SELECT count(*) FROM refused WHERE origin = ? AND kind = ?"
SUCCESSION = "SELECT successor, kept, statement FROM succeeded WHERE origin = ?"
SUCCEED = "INSERT INTO succeeded VALUES (?, ?, ?, ?, ?)"


class Cosigned(Struct, frozen=True):
    """A head that the witness cosigned: the note as it was answered for, last at `cosigned_at`."""

    origin: str
    size: int
    root: bytes
    text: str
    cosigned_at: str

    @property
    def note(self) -> Note:
        return notes.read(self.text)


class Refusal(Struct, frozen=True):
    """A checkpoint that was refused; `beside` is the note cosigned last at that time, so that both can be shown."""

    origin: str
    size: int
    root: bytes
    kind: str
    reason: str
    note: str
    beside: str
    times: int
    first_at: str
    last_at: str


class Records:
    """The tables within one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def trusted(self, origin: str) -> list[Verifier]:
        """The keys that this log signs with; none when the log is not known here."""
        return [notes.verifier(text) for (text,) in self._connection.execute(TRUSTED, (origin,))]

    def trust(self, verifier: Verifier, now: datetime) -> None:
        self._connection.execute(TRUST, (verifier.name, str(verifier), now.isoformat()))

    def distrust(self, verifier: Verifier) -> bool:
        """Whether this key was trusted until now."""
        return self._connection.execute(DISTRUST, (verifier.name, str(verifier))).rowcount > 0

    def origins(self) -> list[str]:
        return [origin for (origin,) in self._connection.execute(ORIGINS)]

    def origin_of(self, digest: str) -> str | None:
        """The origin with this SHA-256, in hex."""
        return next((each for each in self.origins() if sha256(each.encode()).hexdigest() == digest), None)

    def latest(self, origin: str) -> Cosigned | None:
        """The head cosigned last; None when none was."""
        return self._seen(LATEST, origin)

    def of_size(self, origin: str, size: int) -> Cosigned | None:
        """The head cosigned at this size; None when there is none."""
        return self._seen(OF_SIZE, origin, size)

    def _seen(self, query: str, *values: object) -> Cosigned | None:
        row = self._connection.execute(query, values).fetchone()
        return None if row is None else Cosigned(*row)

    def cosign(self, head: Checkpoint, note: Note, now: datetime) -> None:
        """The head becomes the latest of its log."""
        self._connection.execute(COSIGN, (head.origin, head.size, head.root, str(note), now.isoformat()))

    def refuse(self, head: Checkpoint, kind: str, reason: str, note: Note, now: datetime) -> None:
        """Keeps what was refused, the same head for the same kind of reason once, with how often."""
        if kind == RESIGNED and self._full(head.origin):
            return
        latest = self.latest(head.origin)
        beside = latest.text if latest else ""
        at = now.isoformat()
        row = (head.origin, head.size, head.root, kind, reason, str(note), beside, at, at)
        self._connection.execute(REFUSE, row)

    def _full(self, origin: str) -> bool:
        (found,) = self._connection.execute(UNSIGNED, (origin, RESIGNED)).fetchone()
        return bool(found >= MOST_UNSIGNED)

    def refusals(self) -> list[Refusal]:
        """Everything that was refused, the latest first."""
        return [Refusal(*row) for row in self._connection.execute(REFUSED)]

    def successor(self, origin: str) -> str | None:
        """The origin under which this log goes on after a restore; None while it goes on under this one."""
        followed = self.followed(origin)
        return followed[0] if followed else None

    def succession(self, origin: str) -> tuple[str, int] | None:
        """As `successor`, with the size up to which the log that goes on was shown to keep what was cosigned."""
        followed = self.followed(origin)
        return followed[:2] if followed else None

    def followed(self, origin: str) -> tuple[str, int, str] | None:
        """As `succession`, with the statement that the office has shown for it."""
        row = self._connection.execute(SUCCESSION, (origin,)).fetchone()
        return None if row is None else (str(row[0]), int(row[1]), str(row[2]))

    def succeed(self, origin: str, successor: str, kept: int, statement: str, now: datetime) -> None:
        """Closes the log of the first origin; `statement` is what the office has shown for it."""
        self._connection.execute(SUCCEED, (origin, successor, kept, statement, now.isoformat()))


class State:
    """The file of the state; any number of threads and processes share it.

    It is made with the witness and never again: one that is missing has forgotten what was cosigned. WitnessError then.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            message = (
                f"{path} is missing: put it back from a copy; a witness that has forgotten what it cosigned has to be "
                "made anew, under another name (见证记录缺失)"
            )
            raise WitnessError(message)
        self._path = path

    @classmethod
    def made(cls, path: Path) -> State:
        """The state of a new witness, which has seen nothing."""
        path.touch(mode=0o600)
        state = cls(path)
        with state._connected() as connection:
            connection.executescript(TABLES)
        sync(path.parent)
        return state

    @contextmanager
    def reading(self) -> Iterator[Records]:
        """The state as it is at one moment."""
        with self._transaction("BEGIN") as records:
            yield records

    @contextmanager
    def writing(self) -> Iterator[Records]:
        """The only writer until the end: what was read stays true. On disk afterwards, or nothing is."""
        with self._transaction("BEGIN IMMEDIATE") as records:
            yield records

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Records]:
        with self._connected() as connection:
            connection.execute(begin)
            try:
                yield Records(connection)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=WAIT, isolation_level=None)) as connection:
            # More than FULL: the folder is synced too when the journal goes, so a commit outlives a loss of power.
            connection.execute("PRAGMA synchronous = EXTRA")
            yield connection
