"""The rule is written twice, in Python and in SQL: both say the same of every petition and every viewer."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from domain.access import ACCUSED, RECUSED, decide, sees
from domain.guarded import Guarded, person, unit
from service.access import table
from service.access.blinding import BlindMarks
from service.access.predicate import seeing
from service.runtime import Instance
from tests.service.access import worlds

BLIND = BlindMarks(b"k" * 32, worlds.OFFICE)


def test_python_and_sql_agree_on_forty_thousand_generated_worlds(instance: Instance) -> None:
    chance = random.Random(7)
    petitions, viewers = worlds.petitions(chance, 1000), worlds.viewers(chance, 40)
    decided: Counter[bool] = Counter()
    with instance.pool.connection() as connection:
        table.write(connection, worlds.OFFICE, BLIND, petitions)
        for viewer in viewers:
            by_rule = {one for one, guarded in petitions.items() if sees(viewer, worlds.OFFICE, guarded)}
            by_sql = seeing(viewer, worlds.OFFICE, BLIND).among(connection, petitions)
            assert by_sql == by_rule
            decided.update({True: len(by_rule), False: len(petitions) - len(by_rule)})
    share = decided[True] / decided.total()
    assert decided.total() == 40_000
    assert 0.3 < share < 0.7, "worlds in which nearly all is allowed, or nothing, show nothing"


def test_a_petition_without_a_row_in_the_gate_is_seen_by_nobody(instance: Instance) -> None:
    chance = random.Random(8)
    unknown = worlds.petitions(chance, 3)
    with instance.pool.connection() as connection:
        for viewer in worlds.viewers(chance, 20):
            assert not seeing(viewer, worlds.OFFICE, BLIND).among(connection, unknown)


@pytest.mark.parametrize("left_out", ["accused", "recused", "level"])
def test_what_the_two_are_compared_by_tells_a_rule_that_was_left_out(instance: Instance, left_out: str) -> None:
    """The control: a gate that forgets one relation is found out."""
    chance = random.Random(9)
    petitions = worlds.petitions(chance, 300)
    forgetful = {one: _without(left_out, guarded) for one, guarded in petitions.items()}
    with instance.pool.connection() as connection:
        table.write(connection, worlds.OFFICE, BLIND, forgetful)
        assert any(
            seeing(viewer, worlds.OFFICE, BLIND).among(connection, petitions)
            != {one for one, guarded in petitions.items() if sees(viewer, worlds.OFFICE, guarded)}
            for viewer in worlds.viewers(chance, 30)
        )


def _without(field: str, guarded: Guarded) -> Guarded:
    empty = 0 if field == "level" else frozenset[str]()
    return Guarded(**{name: getattr(guarded, name) for name in guarded.__struct_fields__} | {field: empty})


def test_what_forbids_is_outranked_by_no_role_and_no_task() -> None:
    chance = random.Random(10)
    for viewer in worlds.viewers(chance, 200):
        for guarded in worlds.petitions(chance, 20).values():
            reasons = decide(viewer, "petition", viewer.office, guarded).reasons
            assert (ACCUSED in reasons) == bool(viewer.barring & guarded.accused)
            assert (RECUSED in reasons) == bool(viewer.marks & guarded.recused)


def test_nothing_of_a_name_stands_in_the_gate(instance: Instance) -> None:
    guarded = Guarded(level=2, accused=frozenset({person("屈正"), unit("会员部")}))
    with instance.pool.connection() as connection:
        (one,) = worlds.petitions(random.Random(1), 1)
        table.write(connection, worlds.OFFICE, BLIND, {one: guarded})
        row = connection.execute(f"SELECT g::text FROM {table.TABLE} g").fetchone()
    assert row is not None
    assert "屈" not in row[0]
    assert str(BLIND.all(guarded.accused)[0]) in row[0]


def test_two_offices_have_no_hash_in_common() -> None:
    marks = [person(name) for name in worlds.PEOPLE]
    other = BlindMarks(b"k" * 32, "elsewhere")
    assert not set(BLIND.all(marks)) & set(other.all(marks))
