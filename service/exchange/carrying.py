"""Carries out what is told of petitions: each as one request with its own key, looked up before any work."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from domain.deciding import Refused
from domain.events import Line
from domain.petition import UNKNOWN, Petition, replay
from domain.values import IMPORTED, Actor
from projections.register import unit_of
from service.desk import Answer, Changed, Request, Step
from service.exchange import acts
from service.exchange.mapping import NARRATIVE, PERSONAL, UNIT, Mapping
from service.exchange.rejects import refusal
from service.exchange.rows import Fault
from service.exchange.told import Said, Told
from service.ledger.application import MATTERS
from service.ledger.entry import Via
from service.runtime import Instance
from service.turns import Turn

ATTEMPTS = 5
AT_ONCE = 5000
KEYS = """
SELECT stream, command, position + events - 1 FROM ledger.event
WHERE office = %s AND log = %s AND stream = ANY(%s) AND command IS NOT NULL ORDER BY stream, version
"""
NOT_RECEIVED = "nothing here or before says when the petition came in"
LATE = "observed before what was imported of this petition already, and not known then"
SEALED = NARRATIVE | PERSONAL


class Done(Struct, frozen=True):
    """What became of the rows that tell of one petition; `position`: the last line that they led to, else 0."""

    added: int = 0
    already: int = 0
    rejected: int = 0
    events: int = 0
    position: int = 0
    faults: tuple[Fault, ...] = ()


class Carrier:
    """Carries out for one office; `carry` may be called by several threads, for different petitions.

    A command key holds the digest of what was told. Behind it stands, for a list of changes, when that was
    observed (microseconds since 1970), and for a register the version it was added to and the file.
    """

    def __init__(self, instance: Instance, mapping: Mapping, office: str) -> None:
        self._instance = instance
        self._mapping = mapping
        self._office = office
        self._prefix = f"{IMPORTED}:{mapping.id}:"
        self._seals = any(entry.means in SEALED for entry in mapping.entries.values())
        self._positions: dict[bytes, int] = {}
        self._newest: dict[UUID, bytes] = {}
        self._observed: dict[UUID, list[tuple[int, int]]] = {}
        self._files: set[str] = set()
        self._known: set[UUID] = set()

    def look_up(self, told: Sequence[Told]) -> None:
        """Finds out in bulk which petitions exist and what was told of them before."""
        wanted = iter({each.petition for each in told})
        with self._instance.pool.connection() as connection:
            while some := list(islice(wanted, AT_ONCE)):
                self._look_up(connection, some)

    def _look_up(self, connection: Connection[Any], petitions: list[UUID]) -> None:
        for petition, key, position in connection.execute(KEYS, (self._office, MATTERS, petitions)):
            self._known.add(petition)
            if key.startswith(self._prefix):
                self._remember(petition, key.removeprefix(self._prefix).split(":"), position)

    def _remember(self, petition: UUID, key: list[str], position: int) -> None:
        digest, *rest = bytes.fromhex(key[0]), *key[1:]
        self._positions[digest] = position
        if self._mapping.complete:
            self._newest[petition] = digest
            self._files.add(rest[-1])
        else:
            self._observed.setdefault(petition, []).append((int(rest[-1]), position))

    def carry(self, told: Told, turn: Turn) -> Done:
        """Does what is told and new. What is refused is left out row by row, so that the good rows go in.

        `turn`: the ledger takes what several threads carry in the order of their turns. Raises LedgerError.
        """
        try:
            return self._carry(told, turn)
        finally:
            turn.leave()

    def _carry(self, told: Told, turn: Turn) -> Done:
        digest = told.digest(self._mapping.id)
        if self._is_known(told, digest):
            return Done(already=len(told.rows), position=self._positions[digest])
        try:
            return self._late(told) or self._carried(told, digest, turn)
        except Refused as refused:
            return self._without_a_row(told, refused, turn)

    def _is_known(self, told: Told, digest: bytes) -> bool:
        """A change is told once and for all; a row of a register may come back to what it said long ago.

        Unless that is an old file once more, which tells nothing new.
        """
        if not told.complete or _file(told) in self._files:
            return digest in self._positions
        return self._newest.get(told.petition) == digest

    def _late(self, told: Told) -> Done | None:
        """What becomes of changes that were observed before others which an earlier import brought in.

        They are there already when they made no difference to the petition as it was then. None: not late.
        """
        seen = self._observed.get(told.petition, [])
        at = _microseconds(told)
        if told.complete or not seen or at >= max(seen)[0]:
            return None
        position = max((position for observed, position in seen if observed <= at), default=0)
        lines = self._instance.ledger.log(self._office).stream(told.petition, up_to=position)
        then = replay(line for line in lines if isinstance(line, Line))
        new = [said for said in told.rows if self._differs(told.only(said), then)]
        faults = tuple(said.row.fault("", LATE) for said in new)
        return Done(already=len(told.rows) - len(new), rejected=len(new), position=position, faults=faults)

    def _differs(self, told: Told, state: Petition) -> bool:
        try:
            return bool(self._steps(told, state))
        except acts.NotReceived:
            return True

    def _without_a_row(self, told: Told, refused: Refused, turn: Turn) -> Done:
        """As much of it as can be done without one of its rows; the rows left out are rejected."""
        for said in reversed(told.rows) if len(told.rows) > 1 else ():
            rest = told.without(said)
            try:
                done = self._carried(rest, rest.digest(self._mapping.id), turn)
            except Refused:
                continue
            return _with(done, refusal(said.row, refused))
        faults = tuple(refusal(said.row, refused) for said in told.rows)
        return Done(rejected=len(told.rows), faults=faults)

    def _carried(self, told: Told, digest: bytes, turn: Turn) -> Done:
        for _ in range(ATTEMPTS):
            state = self._state(told.petition)
            try:
                steps = self._steps(told, state)
            except acts.NotReceived:
                return Done(rejected=len(told.rows), faults=tuple(map(_not_received, told.rows)))
            if not steps:
                return Done(already=len(told.rows))
            try:
                return self._done(told, self._handled(told, steps, state, digest, turn))
            except Changed:
                self._known.add(told.petition)
        raise AssertionError  # pragma: no cover - somebody else writes to the petition all the time

    def _state(self, petition: UUID) -> Petition:
        return self._instance.desk.petition(self._office, petition) if petition in self._known else UNKNOWN

    def _steps(self, told: Told, state: Petition) -> list[Step]:
        sealer = self._instance.ledger.log(self._office).sealer
        known = sealer.opened(state.details) if self._seals else state.details
        return acts.steps(told, state, self._mapping, known)

    def _handled(self, told: Told, steps: Sequence[Step], state: Petition, digest: bytes, turn: Turn) -> Answer:
        first = told.rows[0].row
        behind = f"{state.version}:{_file(told)}" if told.complete else str(_microseconds(told))
        key = f"{self._prefix}{digest.hex()}:{behind}"
        unit = next((item.value for item in told.items if item.word == UNIT and item.value), None)
        request = Request(
            office=self._office,
            petition=told.petition,
            steps=steps,
            actor=Actor(self._mapping.id, unit=unit or unit_of(state), authenticated=IMPORTED),
            via=Via(channel=IMPORTED, file=first.source.digest, line=first.line, key=key, request=digest),
            expected=state.version,
            turn=turn,
        )
        return self._instance.desk.handle(request)

    def _done(self, told: Told, answer: Answer) -> Done:
        self._known.add(told.petition)
        if answer.repeated:
            return Done(already=len(told.rows), position=answer.position)
        return Done(added=len(told.rows), events=len(answer.lines), position=answer.position)


def _file(told: Told) -> str:
    return told.rows[0].row.source.digest[:16]


def _microseconds(told: Told) -> int:
    """When it was observed, since 1970; 0 when nobody says."""
    at = told.rows[0].at
    return int(at.timestamp() * 1_000_000) if at else 0


def _with(done: Done, fault: Fault) -> Done:
    """With one more row rejected."""
    return Done(done.added, done.already, done.rejected + 1, done.events, done.position, (*done.faults, fault))


def _not_received(said: Said) -> Fault:
    return said.row.fault("", NOT_RECEIVED)
