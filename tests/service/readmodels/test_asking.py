"""What a question is asked by, and what is filled in when it is not said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
import pytest

from domain.access import CONSOLE
from service.database import Database
from service.ledger.entry import Via
from service.projector import sample
from service.readmodels.asking import BadQuestion, Question, question
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.service.projector.offices import RECORDED, Told, tell


@pytest.fixture
def instance(database: Database, tmp_path: Path) -> Iterator[Instance]:
    with assembled(Settings(tmp_path), database) as made:
        yield made


@pytest.fixture
def told(instance: Instance, database: Database) -> Told:
    """An office of replayed time, whose first lines were recorded at one moment and the last one a day later."""
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        *first, last = islice(sample.lines(30), 30)
        made = tell(instance.ledger, connection, first)
    instance.ledger.log(made.id).write([last], Via(channel="test"), at=RECORDED + timedelta(days=1))
    return made


def asked(instance: Instance, told: Told, **said: Any) -> Question:
    return question(instance, CONSOLE, told.id, **said)


def test_what_is_not_said_is_the_newest_position_and_today_where_time_is_replayed_the_last_day(
    instance: Instance, told: Told
) -> None:
    found = asked(instance, told)
    assert (found.position, found.on.day) == (told.last + 1, RECORDED.date() + timedelta(days=1))


def test_as_of_an_instant_is_the_last_position_recorded_by_then(instance: Instance, told: Told) -> None:
    positions = {
        shift: asked(instance, told, known_at=RECORDED + timedelta(seconds=shift)).position
        for shift in (-1, 0, 1, 86400, 10**6)
    }
    assert positions == {-1: 0, 0: told.last, 1: told.last, 86400: told.last + 1, 10**6: told.last + 1}


def test_of_a_position_and_an_instant_the_earlier_one_counts(instance: Instance, told: Told) -> None:
    assert asked(instance, told, position=5, known_at=RECORDED).position == 5
    assert asked(instance, told, position=told.last + 1, known_at=RECORDED).position == told.last


@pytest.mark.parametrize(
    "said",
    [
        {"position": -1},
        {"position": 10**9},
        {"on": date.max},
        {"on": date.min},
        {"on": datetime.max.replace(tzinfo=UTC)},
    ],
    ids=str,
)
def test_a_question_that_makes_no_sense_is_refused(instance: Instance, told: Told, said: dict[str, Any]) -> None:
    with pytest.raises(BadQuestion):
        asked(instance, told, **said)


def test_due_soon_reaches_to_the_end_of_the_last_day(instance: Instance, told: Told) -> None:
    """Within five days of 1 March: what ends on 6 March is overdue from the midnight behind it on."""
    found = asked(instance, told, on=date(2026, 3, 1))
    assert found.within() == datetime(2026, 3, 6, 16, tzinfo=UTC) == found.within(5)
