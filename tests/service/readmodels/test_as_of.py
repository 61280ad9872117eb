"""As of any position and moment, the lists say what folding the lines known then from scratch says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from psycopg import Connection

from domain.values import begins
from projections.catalog import ALL
from service.database import Database
from service.ledger.application import Ledger
from service.projector import schema
from service.projector.schema import Table
from service.readmodels import duties, register
from tests.domain.stories import Story, stories
from tests.service.projector.offices import Told, a_ledger, dump, follow, tell
from tests.service.readmodels import oracle

ONE_DATABASE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
"""Each example has an office of its own in it."""


class House(NamedTuple):
    """A ledger, a connection for reading and writing rows, and the tables that the lists read."""

    ledger: Ledger
    connection: Connection[Any]
    tables: Sequence[Table]


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[House]:
    with (
        a_ledger(database, tmp_path) as ledger,
        psycopg.connect(database.conninfo, autocommit=True, options="-c timezone=UTC") as connection,
    ):
        yield House(ledger, connection, [schema.opened(connection, projection) for projection in ALL])


def told_in(house: House, story: Story) -> Told:
    told = tell(house.ledger, house.connection, story.lines)
    follow(house.connection, told.id, house.tables, 1000)
    return told


class Point(NamedTuple):
    """A position, counted backwards, and a moment: `shift` days or microseconds from when an act happened."""

    back: int
    act: int
    shift: int
    whole_day: bool

    def of(self, told: Told) -> tuple[int, date | datetime]:
        zone = told.office.zone
        start = begins(told.lines[self.act % len(told.lines)].occurred, zone)
        position = told.last - self.back % (told.last + 1)
        if self.whole_day:
            return position, start.astimezone(zone).date() + timedelta(days=self.shift)
        return position, start - timedelta(microseconds=self.shift % 2)


POINTS = st.lists(
    st.builds(
        Point,
        back=st.integers(0, 60),
        act=st.integers(0, 60),
        shift=st.sampled_from((0, 0, 1, 2, 10, 16, 30, 61, -1)),
        whole_day=st.booleans(),
    ),
    min_size=12,
    max_size=12,
)


def agrees(house: House, told: Told, position: int, on: date | datetime) -> None:
    """Raises AssertionError where a list says something else than the lines."""
    connection = house.connection
    assert oracle.shown(connection, told, position, on) == oracle.listed(told, position, on)
    assert oracle.owed_shown(connection, told, position, on) == oracle.owed(told, position, on)
    assert oracle.broken_shown(connection, told, position, on) == oracle.broken(told, position, on)
    assert oracle.counted_shown(connection, told, position) == oracle.counted(told, position)


def agrees_at(house: House, story: Story, points: Sequence[Point]) -> None:
    told = told_in(house, story)
    for point in points:
        agrees(house, told, *point.of(told))


@settings(max_examples=40, deadline=None, suppress_health_check=ONE_DATABASE)
@given(story=stories(), points=POINTS)
def test_as_of_any_position_and_moment_equals_folded_from_scratch(
    house: House, story: Story, points: Sequence[Point]
) -> None:
    agrees_at(house, story, points)


CONTROLS = {
    "a row that was corrected away": ("%(position)s < {t}.to_pos", "%(position)s <= {t}.to_pos"),
    "what had ended before the position": ("%(position)s < {t}.until_pos", "%(position)s <= {t}.until_pos"),
    "what ended at that moment": ("%(moment)s < {t}.until", "%(moment)s <= {t}.until"),
    "what began at that moment": ("{t}.since <= %(moment)s", "{t}.since < %(moment)s"),
    "what became known at the position": ("{t}.from_pos <= %(position)s", "{t}.from_pos < %(position)s"),
}


def replaced(said: Any, right: str, wrong: str, tables: Sequence[str] = ("register", "d", "r")) -> Any:
    """The SQL with another comparison where it looks at these tables; what is no SQL stays."""
    if isinstance(said, str):
        for table in tables:
            said = said.replace(right.format(t=table), wrong.format(t=table))
    elif isinstance(said, dict) and all(isinstance(name, str) for name in said):
        return {name: replaced(value, right, wrong, tables) for name, value in said.items()}
    elif isinstance(said, tuple):
        return tuple(replaced(each, right, wrong, tables) for each in said)
    return said


@pytest.mark.parametrize("changed", CONTROLS, ids=str)
def test_control_with_another_comparison_in_the_span_condition_the_property_fails(
    house: House, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    right, wrong = CONTROLS[changed]
    for module in (register, duties):
        for name, said in list(vars(module).items()):
            if name.isupper():
                monkeypatch.setattr(module, name, replaced(said, right, wrong))

    @settings(max_examples=100, deadline=None, database=None, phases=[Phase.generate], report_multiple_bugs=False)
    @given(story=stories(), points=POINTS)
    def the_property(story: Story, points: Sequence[Point]) -> None:
        agrees_at(house, story, points)

    with pytest.raises(AssertionError):
        the_property()


BATCHES = {"one": (1, 0), "two": (2, 4096), "seven": (7, 1)}
"""Lines at a time, and how many petitions are remembered between two times."""


@settings(max_examples=25, deadline=None, suppress_health_check=ONE_DATABASE)
@given(story=stories())
def test_little_by_little_writes_the_same_rows_as_all_at_once(house: House, story: Story) -> None:
    told = told_in(house, story)
    at_once = [dump(house.connection, told.id, table) for table in house.tables]
    for name, (batch, remembered) in BATCHES.items():
        tables = [schema.opened(house.connection, each, f"{each.schema}_{name}") for each in ALL]
        follow(house.connection, told.id, tables, batch, remembered=remembered)
        assert [dump(house.connection, told.id, table) for table in tables] == at_once
