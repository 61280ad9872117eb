"""Sends the newest checkpoint of each log to the witnesses that its office has named, and keeps their cosignatures.

A witness that refuses says that this log is not the one it saw: that is entered as a refusal and shown. A witness that
does not answer is asked again later.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from msgspec import Struct
from psycopg_pool import ConnectionPool

from domain.evidence_events import WitnessNamed
from service.background import Background
from service.evidence import calling, proofs, store
from service.evidence import note as notes
from service.evidence import witness_protocol as protocol
from service.evidence.calling import Reply, Unreached
from service.evidence.note import BadNote, Note, Signature, Verifier
from service.evidence.proofs import Unprovable
from service.evidence.store import Stored
from service.evidence.witness_protocol import SIZE_TYPE, Addition
from service.ledger import head as heads
from service.ledger.application import MATTERS
from service.ledger.connections import Connections
from service.offices import Offices, UnknownOffice
from service.projector.failing import Failures

PACE = 60.0
"""Seconds between two submissions of a log that grows."""
ATTEMPTS = 3
"""How often a witness is asked anew that knows another head than was thought."""
EVERY = "all logs"
COSIGNED, REFUSED, UNREACHED = "cosigned", "refused", "unreached"
REFUSING = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)


class WitnessRefused(Exception):
    """The witness does not cosign this log."""


class Said(Struct, frozen=True, kw_only=True):
    """What a witness said to the checkpoint of a log, or why it said nothing."""

    office: str
    log: str
    witness: str
    body: str
    size: int
    outcome: str
    reason: str = ""


class Submissions:
    """Submits the logs of one database; what comes of it is written through the connections that may append."""

    def __init__(self, pool: ConnectionPool[Any], connections: Connections, offices: Offices) -> None:
        self._pool = pool
        self._connections = connections
        self._offices = offices

    def due(self) -> Iterator[tuple[str, str, WitnessNamed]]:
        """The log of matters of each office beside its witnesses. What those refused who are dismissed ends here.

        Logs of access records are not submitted: each is a log of its own that the witness would have to be told of.
        """
        with self._pool.connection() as connection:
            logs = [each for each in heads.logs(connection) if each[1] == MATTERS]
        for office, log in logs:
            with suppress(UnknownOffice):
                witnesses = self._offices.get(office).state.evidence.witnesses
                self._end_dismissed(office, log, witnesses)
                yield from ((office, log, named) for named in witnesses)

    def _end_dismissed(self, office: str, log: str, witnesses: Sequence[WitnessNamed]) -> None:
        with self._connections.borrow() as connection:
            names = [notes.verifier(named.verifier).name for named in witnesses]
            store.settle_dismissed(connection, office, log, names)

    def newest(self, office: str, log: str) -> int:
        """The size of the checkpoint signed last, 0 while none is."""
        with self._pool.connection() as connection:
            newest = store.newest(connection, office, log)
        return newest.size if newest else 0

    def submit(self, office: str, log: str, named: WitnessNamed) -> Said | None:
        """What this witness says to the newest checkpoint; None while nothing is signed. Refusals are entered."""
        asking = _Asking(self._pool, office, log, named)
        if asking.newest is None:
            return None
        outcome, reason = self._outcome(asking)
        size = asking.newest.size
        return Said(
            office=office, log=log, witness=asking.key.name, body=named.body, size=size, outcome=outcome, reason=reason
        )

    def _outcome(self, asking: _Asking) -> tuple[str, str]:
        try:
            stored, line = asking.cosigned()
        except Unreached as reason:
            return UNREACHED, str(reason)
        except WitnessRefused as refusal:
            return self._refused(asking, asking.key.name, str(refusal))
        except Unprovable as reason:
            return self._refused(asking, store.before(asking.key.name), str(reason))
        with self._connections.borrow() as connection:
            store.cosign(connection, asking.office, asking.log, stored, line)
        return COSIGNED, ""

    def _refused(self, asking: _Asking, by: str, reason: str) -> tuple[str, str]:
        size = asking.newest.size if asking.newest else 0
        with self._connections.borrow() as connection:
            store.refuse(connection, asking.office, asking.log, by, size, reason)
        return REFUSED, reason


class _Asking:
    """One log before one witness: what was signed last, and from where on the witness has to be shown a proof."""

    def __init__(self, pool: ConnectionPool[Any], office: str, log: str, named: WitnessNamed) -> None:
        self._pool = pool
        self.office = office
        self.log = log
        self.key: Verifier = notes.verifier(named.verifier)
        self._url = f"{named.url.rstrip('/')}/{protocol.PATH}"
        with pool.connection() as connection:
            self.newest = store.newest(connection, office, log)
            self._known = self._last = store.last_cosigned(connection, office, log, self.key.name)

    def cosigned(self) -> tuple[Stored, Signature]:
        """The checkpoint with the witness's line. Raises WitnessRefused, Unreached, Unprovable."""
        for _ in range(ATTEMPTS):
            stored, addition = self._addition()
            reply = calling.asked(self._url, str(addition).encode())
            if reply.status != HTTPStatus.CONFLICT:
                return stored, self._line(addition.note, reply)
            self._known = self._of_size(_size(reply))
        message = f"{self.key.name} cosigns other checkpoints of this log at the same time: later again (稍后再试)"
        raise Unreached(message)

    def _addition(self) -> tuple[Stored, Addition]:
        newest, known = self.newest, self._known
        assert newest is not None  # noqa: S101 - the caller has looked
        if known is None or known.generation != newest.generation:
            return newest, Addition(0, (), newest.note)
        with self._pool.connection() as connection:
            proof = proofs.consistency(connection, self.office, self.log, known.head, newest.head)
        return newest, Addition(known.size, tuple(proof), newest.note)

    def _of_size(self, size: int) -> Stored | None:
        """Our checkpoint of the size that the witness has cosigned; None for 0. Raises WitnessRefused."""
        with self._pool.connection() as connection:
            self.newest = newest = store.newest(connection, self.office, self.log) or self.newest
            assert newest is not None  # noqa: S101 - there was one before
            if self._last is not None and self._last.generation == newest.generation and size < self._last.size:
                message = (
                    f"the witness says {size}, but has cosigned {self._last.size} before: it has forgotten what it saw "
                    f"(见证方称 {size} 条，但曾见证 {self._last.size} 条：其记录已丢失)"
                )
                raise WitnessRefused(message)
            if not size:
                return None
            if size > newest.size:
                message = (
                    f"the witness has seen {size} events, this log has {newest.size}: it was cut short or put back "
                    f"from an older copy (见证方已见 {size} 条，本日志只有 {newest.size} 条：被截断或恢复了旧备份)"
                )
                raise WitnessRefused(message)
            try:
                return store.of_size(connection, self.office, self.log, newest.generation, size)
            except LookupError:
                message = (
                    f"the witness has cosigned a head of {size} events that was not signed here: the log was put back "
                    "and written on, or another signs it too (见证方已见的日志头不是本处所签)"
                )
                raise WitnessRefused(message) from None

    def _line(self, note: Note, reply: Reply) -> Signature:
        """The cosignature of an answer. Raises WitnessRefused, Unreached."""
        if reply.status in REFUSING:
            message = f"{reply.status} {reply.line}"
            raise WitnessRefused(message)
        if reply.status != HTTPStatus.OK:
            message = f"{self._url} answers {reply.status} {reply.line}"
            raise Unreached(message)
        lines = reply.body.decode("utf-8", "replace").removesuffix("\n").split("\n")
        try:
            signatures = tuple(map(notes.read_line, lines))
            notes.verified(Note(note.text, signatures), [self.key])
        except BadNote as bad:
            message = f"{self._url} answers without a good cosignature of {self.key.name}: {bad} (见证签名不符)"
            raise WitnessRefused(message) from bad
        named = (self.key.name, self.key.key_id)
        return next(line for line in signatures if (line.name, line.key_id) == named)


