"""The only door for commands: API, command line and import all come through here.

Key first, then state, rulebook, decision, ledger; the answer is computed from the lines that were written,
so that a repeated key is answered with the very same words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import reduce
from random import uniform
from time import monotonic, sleep
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain import events as e
from domain.commands import Asked, Command, Correct, Join
from domain.decide import Decided, decide, decide_all
from domain.deciding import Reason, Refused, structural
from domain.linking import told
from domain.petition import UNKNOWN, Petition, advance, replay
from domain.possible import ACTS, Possible, possible
from domain.values import Actor, Moment, Narrative
from service.ledger.application import Ledger, Log
from service.ledger.entry import Line, Via
from service.ledger.submission import Conflict, Written
from service.offices import KnownOffice, Offices
from service.turns import Turn

PATIENCE = 10.0
"""Seconds for which a decision is taken anew when somebody else wrote first."""
LONGEST_PAUSE = 0.03
"""Seconds before the next attempt, at most: those who met do not meet again at once."""


class Changed(Exception):
    """The petition is no longer at the version that the caller had seen (HTTP 412)."""

    def __init__(self, petition: UUID, expected: int, found: int) -> None:
        self.expected, self.found = expected, found
        super().__init__(f"petition {petition} is at version {found}, not {expected} (信访件已有变化)")


class Step(Struct, frozen=True, kw_only=True):
    """One command of a request; `occurred` None means now. `historic`: read from an old register (domain/events.py)."""

    command: Command
    occurred: Moment | None = None
    already_done: Narrative | None = None
    historic: bool = False


class Request(Struct, frozen=True, kw_only=True):
    """Commands on one petition that succeed or fail together.

    `expected`: the version the caller had seen (If-Match). `recorded_at`: the time of a replayed log. `turn`:
    where the order among requests matters, what lets each of them through to the ledger behind the one before.
    """

    office: str
    petition: UUID
    steps: Sequence[Step]
    actor: Actor
    via: Via
    expected: int | None = None
    recorded_at: datetime | None = None
    turn: Turn | None = None


class Judged(Struct, frozen=True):
    """What a request leads to, not written yet: the lines, and the way they come in."""

    lines: Sequence[e.Line]
    via: Via


class Answer(Struct, frozen=True, kw_only=True):
    """What a command led to: the lines written and their leaf hashes; `repeated` = the key was known.

    `state` is the petition right after these lines, whatever has happened to it since.
    """

    office: str
    petition: UUID
    lines: Sequence[e.Line]
    leaves: Sequence[bytes]
    state: Petition
    repeated: bool

    @property
    def version(self) -> int:
        return self.lines[-1].version

    @property
    def position(self) -> int:
        return self.lines[-1].position


class Desk:
    """Carries out commands on petitions."""

    def __init__(self, ledger: Ledger, offices: Offices, clock: Callable[[], datetime] | None = None) -> None:
        self._ledger = ledger
        self._offices = offices
        self._clock = clock or (lambda: datetime.now(UTC))

    def handle(self, request: Request) -> Answer:
        """Carries the request out, once for each key.

        Raises: Refused (with every reason), Changed, UnknownOffice, and LedgerError (KeyReused, ClockRefused,
        Unavailable, OutcomeUnknown).
        """
        office = self._offices.get(request.office)
        log = self._ledger.log(request.office)
        give_up = monotonic() + PATIENCE
        while True:
            known = self._known(request)
            if known is not None:
                return self._answer(request, log, known)
            try:
                written, before = self._write(request, office, log)
            except Conflict:
                if monotonic() > give_up:
                    raise
                sleep(uniform(0, LONGEST_PAUSE))  # noqa: S311 - chance without secrecy
            except (Refused, Changed):
                # The same request sent twice: its twin may just have done what is refused now.
                known = self._known(request)
                if known is None:
                    raise
                return self._answer(request, log, known)
            else:
                return self._answer(request, log, written, before)

    def petition(self, office: str, petition: UUID) -> Petition:
        """The petition as it stands in the ledger; UNKNOWN when it has no events."""
        return _folded(self._ledger.log(office).stream(petition))

    def opened(self, office: str, petition: UUID) -> Petition:
        """The petition with what is personal in the clear, to judge what can be done to it; not to be shown."""
        return _opened(self._ledger.log(office), petition)

    def possible(
        self, office: str, petition: UUID, actors: Sequence[Actor], verbs: Sequence[type[Struct]] = ACTS
    ) -> tuple[tuple[Possible, ...], ...]:
        """What each of the actors could do to the petition now, judged as `handle` would judge it; nothing is written.

        Where time is replayed, now is when the last event was. Raises: UnknownOffice.
        """
        known = self._offices.get(office)
        now = (self._ledger.head(office).recorded_at if known.replayed else None) or self._clock()
        moment = known.moment(now)
        state = self.opened(office, petition)
        context = known.context((state.received_at or moment).day, now, state.book)
        return tuple(possible(state, actor, moment, context, verbs=verbs) for actor in actors)

    def _known(self, request: Request) -> Written | None:
        if not request.via.key:
            return None
        return self._ledger.answered(request.office, request.via.key, request.via.request)

    def _write(self, request: Request, office: KnownOffice, log: Log) -> tuple[Written, Petition]:
        """Where the lines stand, and the petition as it was before them.

        Rules compare names, so what is personal is open for the decision, and sealed again when it is written.
        """
        state = _opened(log, request.petition)
        if request.expected is not None and request.expected != state.version:
            raise Changed(request.petition, request.expected, state.version)
        judged, turn = self.judged(request, state, office), request.turn
        if turn is None:
            return log.write(judged.lines, judged.via, at=request.recorded_at), state
        turn.wait()
        return log.write(judged.lines, judged.via, at=request.recorded_at, queued=turn.leave), state

    def judged(self, request: Request, state: Petition, office: KnownOffice) -> Judged:
        """What the request leads to on the petition as it stands, everything personal open; nothing is written.

        Raises: Refused with every reason.
        """
        log = self._ledger.log(request.office)
        now = request.recorded_at or self._clock()
        asked = [self._asked(request, step, office, now) for step in request.steps]
        firsts = {join.to: _opened(log, join.to) for join in _joins(request.steps)}
        context = replace(
            office.context(_received_on(state, asked[0]), now, state.book), first_open=_are_open(firsts.values())
        )
        decided = decide_all(state, asked, context)
        lines = [*decided.lines, *_told(decided, asked[-1], office, firsts, log)]
        return Judged(lines, _seen(request.via, state))

    def _asked(self, request: Request, step: Step, office: KnownOffice, now: datetime) -> Asked:
        return Asked(
            petition=request.petition,
            command=step.command,
            actor=request.actor,
            occurred=step.occurred or office.moment(now),
            now=now,
            already_done=step.already_done,
            historic=step.historic,
        )

    def _answer(self, request: Request, log: Log, written: Written, before: Petition | None = None) -> Answer:
        lines = [line for line in log.lines(written.first, written.events) if isinstance(line, e.Line)]
        if not lines:
            zh, en = "此键已用于机构事件", "this key belongs to an event of the office"
            raise Refused((structural(zh, en),))
        if before is None or written.repeated:
            before = _folded(log.stream(lines[0].petition, up_to=lines[0].position - 1))
        petition = lines[0].petition
        stood = zip(lines, log.leaves(written.first, written.events), strict=True)
        own = [(line, leaf) for line, leaf in stood if line.petition == petition]
        return Answer(
            office=request.office,
            petition=petition,
            lines=[line for line, _ in own],
            leaves=[leaf for _, leaf in own],
            state=reduce(advance, (line for line, _ in own), before),
            repeated=written.repeated,
        )


def _joins(steps: Iterable[Step]) -> Iterator[Join]:
    """Every joining that is asked for, also in the place of one that was wrong."""
    for step in steps:
        act = step.command.act if isinstance(step.command, Correct) else step.command
        if isinstance(act, Join):
            yield act


def _join_faults(first: Petition) -> Iterator[Reason]:
    if first.received is None:
        yield structural("要关联的信访件不存在", "there is no such petition to join to")
    elif first.ending.voided:
        yield structural("要关联的信访件已作废", "the petition to join to is void")
    elif first.joined is not None:
        yield structural(
            f"该件本身已关联，请与首件（{first.joined}）关联",
            f"it is joined itself: join to the first one, {first.joined}",
        )


def _are_open(firsts: Iterable[Petition]) -> bool:
    """Whether every petition that is joined to is open; each must be in this office, the first of its matter.

    Raises Refused. What is written of it is written behind the version looked at here (_told), so it is so then too.
    """
    is_open = True
    for first in firsts:
        if reasons := tuple(_join_faults(first)):
            raise Refused(reasons)
        is_open &= first.open
    return is_open


def _told(
    decided: Decided, asked: Asked, office: KnownOffice, known: Mapping[UUID, Petition], log: Log
) -> Iterator[e.Line]:
    """The lines in the streams of the petitions that it was or is joined to. Raises Refused."""
    for petition in sorted(decided.concerned):
        first = known.get(petition) or _opened(log, petition)
        for each in told(first, decided.state, asked, office.zone):
            for line in decide(first, each, office.context(_received_on(first, each), asked.now, first.book)):
                first = advance(first, line)
                yield line


def _opened(log: Log, petition: UUID) -> Petition:
    """The petition with what is personal in the clear, for rules to compare: they protect restricted people as well."""
    return _folded([log.sealer.opened(line, restricted=True) for line in log.stream(petition)])


def _folded(lines: Sequence[Line]) -> Petition:
    return replay(line for line in lines if isinstance(line, e.Line)) if lines else UNKNOWN


def _received_on(state: Petition, first: Asked) -> date:
    """The day that chooses the rulebook's version: that of the receipt."""
    return state.received_at.day if state.received_at is not None else first.occurred.day


def _seen(via: Via, state: Petition) -> Via:
    position = max((line.position for line in state.lines), default=0)
    return Via(via.channel, via.file, via.line, via.key, via.request, position)
