"""The machine that leads lives under one rulebook and has every line judged by what was written independently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from domain import commands as c
from domain import events as e
from domain.calendar import Calendar
from domain.deciding import OfficeProfile, Refused
from domain.recomputing import needs_recompute
from domain.rulebook import Rulebook
from domain.values import Moment
from service.bundled import bundled_calendar
from tests.clauses.lives import commands, days, office
from tests.clauses.lives.court import Court
from tests.clauses.lives.life import Life
from tests.clauses.lives.texts import Text

FIRST = datetime(2025, 1, 2, 9, tzinfo=ZoneInfo(office.ZONE))
OFFICES = (*(office.STAFFED,) * 4, *(office.UNSTAFFED,) * 4, office.UNCOORDINATED)
LONG = 45
"""So many lines of one petition are enough: then the next one comes in."""


class Tally:
    """What a machine has done in all its lives."""

    def __init__(self) -> None:
        self.steps = 0
        self.refused = 0
        self.events: Counter[str] = Counter()
        self.guards: Counter[str] = Counter()
        self.duties: Counter[str] = Counter()

    @property
    def accepted(self) -> int:
        return self.steps - self.refused

    def wrote(self, line: e.Line) -> None:
        self.events[type(line.event).__name__] += 1
        self.duties.update(new.key.id for new in line.duties.opened)

    def refuses(self, refused: Refused, text: Text) -> None:
        self.refused += 1
        self.guards.update({reason.entry for reason in refused.reasons} & text.entries["guard"].keys())


class Lives(RuleBasedStateMachine):
    """Lives of petitions under `book`, one after another; `tally` counts over all examples.

    `liked` are verbs that are to come more often.
    """

    book: ClassVar[Rulebook]
    text: ClassVar[Text]
    tally: ClassVar[Tally]
    liked: ClassVar[Sequence[str]] = ()

    @initialize(chosen=st.sampled_from(OFFICES), newest=st.sampled_from((2025, 2026)), day=st.integers(0, 540))
    def begins(self, chosen: OfficeProfile, newest: int, day: int) -> None:
        self.chosen = chosen
        self.calendar = _calendar(newest)
        self.now = FIRST + timedelta(day)
        self.number = 0
        self.comes_in()

    def comes_in(self) -> None:
        self.number += 1
        self.life = Life(UUID(int=self.number), self.book, self.chosen, self.calendar)
        self.court = Court(self.life, self.text, TABLES)

    @rule(data=st.data())
    def what_is_awaited(self, data: st.DataObject) -> None:
        self.step(data, wild=False)

    @rule(data=st.data())
    def what_is_awaited_again(self, data: st.DataObject) -> None:
        """The same once more: it is to come more often than what follows."""
        self.step(data, wild=False)

    @rule(data=st.data())
    def anything(self, data: st.DataObject) -> None:
        self.step(data, wild=True)

    @precondition(lambda self: len(self.life.lines) > 2)
    @rule(data=st.data(), go=st.integers(1, 3))
    def a_correction(self, data: st.DataObject, go: int) -> None:
        if go == 1:
            self.ask(data.draw(commands.correction(self.life, self.now)))

    @precondition(lambda self: needs_recompute(self.life.state, bundled_calendar()))
    @rule()
    def the_notice_is_published(self) -> None:
        self.calendar = self.life.calendar = bundled_calendar()
        command = c.Recompute(calendar=self.calendar.digest)
        self.ask(
            c.Asked(
                petition=self.life.petition,
                command=command,
                actor=office.CLERKS[0],
                occurred=Moment(self.now.date()),
                now=self.now,
            )
        )

    @precondition(lambda self: self.life.state.ending.voided or len(self.life.lines) > LONG)
    @rule()
    def another_comes_in(self) -> None:
        self.court.reads_it_all_again()
        self.comes_in()

    def teardown(self) -> None:
        if hasattr(self, "court") and self.court.content:
            self.court.reads_it_all_again()

    def step(self, data: st.DataObject, *, wild: bool) -> None:
        self.now = data.draw(commands.later(self.now))
        self.ask(data.draw(commands.asked(self.life, self.now, wild=wild, liked=self.liked)))

    def ask(self, asked: c.Asked) -> None:
        self.tally.steps += 1
        try:
            line = self.life.lived(asked)
        except Refused as refused:
            self.tally.refuses(refused, self.text)
            self.court.reviews(refused, asked)
            return
        self.tally.wrote(line)
        self.court.hears(line, asked)


def _calendar(last: int) -> Calendar:
    """What was known when the notice of the year `last` was the newest one."""
    return Calendar.of(year for year in bundled_calendar().years if year.year <= last)


YEARS = [year.year for year in bundled_calendar().years]
TABLES = {
    _calendar(last).digest: days.table([year for year in YEARS if year <= last]) for last in (2025, 2026, max(YEARS))
}
"""Our own tables of working days, by the digest of the calendar that they stand beside."""


PER_LIFE = 60
"""Steps of the machine in one example; more than one petition may come in during them."""


def led(machine: type[Lives], steps: int, phases: Sequence[Phase] = (Phase.generate,)) -> Tally:
    """So many steps and a few more, the same ones in every run. Raises: AssertionError with the life that is wrong."""
    tally = machine.tally
    for turn in count(1):
        if tally.steps >= steps:
            break
        run_state_machine_as_test(
            seed(turn)(machine),
            settings=settings(
                max_examples=(steps - tally.steps) // PER_LIFE + 1,
                stateful_step_count=PER_LIFE,
                derandomize=True,
                database=None,
                deadline=None,
                phases=phases,
                report_multiple_bugs=False,
                suppress_health_check=list(HealthCheck),
            ),
        )
    return tally


def lives_under(book: Rulebook, text: Text) -> type[Lives]:
    """A machine for one rulebook and its text."""
    return type(f"LivesUnder{book.id}", (Lives,), {"book": book, "text": text, "tally": Tally()})
