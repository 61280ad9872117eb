"""One walk over a petition's lines writes what its rows say after each line, corrections and late lines among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from msgspec.structs import astuple, replace

from domain import events as e
from projections.catalog import ALL
from projections.spans import Spans
from projections.track import Track, extended
from projections.walking import walk
from tests.domain.stories import ZONE_INFO, Story, stories
from tests.projections import golden

Written = list[list[tuple[Any, ...]]]


def walked(lines: Sequence[e.Line]) -> Written:
    spans = [Spans() for _ in ALL]
    walk(ALL, lines, ZONE_INFO, spans)
    return written(spans)


def line_by_line(lines: Sequence[e.Line]) -> Written:
    spans = [Spans() for _ in ALL]
    before = Track(ZONE_INFO)
    for line in lines:
        after = extended(before, line)
        for projection, found in zip(ALL, spans, strict=True):
            found.turn(line.petition, line.position, projection.rows(before), projection.rows(after))
        before = after
    return written(spans)


def written(spans: Sequence[Spans]) -> Written:
    assert not any(found.ended or found.dropped for found in spans), "nothing is from before these lines"
    return [[astuple(row) for row in found.new] for found in spans]


@settings(max_examples=100, deadline=None)
@given(stories())
def test_a_walk_writes_what_the_rows_of_the_track_say_after_each_line(story: Story) -> None:
    for lines in story.upto(len(story.lines)).values():
        assert walked(lines) == line_by_line(lines)


@pytest.mark.parametrize("case", golden.cases())
def test_so_it_does_of_the_golden_log(case: str) -> None:
    lines = [replace(line, position=nth) for nth, line in enumerate(golden.cases()[case], 1)]
    assert any(walked(lines))
    assert walked(lines) == line_by_line(lines)


def test_control_a_line_less_is_noticed() -> None:
    lines = [replace(line, position=nth) for nth, line in enumerate(next(iter(golden.cases().values())), 1)]
    assert walked(lines[:-1]) != line_by_line(lines)
