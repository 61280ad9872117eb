"""What was entered afterwards, as of any position and moment; found by index among many; shown to who may know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from msgspec.structs import replace
from psycopg import Connection

from domain.access import Viewer
from domain.petition import effective
from domain.values import begins
from projections import entered_late
from projections.duties import RECORDED
from projections.instants import judged_on
from projections.spans import FOREVER
from projections.track import track, view
from service.access import table as gate
from service.access.predicate import Seeing
from service.bundled import newest
from service.database import Database
from service.ledger import head as heads
from service.ledger.application import MATTERS
from service.readmodels import entered
from service.readmodels.asking import Question
from service.readmodels.truth import values
from tests.domain.stories import Story, stories
from tests.projections import golden
from tests.service.projector.offices import Told
from tests.service.readmodels.large import filled, place
from tests.service.readmodels.test_as_of import ONE_DATABASE, POINTS, House, Point, house, told_in
from tests.service.readmodels.test_plans import Explaining, scans

__all__ = ("house",)

COPIES = 10
"""Times 2,200 petitions, each of them with an act that was entered late, and with a reason."""
EXCUSED_ROWS = f"""
INSERT INTO {entered.REASONED} (office, lane, petition, act, since, event, occurred_on, recorded_at, breaches, person,
    unit, post, authenticated, from_pos, to_pos)
SELECT DISTINCT ON (petition) office, lane, petition, 2, received_at, 'Registered', received_on, received_at, 1,
    'person ' || from_pos % 50, 'unit ' || from_pos % 9, '', 'loopback', from_pos, {FOREVER}
FROM {entered.PETITIONS} ORDER BY petition, from_pos
"""
LATE_ROWS = f"""
INSERT INTO {entered.LATE} (office, lane, petition, entry, discriminator, opened_in, act, since, clause, nature, holder,
    kind, event, occurred_on, recorded_at, entered_in, person, unit, post, authenticated, from_pos, to_pos)
SELECT office, lane, petition, 'answer_hall', '', 1, act, since, 'R5.12', 'duty', unit, 'met', event, occurred_on,
    recorded_at, act, person, unit, post, authenticated, from_pos, to_pos FROM {entered.REASONED}
