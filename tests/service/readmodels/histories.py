"""Generated histories of an office under any of the seven rulebooks, as its log holds them.

Three petitions come in beside one another; each step is a command by chance (tests/clauses/lives), decided under the
book and written when it was decided: sensible and senseless ones, acts entered late, corrections, joinings that stand
in both streams, limits reckoned again once a year's days off are published.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from hypothesis import assume
from hypothesis import strategies as st

from domain import commands as c
from domain import events as e
from domain.calendar import Calendar
from domain.deciding import Refused
from domain.linking import concerned, told
from domain.recomputing import needs_recompute
from domain.rulebook import Rulebook
from domain.values import Moment
from service.bundled import bundled_calendar, newest
from service.ledger import reading
from service.ledger.application import MATTERS
from service.ledger.entry import Via
from tests.clauses.lives import commands, office
from tests.clauses.lives.life import Life
from tests.clauses.lives.machine import FIRST, OFFICES
from tests.domain.stories import Story
from tests.service.projector.offices import Told, founded, known
from tests.service.readmodels.test_as_of import House

BOOKS = ("R1", "R2", "R3", "R4", "R5", "R6", "S1")
PETITIONS = (*office.EARLIER, UUID(int=503))
"""Those to which others are joined, and one more."""
UNPUBLISHED = Calendar.of(year for year in bundled_calendar().years if year.year <= 2025)
FEW = 10
"""Lines of a history that nothing much happened in: it is none."""
MANNERS = (False, False, False, False, False, True)
"""Whether a step is wild: one in six."""
ZONE = ZoneInfo(office.ZONE)


class _Office:
    """The lives of its petitions and all their lines in the order of writing."""

    def __init__(self, book: Rulebook, draw: st.DrawFn, liked: Sequence[str]) -> None:
        self.draw = draw
        self.liked = liked
        self.now: datetime = FIRST + timedelta(draw(st.integers(0, 540)))
        chosen, calendar = draw(st.sampled_from(OFFICES)), draw(st.sampled_from((UNPUBLISHED, bundled_calendar())))
        self.lives = {id_: Life(id_, book, chosen, calendar) for id_ in PETITIONS}
        self.lines: list[e.Line] = []
        self.refused = 0

    def step(self) -> None:
        """A command on one of the petitions; what is refused is passed over."""
        self.now = self.draw(commands.later(self.now))
        life = self.lives[self.draw(st.sampled_from(PETITIONS))]
        try:
            self._live(life, self._asked(life))
        except Refused:
            self.refused += 1

    def _asked(self, life: Life) -> c.Asked:
        if len(life.lines) > 2 and self.draw(st.integers(0, 7)) == 4:
            return self.draw(commands.correction(life, self.now))
        if needs_recompute(life.state, bundled_calendar()) and self.draw(st.booleans()):
            return self._recomputed(life)
        wild = self.draw(st.sampled_from(MANNERS))
        return self.draw(commands.asked(life, self.now, wild=wild, liked=self.liked))

    def _recomputed(self, life: Life) -> c.Asked:
        life.calendar = bundled_calendar()
        return c.Asked(
            petition=life.petition,
            command=c.Recompute(calendar=life.calendar.digest),
            actor=office.CLERKS[0],
            occurred=Moment(self.now.date()),
            now=self.now,
        )

    def _live(self, life: Life, asked: c.Asked) -> None:
        """The line of the command, and those in the streams of the petitions that it was or is joined to."""
        before = life.state
        self.lines.append(life.lived(asked))
        for petition in sorted(concerned(before, life.state)):
            first = self.lives[petition]
            self.lines.extend(first.lived(each) for each in self._to_be_told(first, life, asked))

    def _to_be_told(self, first: Life, after: Life, asked: c.Asked) -> Iterator[c.Asked]:
        if first.state.received is not None:
            yield from list(told(first.state, after.state, asked, ZONE))


@st.composite
def histories(draw: st.DrawFn, book: str, steps: int = 50, liked: Sequence[str] = ()) -> Story:
    """What becomes of so many steps in an office under the newest version of the book; `liked` verbs come often."""
    chosen = newest(book)
    made = _Office(chosen, draw, liked)
    for _ in range(steps):
        made.step()
    assume(len(made.lines) > FEW)
    return Story(chosen, tuple(made.lines), made.refused)


def written_in(house: House, story: Story) -> Told:
    """A new office with this history in its log, each command at its time; not folded yet."""
    id_ = f"o{uuid4().hex[:12]}"
    log = house.ledger.create(id_, replayed=True)
    first = founded(id_)
    log.write(first, Via(channel="test"), at=FIRST)
    for lines in _commands(story.lines):
        log.write(lines, Via(channel="test"), at=lines[-1].recorded_at)
    read = reading.tail(house.connection, id_, MATTERS, 0, 10**6)
    return Told(known(first), tuple(line for line in read if isinstance(line, e.Line)))


def _commands(lines: Sequence[e.Line]) -> Iterator[list[e.Line]]:
    """The lines by the command that they come from: such as are recorded at the same time."""
    return (list(together) for _, together in groupby(lines, key=lambda line: line.recorded_at))
