"""What holds of any life of a petition, whatever was asked of it."""

from __future__ import annotations

from functools import reduce

from hypothesis import given, settings

from domain import events as e
from domain.petition import UNKNOWN, advance, effective, evolve, replay
from tests.domain.stories import Story, stories

EXAMPLES = settings(max_examples=30, deadline=None)


@EXAMPLES
@given(stories())
def test_going_on_from_a_state_and_folding_anew_agree_after_every_line(story: Story) -> None:
    states = dict.fromkeys({line.petition for line in story.lines}, UNKNOWN)
    for line in story.lines:
        states[line.petition] = advance(states[line.petition], line)
        assert states[line.petition] == replay(story.upto(line.position)[line.petition])


@EXAMPLES
@given(stories())
def test_every_line_says_only_what_evolve_can_carry_out(story: Story) -> None:
    for lines in story.upto(len(story.lines)).values():
        known = effective(lines)
        assert [line.version for line in known] == list(range(1, len(lines) + 1))
        assert reduce(evolve, known, UNKNOWN) == replay(lines)


@EXAMPLES
@given(stories())
def test_no_two_open_duties_have_one_key(story: Story) -> None:
    for lines in story.upto(len(story.lines)).values():
        for count in range(1, len(lines) + 1):
            keys = [duty.key for duty in replay(lines[:count]).duties if duty.end is None]
            assert len(keys) == len(set(keys))


@EXAMPLES
@given(stories())
def test_a_duty_that_ended_stays_as_it_ended_until_it_is_corrected(story: Story) -> None:
    for lines in story.upto(len(story.lines)).values():
        for count in range(1, len(lines)):
            if isinstance(lines[count].event, e.Corrected):
                continue
            before = {duty for duty in replay(lines[:count]).duties if duty.end is not None}
            assert before <= set(replay(lines[: count + 1]).duties)


@EXAMPLES
@given(stories())
def test_a_duty_with_a_date_is_late_exactly_when_it_ended_behind_it(story: Story) -> None:
    """By the day: only `plain` has instants, and there the instant decides."""
    for lines in story.upto(len(story.lines)).values():
        for duty in replay(lines).duties:
            if duty.end is None or duty.due.at is not None or duty.opened.nature == "aim":
                continue
            end = duty.due.effective
            assert duty.end.late == (end is not None and duty.end.moment.day > end)
