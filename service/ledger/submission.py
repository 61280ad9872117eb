"""What a caller hands to the committer, and what it gets back or is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import UUID

from msgspec import Struct

from service.ledger.leaf import Authenticator, Identity

if TYPE_CHECKING:
    from hashlib import _Hash as Hash
else:
    Hash = Any


class NumberAsked(Struct, frozen=True):
    """The next number of `series` in `period`; pattern with {office}, {year} and {number:05}."""

    series: str
    period: str
    pattern: str


class Prepared(Struct):
    """One event ready to be appended: content and MAC made by the caller, `partial` its hash so far."""

    identity: Identity
    content: bytes
    mac: bytes
    partial: Hash
    number: NumberAsked | None = None

    @property
    def place(self) -> tuple[UUID, int]:
        """Stream and version: what only one event may hold."""
        return self.identity.stream, self.identity.version


def prepared(
    authenticator: Authenticator, identity: Identity, content: bytes, number: NumberAsked | None = None
) -> Prepared:
    """An event with its MAC; hashing of the content happens here, in the caller's thread."""
    partial = sha256(len(content).to_bytes(8, "big") + content)
    return Prepared(identity, content, authenticator.mac(identity, content), partial, number)


class CommandKey(Struct, frozen=True):
    """The caller's idempotency key, unique in the office, and the SHA-256 of its request."""

    key: str
    digest: bytes


class Written(Struct, frozen=True):
    """Where the events of a command stand. `repeated`: the key had been answered before, with these."""

    log: str
    first: int
    events: int
    repeated: bool = False

    @property
    def positions(self) -> range:
        return range(self.first, self.first + self.events)


class LedgerError(Exception):
    """A write that was not carried out (or whose outcome is unknown: `OutcomeUnknown`)."""


class Conflict(LedgerError):
    """Somebody else wrote that version of the stream first; load again and decide again."""


class KeyReused(LedgerError):
    """The command key was used before for another request (HTTP 422)."""


class ClockRefused(LedgerError):
    """The clock is behind the log or off the database's clock; an administrator must accept it (HTTP 503)."""


class RecordedBackwards(LedgerError):
    """A replayed log was given a time before its last one."""


class Unavailable(LedgerError):
    """The database cannot be reached; nothing was written (HTTP 503)."""


class OutcomeUnknown(Unavailable):
    """The connection was lost and the outcome could not be read back: repeat with the same key (HTTP 503)."""


class Submission:
    """One command waiting to be committed; its events go in together or not at all.

    `uncertain`: it has been sent and no answer has come yet. `lost`: an answer was lost once, so that events
    found in the ledger may be its own.
    """

    __slots__ = (
        "accepts_clock",
        "at",
        "command",
        "events",
        "failure",
        "leads",
        "lost",
        "result",
        "turn",
        "uncertain",
    )

    def __init__(
        self,
        events: Sequence[Prepared],
        command: CommandKey | None = None,
        at: datetime | None = None,
        *,
        accepts_clock: bool = False,
    ) -> None:
        self.events = events
        self.command = command
        self.at = at
        self.accepts_clock = accepts_clock
        self.result: Written | None = None
        self.failure: LedgerError | None = None
        self.uncertain = False
        self.lost = False
        self.leads = False
        self.turn = Lock()
        self.turn.acquire()

    @property
    def settled(self) -> bool:
        return self.result is not None or self.failure is not None

    def outcome(self) -> Written:
        """The result, or the failure raised."""
        if self.failure is not None:
            raise self.failure
        assert self.result is not None  # noqa: S101 - settled before it is asked
        return self.result
