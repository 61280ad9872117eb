"""Random lives of a few petitions of one office, for properties: whatever is asked, what is refused is passed over.

Every act is decided by the domain. Days go by at random; acts are entered late, corrected, withdrawn, voided,
taken up again; in the middle of it a calendar year may be published.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.calendar import Calendar
from domain.decide import decide
from domain.deciding import Context, OfficeProfile, Refused
from domain.petition import UNKNOWN, Petition, advance
from domain.rulebook import Rulebook
from domain.values import Actor, Details, Moment, moment_of
from service.bundled import bundled_books, newest
from tests.domain.rules import published
from tests.domain.scenario import CLERK, DEPUTY, HANDLER, HEAD, ROLES, SHEET, ZONE

BOOKS = ("R5", "S1", "plain")
FIRST_DAY = date(2026, 11, 16)
"""So near to the end of the year that limits reach into the one that is not published yet."""
ZONE_INFO = ZoneInfo(ZONE)
BEFORE = Calendar.of([published(2025), published(2026, "2026-12-31")])
AFTER = BEFORE.with_year(published(2027, "2027-01-01", "2027-01-04", "2027-01-05"))
ACTORS = (CLERK, CLERK, HANDLER, DEPUTY, HEAD)
UNITS = ("信访科", "后扶科", "规划科")
DUTIES = ("answer_hall", "handle", "source_due", "notice_direct")

Days = st.integers(-3, 40)


class Step(NamedTuple):
    """What one petition is asked: `wait` days and seconds after the last step, it happened `ago` days before.

    `dated`: only its day is known. `of`: the version to correct, counted backwards; None: no correction.
    """

    petition: int
    act: c.Act | None
    by: Actor
    wait: timedelta
    ago: int
    dated: bool
    excused: bool
    of: int | None


class Story(Struct, frozen=True):
    """The lines of all petitions as they became known, with positions; `refused` counts what was not done."""

    book: Rulebook
    lines: tuple[e.Line, ...]
    refused: int

    def __repr__(self) -> str:
        acts = (f"{line.petition.int}.{type(line.event).__name__} {line.occurred}" for line in self.lines)
        return f"<{self.book.id}: {'; '.join(acts)}>"

    def upto(self, position: int) -> dict[UUID, list[e.Line]]:
        """The lines of each petition at or before a position."""
        found: dict[UUID, list[e.Line]] = {}
        for line in self.lines:
            if line.position <= position:
                found.setdefault(line.petition, []).append(line)
        return found


def _on(days: int) -> date:
    return FIRST_DAY + timedelta(days=days)


def _details() -> st.SearchStrategy[Details]:
    return st.builds(
        replace,
        st.sampled_from((SHEET, Details(title="道路积水"))),
        people=st.sampled_from((None, 1, 6)),
        content_class=st.sampled_from((None, "0101", "0202")),
        procedure=st.sampled_from((None, "petition", "litigation")),
        reachable=st.sampled_from((None, True)),
        reply_by=st.none() | st.builds(_on, Days),
        due_on=st.none() | st.builds(_on, Days),
        due_at=st.none() | st.builds(lambda days: datetime.combine(_on(days), time(4), UTC), Days),
        clause=st.sampled_from((None, "源规则3")),
    )


def _text(kind: type[c.Act], **more: st.SearchStrategy[object]) -> st.SearchStrategy[c.Act]:
    return st.builds(kind, text=st.just("说明"), **more)


UNIT = st.sampled_from(UNITS)
RECEIVE: st.SearchStrategy[c.Act] = st.builds(
    c.Receive,
    channel=st.sampled_from(("visit", "visit", "letter", "online")),
    source=st.sampled_from(("direct", "direct", "superior_assigned")),
    place=st.just("hall"),
    external_id=st.sampled_from(("", "x1")),
    details=_details(),
)
REGISTER = st.builds(c.Register, on_spot=st.booleans(), details=_details())
ANSWER = _text(
    c.Answer,
    reply_kind=st.sampled_from(("interim", "result", "opinion")),
    delivered=st.booleans(),
    on_spot=st.booleans(),
)
CLOSE = st.builds(
    c.Close,
    outcome=st.sampled_from(("supported", "explained", "recorded")),
    legal_basis=st.just("条例"),
    explanation=st.just("说明"),
)
ACTS: tuple[st.SearchStrategy[c.Act], ...] = (
    RECEIVE,
    REGISTER,
    REGISTER,
    st.just(c.Open(envelope="完好", stamp="有", bound_together=True)),
    st.builds(c.Classify, details=_details()),
    st.just(c.Submit(to="倪虹")),
    st.just(c.Instruct(text="阅处")),
    st.just(c.Accept()),
    st.builds(c.Notify, notice=st.sampled_from(("receipt", "extension"))),
    st.just(c.Exempt(reason="地址不清")),
    st.builds(c.Forward, target=UNIT, mode=st.sampled_from(("forward", "forward", "copy"))),
    st.builds(c.Assign, target=UNIT, reply_by=st.builds(_on, Days)),
    st.builds(c.SignFor, unit=UNIT),
    st.just(c.Return(reason="非本科职责")),
    _text(c.Comment),
    _text(c.ReportResult, unit=UNIT, to=st.sampled_from(("assigner", "superior"))),
    st.builds(c.Extend, duty=st.sampled_from(DUTIES), reason=st.just("鉴定"), days=st.sampled_from((None, 30, 60))),
    st.just(c.Press(to="后扶科")),
    ANSWER,
    ANSWER,
    st.builds(c.Serve, document=st.sampled_from(("answer", "opinion"))),
    CLOSE,
    CLOSE,
    st.just(c.Archive(file_number="2026-1")),
    st.builds(c.Reopen, reason=st.just("有新情况"), unit=UNIT),
    st.just(c.Withdraw()),
    st.just(c.Void(reason="重复录入")),
)
STEP = st.builds(
    Step,
    petition=st.integers(0, 2),
    act=st.none() | st.one_of(*ACTS) | st.one_of(*ACTS) | st.one_of(*ACTS),
    by=st.sampled_from(ACTORS),
    wait=st.builds(timedelta, days=st.sampled_from((0, 0, 1, 3, 8)), seconds=st.integers(0, 40_000)),
    ago=st.sampled_from((0, 0, 0, 1, 4, 15)),
    dated=st.booleans(),
    excused=st.booleans(),
    of=st.none() | st.none() | st.integers(0, 5),
)
USUAL: tuple[st.SearchStrategy[c.Act | None], ...] = (
    RECEIVE,
    REGISTER,
    st.just(c.Submit(to="倪虹")),
    st.just(c.Instruct(text="阅处")),
    st.builds(c.Classify, details=_details().map(lambda details: replace(details, procedure="petition"))),
    st.just(c.Accept()),
    st.none(),
    st.just(c.Forward(target="后扶科")),
    st.just(c.SignFor(unit="后扶科")),
    st.builds(c.Extend, duty=st.sampled_from(("answer_hall", "handle")), reason=st.just("鉴定")),
    st.just(c.Answer(reply_kind="opinion", text="说明", delivered=True)),
    CLOSE,
    st.builds(c.Reopen, reason=st.just("有新情况"), unit=UNIT),
)
"""The way that most petitions go, so that what comes at random meets all their ages."""


@st.composite
def _usual(draw: st.DrawFn) -> list[Step]:
    """Some of the usual steps of the three petitions, each in its order, mixed with one another."""
    queues = [draw(st.lists(st.just(None), min_size=2, max_size=len(USUAL))) for _ in range(3)]
    turns = draw(st.permutations([nth for nth, queue in enumerate(queues) for _ in queue]))
    done = [0, 0, 0]
    steps: list[Step] = []
    for nth in turns:
        act = draw(USUAL[done[nth]])
        by = HEAD if type(act) in (c.Instruct, c.Extend) else CLERK
        steps.append(draw(STEP)._replace(petition=nth, act=act, by=by, of=None))
        done[nth] += 1
    return steps


@st.composite
def stories(draw: st.DrawFn, most: int = 20) -> Story:
    """A story of usual steps with at most `most` others anywhere between them."""
    book = newest(draw(st.sampled_from(BOOKS)))
    steps = draw(_usual())
    for step in draw(st.lists(STEP, min_size=most // 2, max_size=most)):
        steps.insert(draw(st.integers(0, len(steps))), step)
    return told(book, steps)


def told(book: Rulebook, steps: Sequence[Step]) -> Story:
    """What becomes of the steps under that book."""
    teller = _Teller(book, len(steps) // 3)
    for step in steps:
        teller.take(step)
    return Story(book, tuple(teller.lines), teller.refused)


class _Teller:
    """Decides one step after the other, and plays the committer's part. `turning`: when the year is published."""

    def __init__(self, book: Rulebook, turning: int) -> None:
        self.lines: list[e.Line] = []
        self.refused = 0
        self._book = book
        self._turning = turning
        self._taken = 0
        self._now = datetime.combine(FIRST_DAY, time(9), ZONE_INFO)
        self._states: dict[UUID, Petition] = {}
        self._acts: dict[tuple[UUID, int], c.Act] = {}

    def take(self, step: Step) -> None:
        self._now += step.wait
        self._taken += 1
        petition = UUID(int=step.petition + 1)
        state = self._states.get(petition, UNKNOWN)
        asked = c.Asked(
            petition=petition,
            command=self._command(step, petition, state),
            actor=step.by,
            occurred=self._moment(step) if step.of is None else moment_of(self._now, ZONE),
            now=self._now,
            already_done="补录" if step.excused else None,
        )
        try:
            lines = decide(state, asked, self._context)
        except Refused:
            self.refused += 1
            return
        for line in lines:
            self._add(line, state, step)

    def _add(self, line: e.Line, state: Petition, step: Step) -> None:
        number = f"信〔2026〕{line.petition.int:04}" if isinstance(line.event, e.Registered) else ""
        stamped = replace(line, position=len(self.lines) + 1, recorded_at=self._now.astimezone(UTC), number=number)
        if step.act is not None and step.of is None:
            self._acts[line.petition, line.version] = step.act
        self.lines.append(stamped)
        self._states[line.petition] = advance(state, stamped)

    def _command(self, step: Step, petition: UUID, state: Petition) -> c.Command:
        if step.act is None:
            return c.Recompute(calendar=self._context.calendar.digest)
        if step.of is None:
            return step.act
        version = state.version - step.of % max(state.version, 1)
        known = self._acts.get((petition, version))
        act = step.act if known is None or type(step.act) is type(known) else known
        return c.Correct(of=version, act=act, occurred=self._moment(step), reason="录入有误")

    def _moment(self, step: Step) -> Moment:
        at = self._now - timedelta(days=step.ago)
        return Moment(at.astimezone(ZONE_INFO).date()) if step.dated else moment_of(at, ZONE)

    @property
    def _context(self) -> Context:
        return Context(
            book=self._book,
            books={**bundled_books(), self._book.reference: self._book},
            calendar=AFTER if self._taken > self._turning else BEFORE,
            office=OfficeProfile(id="o", name="移民局", book=self._book.id, time_zone=ZONE, roles=ROLES),
            now=self._now,
        )
