"""A petition as process mining looks at it: its acts, their times and order, the states it was in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import events as e
from domain.petition import effective
from domain.values import Moment, begins
from projections.mining import life, other, placed, sent_to
from projections.status import status
from projections.track import view
from tests.domain.stories import ZONE_INFO, Story, stories

EXAMPLES = settings(max_examples=25, deadline=None)
DAY = date(2026, 3, 3)
MORNING, TEN = datetime(2026, 3, 2, 16, tzinfo=UTC), datetime(2026, 3, 3, 2, tzinfo=UTC)
PETITION = UUID(int=7)


def moments(lines: list[e.Line]) -> Iterator[datetime]:
    return (begins(line.occurred, ZONE_INFO) for line in lines)


@EXAMPLES
@given(stories())
def test_the_acts_are_the_effective_lines_that_had_begun_in_the_order_of_the_stream(story: Story) -> None:
    for lines in story.upto(len(story.lines)).values():
        for moment in moments(lines):
            told = life(lines, moment, ZONE_INFO)
            begun = [line for line in effective(lines) if begins(line.occurred, ZONE_INFO) <= moment]
            assert [(act.version, act.activity) for act in told.acts] == [
                (line.version, type(line.event).__name__) for line in begun
            ]
            assert [act.at for act, line in zip(told.acts, begun, strict=True) if line.occurred.at] == [
                line.occurred.at for line in begun if line.occurred.at
            ]


@EXAMPLES
@given(stories())
def test_the_petition_and_its_last_state_are_those_of_the_moment(story: Story) -> None:
    for lines in story.upto(len(story.lines)).values():
        for moment in moments(lines):
            told, known = life(lines, moment, ZONE_INFO), view(lines, moment, ZONE_INFO)
            assert told.petition == known
            since = [at for at, _ in told.states]
            assert since == sorted(since)
            assert known.received is None or told.states[-1][1] == status(known)


@given(st.lists(st.one_of(st.none(), st.times()), max_size=8))
def test_acts_of_one_day_that_were_entered_in_order_stay_in_it_when_they_are_sorted_by_time(
    times: list[time | None],
) -> None:
    """Those that have a time are entered in its order; the others stand anywhere between them."""
    known = iter(sorted(each for each in times if each is not None))
    day = [Moment(DAY, datetime.combine(DAY, next(known), ZONE_INFO) if each else None) for each in times]
    latest: datetime | None = None
    found = []
    for moment in day:
        at = placed(moment, latest, ZONE_INFO)
        latest = max(at, latest or at)
        found.append(at)
    assert found == sorted(found)
    assert all(at.astimezone(ZONE_INFO).date() == DAY for at in found)


def test_an_act_without_a_time_stands_at_the_beginning_of_its_day_or_with_the_act_before_it() -> None:
    assert placed(Moment(DAY), None, ZONE_INFO) == MORNING
    assert placed(Moment(DAY), TEN, ZONE_INFO) == TEN
    assert placed(Moment(DAY, TEN), TEN.replace(hour=9), ZONE_INFO) == TEN, "what has a time keeps it"


@pytest.mark.parametrize(
    ("event", "unit"),
    [
        (e.Forwarded(target="后扶科"), "后扶科"),
        (e.Forwarded(target="后扶科", mode="assign"), "后扶科"),
        (e.Forwarded(target="后扶科", mode="copy"), ""),
        (e.Forwarded(target="后扶科", mode="order"), ""),
        (e.SignedFor(unit="后扶科"), "后扶科"),
        (e.Returned(reason="不属", back_to="信访科"), "信访科"),
        (e.Commented(text="阅"), ""),
    ],
)
def test_only_what_moves_a_petition_names_a_unit(event: e.Event, unit: str) -> None:
    assert sent_to(event) == unit


@pytest.mark.parametrize(
    ("event", "petition"),
    [
        (e.Joined(to=PETITION), PETITION),
        (e.Unjoined(to=PETITION, reason="误"), PETITION),
        (e.Linked(petition=PETITION), PETITION),
        (e.Unlinked(petition=PETITION), PETITION),
        (e.Commented(text="阅"), None),
    ],
)
def test_an_act_that_speaks_of_another_petition_names_it(event: e.Event, petition: UUID | None) -> None:
    assert other(event) == petition
