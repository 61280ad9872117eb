"""What was put forward in open petitions, as it was found last and moved since, is what a look at all of them finds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given, settings
from msgspec.structs import replace

from projections.instants import judged_on
from service.readmodels.asking import Question
from service.readmodels.kept import MOST, AllPutForward, Told
from service.readmodels.put_forward import put_forward
from service.readmodels.waiting import TOPICS
from tests.domain.stories import Story, stories
from tests.service.readmodels.test_as_of import ONE_DATABASE, POINTS, House, Point, house, told_in

__all__ = ["house"]

SOUGHT = (*TOPICS, "Forwarded/1", "Commented/1")
"""What waits for somebody, and what stories hold more of."""


def last(house: House, story: Story) -> Question:
    told = told_in(house, story)
    return told.asked(told.last, max(line.occurred.day for line in told.lines))


def found(house: House, asked: Question, kept: AllPutForward | None = None, topics: Sequence[str] = SOUGHT) -> Told:
    return put_forward(house.connection, asked, topics, {} if kept is None else kept)


@settings(max_examples=25, deadline=None, suppress_health_check=ONE_DATABASE)
@given(story=stories(), points=POINTS)
def test_what_is_kept_and_moved_is_what_is_found_anew_forward_and_back(
    house: House, story: Story, points: Sequence[Point]
) -> None:
    told = told_in(house, story)
    day = max(line.occurred.day for line in told.lines)
    kept: AllPutForward = {}
    for position in (*(point.of(told)[0] for point in points[:8]), told.last):
        asked = told.asked(position, day)
        assert found(house, asked, kept) == found(house, asked)
        assert kept[asked.id].position == position


@settings(max_examples=1, deadline=None, suppress_health_check=ONE_DATABASE)
@given(story=stories().filter(lambda story: len(story.lines) > 30))
def test_what_rests_on_other_grounds_is_not_used(house: House, story: Story) -> None:
    asked = last(house, story)
    kept: AllPutForward = {}
    right = found(house, asked, kept)
    wrong = replace(kept[asked.id], told={})
    kept[asked.id] = wrong
    assert found(house, asked, kept) == {}, "the control: on the same grounds it is"
    for other, topics in (
        (replace(asked, on=judged_on(asked.on.day + timedelta(1), asked.office.zone)), SOUGHT),
        (asked, SOUGHT[:-1]),
        (replace(asked, frozen=True), SOUGHT),
    ):
        kept[asked.id] = wrong
        assert found(house, other, kept, topics) == found(house, other, topics=topics)
    assert right == found(house, asked)


@settings(max_examples=3, deadline=None, suppress_health_check=ONE_DATABASE)
@given(story=stories())
def test_where_much_was_written_in_between_all_is_looked_at(house: House, story: Story) -> None:
    kept: AllPutForward = {}
    asked = last(house, story)
    found(house, asked, kept)
    kept[asked.id] = replace(kept[asked.id], position=asked.position - MOST - 1, told={})
    assert found(house, asked, kept) == found(house, asked)
