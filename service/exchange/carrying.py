"""Carries out what is told of petitions: each as one request with its own key, many of them in one commit.

What is there already is found by the keys; the rest is judged on the petitions as they stand. A petition that somebody
else writes to meanwhile is judged anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.deciding import Refused
from domain.petition import Petition
from domain.values import IMPORTED, Actor
from projections.register import unit_of
from service.desk import Judged, Request, Step
from service.exchange import acts
from service.exchange.door import NOTHING, Door, Standing
from service.exchange.mapping import NARRATIVE, PERSONAL, UNIT, Mapping
from service.exchange.rejects import refusal
from service.exchange.rows import Fault
from service.exchange.told import Said, Told
from service.ledger.entry import Via
from service.ledger.submission import Conflict, Written

ATTEMPTS = 5
NOT_RECEIVED = "nothing here or before says when the petition came in"
LATE = "observed before what was imported of this petition already, and not known then"
BUSY = "somebody else writes to this petition all the time: import the file again"
SEALED = NARRATIVE | PERSONAL
FILE_MARK = 16
"""Hexadecimal digits of a file's digest that stand in a command key."""


class Done(Struct, frozen=True):
    """What became of the rows that tell of one petition; `position`: the last line that they led to, else 0."""

    added: int = 0
    already: int = 0
    rejected: int = 0
    events: int = 0
    position: int = 0
    faults: tuple[Fault, ...] = ()


class _Before(Struct):
    """What was told of one petition before: digests and positions, the newest of them, and when it was observed."""

    exists: bool = False
    positions: dict[bytes, int] = {}
    newest: tuple[bytes, int] = (b"", 0)
    observed: list[tuple[int, int]] = []


class Decided(Struct, frozen=True):
    """What is to be written of one petition; `faults`: of the row that had to be left out."""

    told: Told
    judged: Judged
    faults: tuple[Fault, ...] = ()


