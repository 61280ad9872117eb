"""What a caller hands to the committer, and what it gets back or is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Lock
from uuid import UUID

from msgspec import Struct

from service.ledger import arrays, leaf
from service.ledger.leaf import Authenticator, Hash, Identity

DIGEST_BYTES = 32


class NumberAsked(Struct, frozen=True):
    """The next number of `series` in `period`; pattern with {office}, {year} and {number:05}.

    `ordinal`: which one it must be, because it is printed already; 0: whichever comes next.
    """

    series: str
    period: str
    pattern: str
    ordinal: int = 0


class Prepared(Struct):
    """One event ready to be appended, with all that its caller can know of it.

    `place`: stream and version, which only one event may hold. `opening` is the beginning of its leaf record,
    `payload` the hash of its payload so far. `columns`: stream, version, topic, content and MAC as elements of
    the committer's arrays; `size`: bytes of the content.
    """

    place: tuple[UUID, int]
    opening: bytes
    payload: Hash
    mac: bytes
    size: int
    columns: tuple[bytes, bytes, bytes, bytes, bytes]
    number: NumberAsked | None = None


def prepared(
    authenticator: Authenticator, identity: Identity, content: bytes, number: NumberAsked | None = None
) -> Prepared:
    """An event with its MAC; hashing and encoding happen here, in the caller's thread, not under the head."""
    mac = authenticator.mac(identity, content)
    return Prepared(
        (identity.stream, identity.version),
        leaf.opening(identity),
        leaf.payload_begun(content),
        mac,
        len(content),
        (
            arrays.uuid(identity.stream),
            arrays.int4(identity.version),
            arrays.text(identity.topic),
            arrays.octets(content),
            arrays.octets(mac),
        ),
        number,
    )


class CommandKey(Struct, frozen=True):
    """The caller's idempotency key, unique in the office, and the SHA-256 of its request."""

    key: str
    digest: bytes

    def __post_init__(self) -> None:
        if len(self.digest) != DIGEST_BYTES:
            raise ValueError(f"the digest of the request under key {self.key!r} has {len(self.digest)} bytes, not 32")


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


class NumberTaken(LedgerError):
    """The number that was to be given was given to another one meanwhile: ask for the next and decide again."""


class KeyReused(LedgerError):
    """The command key was used before for another request (HTTP 422)."""


class LogClosed(LedgerError):
    """The log takes nothing more: it is a log of access records whose year is over, and the next one is open."""


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

    `claims`: places and command key, which no other one of the same batch may hold. `uncertain`: it has been
    sent and no answer has come yet. `lost`: an answer was lost once, so that events found in the ledger may be
    its own. `after`: the caller that this one wakes when both are done.
    """

    __slots__ = (
        "accepts_clock",
        "after",
        "at",
        "claims",
        "command",
        "events",
        "failure",
        "leads",
        "lost",
        "queued",
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
        queued: Callable[[], None] | None = None,
    ) -> None:
        self.events = events
        self.queued = queued
        self.command = command
        self.claims: list[object] = [event.place for event in events]
        if command is not None:
            self.claims.append(command.key)
        self.at = at
        self.accepts_clock = accepts_clock
        self.result: Written | None = None
        self.failure: LedgerError | None = None
        self.uncertain = False
        self.lost = False
        self.leads = False
        self.after: Submission | None = None
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