def _size(reply: Reply) -> int:
    """The size that an answer 409 tells. Raises Unreached."""
    text = reply.body.decode("ascii", "replace").removesuffix("\n")
    if reply.kind != SIZE_TYPE or not text.isdecimal() or len(text) > len(str(protocol.LARGEST_SIZE)):
        message = f"the witness answers 409 without a size: {reply.line!r} (应答不含规模)"
        raise Unreached(message)
    return int(text)


class Witnessing(Background):
    """Keeps the cosignatures of one database up, in this process together with others.

    A log is submitted once in each process even where it is cosigned already: so a witness that has seen more says so.
    """

    def __init__(self, submissions: Submissions, pace: float = PACE) -> None:
        super().__init__("cosignatures", pace)
        self.submissions = submissions
        self._cosigned: dict[tuple[str, str, str], int] = {}
        self.failures = Failures("cosignatures")

    def turn(self) -> None:
        """Submits what is due."""
        try:
            for office, log, named in self.submissions.due():
                if self._stopped.is_set():
                    return
                self._submit(office, log, named)
        except Exception as error:  # noqa: BLE001 - the database is away, or the like: it is tried again
            self.failures.failed(EVERY, error)
        else:
            self.failures.passed(EVERY)

    def _submit(self, office: str, log: str, named: WitnessNamed) -> None:
        """One log to one witness; it does not stand in the way of the others."""
        place, key = f"{office}/{log} at {named.body}", (office, log, named.verifier)
        if self.failures.waits(place):
            return
        try:
            if self.submissions.newest(office, log) == self._cosigned.get(key):
                return
            said = self.submissions.submit(office, log, named)
        except Exception as error:  # noqa: BLE001 - the same
            self.failures.failed(place, error)
            return
        if said is None or said.outcome == COSIGNED:
            self.failures.passed(place)
            self._cosigned[key] = said.size if said else 0
        else:
            self.failures.failed(place, WitnessRefused() if said.outcome == REFUSED else Unreached())
