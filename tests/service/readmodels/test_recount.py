"""Figures of generated histories, as of any position, are what plain Python counts in the events known by then."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import commands as c
from domain.petition import UNKNOWN, advance
from service.api.answers import event_said
from service.api.cases import said_of
from service.readmodels.statistics.counting import DIMENSIONS, period
from service.readmodels.statistics.figures import Figure, figures
from service.readmodels.statistics.whole import statistics
from tests.domain.scenario import under
from tests.domain.stories import Story, stories
from tests.service.projector.offices import Told
from tests.service.readmodels.test_as_of import ONE_DATABASE, POINTS, House, Point, house, told_in
from tests.service.recount import cells

__all__ = ("house",)

EVER = ("1900-01-01", "2199-12-31")


def exported(told: Told, position: int) -> Iterator[dict[str, Any]]:
    """The events known at a position as the histories of the API tell them."""
    for petition, lines in told.upto(position).items():
        state = UNKNOWN
        for line in lines:
            state = advance(state, line)
            said = event_said(line, b"", state, told.office.books)
            event = {"petition": petition, "actor": line.actor, "said": said_of(line.event)}
            yield json.loads(msgspec.json.encode(msgspec.to_builtins(said) | msgspec.to_builtins(event)))


@settings(max_examples=25, deadline=None, suppress_health_check=ONE_DATABASE)
@given(story=stories(), points=POINTS, by=st.sets(st.sampled_from(DIMENSIONS)))
def test_each_cell_of_every_history_is_counted_again_from_its_events(
    house: House, story: Story, points: Sequence[Point], by: set[str]
) -> None:
    told, names = told_in(house, story), sorted(by)
    for point in points[:4]:
        position, _ = point.of(told)
        found = figures(house.connection, told.asked(position, date(2199, 12, 31)), period("..".join(EVER)), names)
        assert figures_shown(found) == figures_counted(told, position, EVER[1], names)


def figures_shown(found: Sequence[Figure]) -> list[list[Any]]:
    return sorted(([*_key(each), *_figures(each)] for each in found), key=str)


def figures_counted(told: Told, position: int, last: str, by: Sequence[str]) -> list[list[Any]]:
    """What plain Python counts in the events known at a position, of the days up to the last."""
    return sorted(cells(exported(told, position), EVER[0], last, tuple(by)), key=str)


def _key(figure: Figure) -> list[Any]:
    return [figure.measure, *figure.by.values()]


def _figures(figure: Figure) -> list[int]:
    return [getattr(figure, name) for name in ("count", "petitions", "matters", "batches", "visitors", "persons")]


def test_reopened_on_a_day_that_has_an_earlier_instant_the_petition_did_not_end_at_that_instant(house: House) -> None:
    """Of the reopening only the day is known; what was written before it, at an instant of that day, ended nothing."""
    told = under("plain")
    told.when(c.Receive(channel="letter"), "2026-01-05 09:00")
    told.when(c.Withdraw(), "2026-01-14 10:00")
    told.when(c.Reopen(reason="信访人又来", unit="信访科"), "2026-01-14")
    told.when(c.Comment(text="说明"), "2026-01-14 10:00")
    shown = told_in(house, Story(told.book, tuple(told.lines), 0))
    said = statistics(house.connection, shown.asked(shown.last, date(2026, 1, 31)), period("2026-01")).balance
    assert said is not None
    assert (said.opening + said.opened - said.ended, said.closing) == (1, 1)
