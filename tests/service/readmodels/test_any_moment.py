"""As of any position and moment every read model says what the lines known then say, under each of the rulebooks.

A case is a history, a position in its log and a moment at which it is looked at; the three are drawn by chance, and
what has been drawn before counts once. The read models are folded once, when all of the history is written, and asked
by their ordinary queries; what they must say is folded anew from the lines up to the position, which know of no rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from types import ModuleType
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from domain import events as e
from domain.values import begins
from projections.instants import overdue_from
from service.readmodels import accountability, entered, matters, register, truth
from service.readmodels.statistics import counting
from tests.domain.stories import Story
from tests.service.projector.offices import Told, follow
from tests.service.readmodels.agreeing import ALL_AGREE
from tests.service.readmodels.histories import BOOKS, histories, written_in
from tests.service.readmodels.test_as_of import CONTROLS, House, house, replaced

__all__ = ("house",)

HISTORIES, MOMENTS = 24, 8
"""Of a book, and of a history."""
CASES = 150
"""So many at least of each book, no two alike, and so 1,050 of the seven."""
PHASES = (Phase.reuse, Phase.generate)
"""Making a life that is wrong as short as it can be takes minutes."""
CHECKS = list(HealthCheck)
"""A history is large and takes its time; each has an office of its own in the database."""
SHIFTS = (0, 0, 0, 1, -1, 2, 10, 30, 61)


class Look(NamedTuple):
    """A position of the log, and a moment: the day, or the instant, of something that happened or fell due.

    `here`: something that the line at the position tells; otherwise anything in the whole log.
    """

    position: int
    here: bool
    what: int
    shift: int
    whole_day: bool

    def at(self, told: Told) -> tuple[int, date | datetime]:
        position = self.position % (told.last + 1)
        lines = [line for line in told.lines if line.position == position] if self.here else []
        instants = sorted({each for line in lines or told.lines for each in _instants(told, line)})
        instant = instants[self.what % len(instants)]
        if self.whole_day:
            return position, instant.astimezone(told.office.zone).date() + timedelta(self.shift)
        return position, instant + timedelta(microseconds=min(self.shift, 1))


def _instants(told: Told, line: e.Line) -> Iterator[datetime]:
    """When it happened, when the duties that it opens fall due, and the same of what it corrects."""
    zone = told.office.zone
    yield begins(line.occurred, zone)
    if isinstance(line.event, e.Corrected):
        yield begins(line.event.occurred, zone)
        yield from (begins(each.occurred, zone) for each in told.lines if _is_corrected(each, line, line.event))
    ends = (overdue_from(duty.due, zone) for duty in line.duties.opened)
    yield from (end for end in ends if end is not None)


def _is_corrected(line: e.Line, by: e.Line, correction: e.Corrected) -> bool:
    return line.petition == by.petition and line.version == correction.of


LOOKS = st.lists(
    st.builds(
        Look,
        position=st.integers(0, 10_000),
        here=st.booleans(),
        what=st.integers(0, 10_000),
        shift=st.sampled_from(SHIFTS),
        whole_day=st.booleans(),
    ),
    min_size=MOMENTS,
    max_size=MOMENTS,
)


@pytest.mark.parametrize("book", BOOKS)
def test_as_of_any_position_and_moment_all_read_models_say_what_the_lines_say(house: House, book: str) -> None:
    """Two histories are two where an act or its day is another one."""
    told_before: set[str] = set()
    cases: set[tuple[str, int, date | datetime]] = set()

    @settings(max_examples=HISTORIES, deadline=None, suppress_health_check=CHECKS, phases=PHASES)
    @given(history=histories(book), looks=LOOKS)
    def the_property(history: Story, looks: Sequence[Look]) -> None:
        assume(repr(history) not in told_before)
        told = folded_in(house, history)
        asked = {look.at(told) for look in looks}
        for position, on in asked:
            agrees_in_all(house, told, position, on)
        told_before.add(repr(history))
        cases.update((told.id, position, on) for position, on in asked)

    the_property()
    assert len(told_before) >= HISTORIES
    assert len(cases) >= CASES


def folded_in(house: House, history: Story) -> Told:
    """A new office with this history, its read models at the end of the log."""
    told = written_in(house, history)
    follow(house.connection, told.id, house.tables, 1000)
    return told


def agrees_in_all(house: House, told: Told, position: int, on: date | datetime) -> None:
    """Raises AssertionError where a read model says something else than the lines."""
    for name, agrees in ALL_AGREE.items():
        try:
            agrees(house, told, position, on)
        except AssertionError as wrong:
            wrong.add_note(f"{name} as of position {position} and {on} of {told.lines}")
            raise


class Control(NamedTuple):
    """A query module in whose conditions on a table one comparison is another one, and the check that must notice."""

    module: ModuleType
    table: str
    comparison: str
    check: str

    def put(self, patch: pytest.MonkeyPatch) -> None:
        right, wrong = CONTROLS[self.comparison]
        if not self.table:
            right, wrong = right.replace("{t}.", ""), wrong.replace("{t}.", "")
        for name, said in list(vars(self.module).items()):
            if name.isupper():
                patch.setattr(self.module, name, replaced(said, right, wrong, (self.table,)))


GONE, HAD_ENDED, _, BEGAN, KNOWN = CONTROLS
WRONG = [
    Control(module, table, comparison, check)
    for module, table, check, comparisons in (
        (register, "register", "register_and_open", CONTROLS),
        (truth, "{t}", "duties_owed", (HAD_ENDED, BEGAN, KNOWN)),
        (accountability, "r", "accountability", CONTROLS),
        (matters, "m", "of_one_matter", (BEGAN, KNOWN)),
        (entered, "d", "entered_late_and_excused", (KNOWN,)),
        (counting, "", "recounted", (GONE, KNOWN)),
    )
    for comparison in comparisons
]
"""Duties are asked by conditions that are put together of those in `truth` when they are asked. What would show only
in one of hundreds of cases is left out."""
LIKED = ("Join", "Join", "Unjoin", "Answer", "Submit")
"""A control is noticed where something happens of what it is about."""


class AllNoticed(Exception):
    """No control is left that was not noticed."""


def test_control_each_comparison_turned_into_its_neighbour_is_noticed_within_the_cases(house: House) -> None:
    """The same histories each time: it shows that the cases can notice, not how soon they do."""
    left = list(WRONG)

    @settings(max_examples=6 * HISTORIES, derandomize=True, deadline=None, suppress_health_check=CHECKS, phases=PHASES)
    @given(history=st.sampled_from(BOOKS).flatmap(partial(histories, liked=LIKED)), looks=LOOKS)
    def goes_through_the_cases(history: Story, looks: Sequence[Look]) -> None:
        told = folded_in(house, history)
        for control in list(left):
            if not all(unnoticed(house, control, told, *look.at(told)) for look in looks):
                left.remove(control)
        if not left:
            raise AllNoticed

    with suppress(AllNoticed):
        goes_through_the_cases()
    assert "; ".join(f"{each.check}: {each.comparison}" for each in left) == ""


def unnoticed(house: House, control: Control, told: Told, position: int, on: date | datetime) -> bool:
    with pytest.MonkeyPatch.context() as patch:
        control.put(patch)
        try:
            ALL_AGREE[control.check](house, told, position, on)
        except AssertionError:
            return False
    return True
