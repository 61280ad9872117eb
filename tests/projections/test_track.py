"""A petition through time: line by line, all at once and from the definition it is the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import reduce
from typing import get_args

import pytest
from hypothesis import given, settings

from domain import commands as c
from domain import events as e
from domain.petition import UNKNOWN, Petition
from projections.catalog import ALL, Projection
from projections.register import place_of
from projections.spans import FOREVER, Row, Rows, Spans
from projections.status import SETS, STATES, status
from projections.track import Track, extended, track, view
from tests.domain.scenario import under
from tests.domain.stories import ZONE_INFO, Story, stories

EXAMPLES = settings(max_examples=25, deadline=None)
TICK = timedelta(microseconds=1)


def petitions(story: Story) -> Iterator[list[e.Line]]:
    yield from story.upto(len(story.lines)).values()


def at(known: Track, moment: datetime) -> Petition:
    """The petition at a moment, as the segments tell it."""
    begun = [segment.state for segment in known.segments if segment.since <= moment]
    return begun[-1] if begun else UNKNOWN


@EXAMPLES
@given(stories())
def test_the_segments_of_a_track_are_what_the_definition_says_at_every_moment(story: Story) -> None:
    for lines in petitions(story):
        known = track(lines, ZONE_INFO)
        starts = [segment.since for segment in known.segments]
        assert starts == sorted(set(starts))
        for moment in (*starts, *(start - TICK for start in starts)):
            assert at(known, moment) == view(lines, moment, ZONE_INFO)


@EXAMPLES
@given(stories())
def test_line_by_line_a_track_is_what_it_is_from_scratch(story: Story) -> None:
    for lines in petitions(story):
        known = reduce(extended, lines, Track(ZONE_INFO))
        assert [(s.since, s.state, s.lines) for s in known.segments] == [
            (s.since, s.state, s.lines) for s in track(lines, ZONE_INFO).segments
        ]


@pytest.mark.parametrize("projection", ALL, ids=lambda projection: projection.name)
@EXAMPLES
@given(story=stories())
def test_line_by_line_the_rows_are_what_they_are_from_scratch(projection: Projection, story: Story) -> None:
    """Although each fold goes on from what it remembers."""
    for lines in petitions(story):
        known = Track(ZONE_INFO)
        for count, line in enumerate(lines):
            known = extended(known, line)
            assert projection.rows(known) == projection.rows(track(lines[: count + 1], ZONE_INFO))


@pytest.mark.parametrize("projection", ALL, ids=lambda projection: projection.name)
@EXAMPLES
@given(story=stories())
def test_the_spans_of_a_log_hold_the_rows_of_every_position(projection: Projection, story: Story) -> None:
    for lines in petitions(story):
        spans = Spans()
        rows: dict[int, Rows] = {0: {}}
        before = rows[0]
        for count, line in enumerate(lines):
            after = projection.rows(track(lines[: count + 1], ZONE_INFO))
            spans.turn(line.petition, line.position, before, after)
            rows[line.position] = before = after
        assert not spans.ended, "nothing is from before this log"
        assert not spans.dropped
        for position, expected in rows.items():
            standing = [row for row in spans.new if row.from_pos <= position < row.to_pos]
            assert {
                row.key: Row(row.body, row.end if row.until_pos <= position else None) for row in standing
            } == expected


def test_a_row_from_before_that_ends_and_is_corrected_away_is_told_once_each() -> None:
    petition = under("plain").when(c.Receive(channel="letter"), "2026-01-05").petition
    first, ended, other = Row(("a",)), Row(("a",), (1,)), Row(("b",))
    spans = Spans()
    spans.turn(petition, 5, {("k",): first}, {("k",): ended})
    spans.turn(petition, 6, {("k",): ended}, {("k",): other})
    spans.turn(petition, 7, {("k",): other}, {})
    assert spans.ended == {(petition, ("k",)): ((1,), 5)}
    assert spans.dropped == {(petition, ("k",)): 6}
    assert [(row.body, row.from_pos, row.until_pos, row.to_pos) for row in spans.new] == [(("b",), 6, FOREVER, 7)]


def test_every_event_says_whether_it_sets_a_state() -> None:
    assert set(SETS) == set(get_args(e.Event))
    assert {state for state in SETS.values() if state} | {"received"} == set(STATES)


def test_an_interim_answer_and_a_copy_leave_the_state_as_it_was() -> None:
    told = under("plain")
    told.when(c.Receive(channel="letter"), "2026-01-05")
    told.when(c.Register(), "2026-01-06")
    told.when(c.Answer(reply_kind="interim", text="在办"), "2026-01-07")
    told.when(c.Forward(target="规划科", mode="copy"), "2026-01-07")
    assert status(told.state) == "registered"
    told.when(c.Forward(target="规划科"), "2026-01-08")
    assert status(told.state) == "in_transit"
    place = place_of(told.state, ZONE_INFO)
    assert place is not None
    assert (place.unit, place.on_the_way) == ("规划科", True)
