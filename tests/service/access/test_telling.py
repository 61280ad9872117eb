"""The gate reads only the events that may change who sees a petition: no other changes it."""

from __future__ import annotations

from hypothesis import given, settings

from domain.guarded import guarded
from domain.petition import UNKNOWN, advance
from service.access.following import TELLING
from tests.domain.stories import Story, stories


@settings(max_examples=60, deadline=None)
@given(stories())
def test_no_event_but_those_that_are_read_changes_who_sees_a_petition(story: Story) -> None:
    for lines in story.upto(len(story.lines)).values():
        state = UNKNOWN
        for line in lines:
            before, state = guarded(state), advance(state, line)
            if guarded(state) != before:
                assert str(type(line.event).__struct_config__.tag) in TELLING


def test_each_of_them_is_there_for_a_reason() -> None:
    """The control: what is read is a part of all there is."""
    assert len(set(TELLING)) == len(TELLING) < 30