class Carrier:
    """Carries out for the office of the door: `decide`, then `write`.

    A command key holds the digest of what was told. Behind it stands, for a list of changes, when that was
    observed (microseconds since 1970), and for a register the version it was added to and the file.
    """

    def __init__(self, door: Door, mapping: Mapping) -> None:
        self._door = door
        self._mapping = mapping
        self._prefix = f"{IMPORTED}:{mapping.id}:"
        self._seals = any(entry.means in SEALED for entry in mapping.entries.values())
        self._last_of: dict[str, int] = {}

    def decide(self, told: Sequence[Told]) -> list[Done | Decided]:
        """What becomes of each, all of different petitions; nothing is written."""
        before = self._before(told)
        new = [each for each in told if not self._is_known(each, before[each.petition])]
        stand = self._door.standing([each.petition for each in new if before[each.petition].exists])
        marked = {each.petition for each in new}
        return [
            self._decided(each, before[each.petition], stand.get(each.petition, NOTHING))
            if each.petition in marked
            else self._already(each, before[each.petition])
            for each in told
        ]

    def write(self, outcomes: Sequence[Done | Decided], attempts: int = ATTEMPTS) -> list[Done]:
        """What became of each once all are in. Raises: LedgerError."""
        decided = [each for each in outcomes if isinstance(each, Decided)]
        written = iter(self._door.write([each.judged for each in decided]) if decided else ())
        return [each if isinstance(each, Done) else self._done(each, next(written), attempts) for each in outcomes]

    def start(self, files: Sequence[str]) -> None:
        """To be told of the files (by digest) before the first of them: what they wrote in an earlier import."""
        marks = {file[:FILE_MARK] for file in files} if self._mapping.complete else ()
        self._last_of = {mark: self._door.last_of(self._prefix, mark) for mark in marks}

    # ---- what is there already

    def _before(self, told: Sequence[Told]) -> dict[UUID, _Before]:
        found = {each.petition: _Before(positions={}, observed=[]) for each in told}
        for petition, key, position in self._door.keys(list(found)):
            before = found[petition]
            before.exists = True
            if key.startswith(self._prefix):
                self._remember(before, key.removeprefix(self._prefix).split(":"), position)
        return found

    def _remember(self, before: _Before, key: list[str], position: int) -> None:
        digest, *rest = bytes.fromhex(key[0]), *key[1:]
        before.positions[digest] = position
        if self._mapping.complete:
            before.newest = (digest, position)
        else:
            before.observed.append((int(rest[-1]), position))

    def _is_known(self, told: Told, before: _Before) -> bool:
        """A change is told once and for all; a row of a register may come back to what it said long ago.

        Unless that is an old file once more: a newer one has written of the petition behind all that this one wrote.
        A file that was cut short has written last, and is gone on with.
        """
        digest = told.digest(self._mapping.id)
        if not told.complete:
            return digest in before.positions
        newest, position = before.newest
        return newest == digest or position > self._last_of.get(_file(told), 0) > 0

    def _already(self, told: Told, before: _Before) -> Done:
        digest = told.digest(self._mapping.id)
        return Done(already=len(told.rows), position=before.positions.get(digest, before.newest[1]))

    # ---- what is new

    def _decided(self, told: Told, before: _Before, standing: Standing) -> Done | Decided:
        late = self._late(told, before)
        if late is not None:
            return late
        try:
            return self._whole(told, standing)
        except Refused as refused:
            return self._without_a_row(told, refused, standing)

    def _late(self, told: Told, before: _Before) -> Done | None:
        """What becomes of changes that were observed before others which an earlier import brought in.

        They are there already when they made no difference to the petition as it was then. None: not late.
        """
        seen = before.observed
        at = _microseconds(told)
        if told.complete or not seen or at >= max(seen)[0]:
            return None
        position = max((position for observed, position in seen if observed <= at), default=0)
        then = self._door.then(told.petition, position)
        new = [said for said in told.rows if self._differs(told.only(said), then)]
        faults = tuple(said.row.fault("", LATE) for said in new)
        return Done(already=len(told.rows) - len(new), rejected=len(new), position=position, faults=faults)

    def _differs(self, told: Told, state: Petition) -> bool:
        try:
            return bool(self._steps(told, state))
        except acts.NotReceived:
            return True

    def _without_a_row(self, told: Told, refused: Refused, standing: Standing) -> Done | Decided:
        """As much of it as can be done without one of its rows; the rows left out are rejected."""
        for said in reversed(told.rows) if len(told.rows) > 1 else ():
            try:
                rest = self._whole(told.without(said), standing)
            except Refused:
                continue
            return (
                replace(rest, faults=(refusal(said.row, refused),))
                if isinstance(rest, Decided)
                else _with(rest, refusal(said.row, refused))
            )
        faults = tuple(refusal(said.row, refused) for said in told.rows)
        return Done(rejected=len(told.rows), faults=faults)

    def _whole(self, told: Told, standing: Standing) -> Done | Decided:
        """Raises: Refused."""
        try:
            steps = self._steps(told, standing.sealed)
        except acts.NotReceived:
            return Done(rejected=len(told.rows), faults=tuple(map(_not_received, told.rows)))
        if not steps:
            return Done(already=len(told.rows))
        return Decided(told, self._door.judged(self._request(told, steps, standing.sealed), standing.clear))

    def _steps(self, told: Told, state: Petition) -> list[Step]:
        known = self._door.opened(state).details if self._seals and state.received else state.details
        return acts.steps(told, state, self._mapping, known)

    def _request(self, told: Told, steps: Sequence[Step], state: Petition) -> Request:
        first = told.rows[0].row
        digest = told.digest(self._mapping.id)
        behind = f"{state.version}:{_file(told)}" if told.complete else str(_microseconds(told))
        key = f"{self._prefix}{digest.hex()}:{behind}"
        unit = next((item.value for item in told.items if item.word == UNIT and item.value), None)
        return Request(
            office=self._door.name,
            petition=told.petition,
            steps=steps,
            actor=Actor(self._mapping.id, unit=unit or unit_of(state), authenticated=IMPORTED),
            via=Via(channel=IMPORTED, file=first.source.digest, line=first.line, key=key, request=digest),
        )

    # ---- what was written

    def _done(self, decided: Decided, written: Written | Exception, attempts: int) -> Done:
        told = decided.told
        if isinstance(written, Conflict) and attempts:
            (done,) = self.write(self.decide([told]), attempts - 1)
        elif isinstance(written, Conflict):
            done = Done(rejected=len(told.rows), faults=tuple(said.row.fault("", BUSY) for said in told.rows))
        elif isinstance(written, Exception):
            raise written
        else:
            position = written.positions[-1]
            rows = len(told.rows)
            new = Done(added=rows, events=written.events, position=position)
            done = Done(already=rows, position=position) if written.repeated else new
        for fault in decided.faults:
            done = _with(done, fault)
        return done


def _file(told: Told) -> str:
    return told.rows[0].row.source.digest[:FILE_MARK]


def _microseconds(told: Told) -> int:
    """When it was observed, since 1970; 0 when nobody says."""
    at = told.rows[0].at
    return int(at.timestamp() * 1_000_000) if at else 0


def _with(done: Done, fault: Fault) -> Done:
    """With one more row rejected."""
    return replace(done, rejected=done.rejected + 1, faults=(*done.faults, fault))


def _not_received(said: Said) -> Fault:
    return said.row.fault("", NOT_RECEIVED)