"""
BY_WHOM = {"person": "person 7", "unit": "unit 3"}
OF_DUTY = {**BY_WHOM, "clause": "R5.12"}


def expected_excused(told: Told, position: int, on: date | datetime) -> dict[Any, int]:
    """Petition and version of every act with a reason, and its breaches, of petitions that had come in."""
    moment = judged_on(on, told.office.zone).moment
    return {
        (petition, line.version): len(line.breaches)
        for petition, lines in told.upto(position).items()
        if view(lines, moment, told.office.zone).received is not None
        for line in effective(lines)
        if line.already_done is not None and begins(line.occurred, told.office.zone) <= moment
    }


def expected_late(told: Told, position: int, on: date | datetime) -> set[Any]:
    """What the projection says from scratch of what had happened by then."""
    moment = judged_on(on, told.office.zone).moment
    return {
        (petition, *key, row.body[0])
        for petition, lines in told.upto(position).items()
        for key, row in entered_late.rows(track(lines, told.office.zone)).items()
        if row.body[0] <= moment  # type: ignore[operator] # since
    }


@settings(max_examples=25, deadline=None, suppress_health_check=ONE_DATABASE)
@given(story=stories(), points=POINTS)
def test_both_lists_as_of_any_position_and_moment_are_what_they_are_from_scratch(
    house: House, story: Story, points: Sequence[Point]
) -> None:
    told = told_in(house, story)
    for point in points:
        position, on = point.of(told)
        agrees(house.connection, told, position, on)


def agrees(connection: Connection[Any], told: Told, position: int, on: date | datetime) -> None:
    asked = told.asked(position, on)
    rows = list(entered.all_excused(connection, asked))
    expected = expected_excused(told, position, on)
    assert {(row.petition, row.act): len(row.breaches) for row in rows} == expected
    counted = entered.by_person(connection, asked)
    assert sum(each.acts for each in counted) == len(rows)
    assert sum(each.breaches for each in counted) == sum(expected.values())
    late = list(entered.all_entered_late(connection, asked))
    said = {(row.petition, row.entry, row.discriminator, row.opened_in, row.act) for row in late}
    assert said == {found[:5] for found in expected_late(told, position, on)}
    assert len(said) == len(late)


def golden_office(house: House) -> Told:
    lines = tuple(golden.cases()["entered late, excused and corrected"])
    return told_in(house, Story(newest("R5"), lines, 0))


def test_who_may_not_know_of_a_petition_finds_it_in_neither_list_and_no_count(house: House) -> None:
    gate.INDEX.opened(house.connection)
    told = golden_office(house)
    asked = told.asked(told.last, date(2026, 3, 1))
    nobody = Viewer(person="stranger")
    stranger = replace(asked, viewer=nobody, seeing=Seeing(nobody, asked.id))
    assert lists(house.connection, asked) == (1, 2, 2)
    assert lists(house.connection, stranger) == (0, 0, 0)


def lists(connection: Connection[Any], asked: Question) -> tuple[int, int, int]:
    counted = entered.by_person(connection, asked)
    return (
        len(list(entered.all_entered_late(connection, asked))),
        len(list(entered.all_excused(connection, asked))),
        sum(each.acts for each in counted),
    )


def queries(asked: Question) -> Iterator[tuple[str, Any]]:
    """Every list and count with each of its filters; each is called with a connection."""
    for filters in ({}, *({name: value} for name, value in OF_DUTY.items())):
        yield f"late {filters}", partial(entered.entered_late, asked=asked, filters=filters)
    for filters in ({}, *({name: value} for name, value in BY_WHOM.items())):
        yield f"excused {filters}", partial(entered.excused, asked=asked, filters=filters)
        yield f"by person {filters}", partial(entered.by_person, asked=asked, filters=filters)
    yield "breaches of acts", partial(broken, asked=asked)


def broken(connection: Connection[Any], asked: Question) -> None:
    """Asks for the breaches of a page of petitions."""
    page = f"SELECT petition FROM {entered.REASONED} WHERE office = %s ORDER BY from_pos LIMIT 51"
    petitions = [petition for (petition,) in connection.execute(page, (asked.id,))]
    connection.execute(entered.CAUSED, values(asked) | {"petitions": petitions, "recorded": RECORDED}).fetchall()


@pytest.mark.slow
def test_neither_list_and_no_count_reads_a_large_table_from_end_to_end(database: Database) -> None:
    with psycopg.connect(database.conninfo, autocommit=True, options="-c timezone=UTC") as connection:
        told = filled(connection, COPIES)
        heads.create(connection, told.id, MATTERS, replayed=True)
        for statement in (EXCUSED_ROWS, LATE_ROWS, f"VACUUM (ANALYZE) {entered.REASONED}, {entered.LATE}"):
            connection.execute(statement.encode())
        connection.cursor_factory = Explaining
        found: dict[tuple[int, str], set[str]] = {}
        for copy in (0, COPIES - 1):
            asked = told.asked(*place(told, copy))
            for name, query in queries(asked):
                Explaining.plans.clear()
                page = query(connection)
                if getattr(page, "cursor", None):
                    query(connection, cursor=page.cursor)
                assert Explaining.plans
                if large := set(scans(Explaining.plans)) - ({"excused"} if "by person" in name else set()):
                    found[copy, name] = large
        assert found == {}
        Explaining.plans.clear()
        connection.execute(f"SELECT petition FROM {entered.REASONED} WHERE event = 'Closed'")
        assert set(scans(Explaining.plans)) == {"excused"}, "control: there is no index for this"
