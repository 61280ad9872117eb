"""What is timed are whole lives: every decision of them is taken, under every book, and said in numbers."""

from __future__ import annotations

import json

import msgspec
import pytest

from domain.deciding import Refused
from service.bench import decide as bench
from service.bench.decide import bench_decide
from service.sidebyside.offices import HOUSES, OTHERS, House
from service.sidebyside.playing import played
from service.sidebyside.story import LETTER

BOOKS = ["R1", "R2", "R3", "R4", "R5", "R6", "S1", "plain"]


def test_every_book_is_measured_over_the_same_lives() -> None:
    told: list[tuple[str, int, int]] = []
    found = bench_decide(rounds=2, progress=lambda *step: told.append(step))
    assert [one.book for one in found] == BOOKS
    assert {one.decisions for one in found} == {found[0].decisions}
    assert all(one.rounds == 2 and 0 < one.median <= one.p99 and 0 <= one.within <= 1 for one in found)
    assert all(one.slowest_median >= one.median for one in found)
    assert told[-1] == ("", told[0][2], told[0][2])


def test_all_rules_of_the_office_are_live_those_it_inherits_too() -> None:
    rules = {one.book: one.rules for one in bench_decide(rounds=1)}
    assert all(rules[book] > rules["S1"] for book in BOOKS[:6])
    assert rules["plain"] < rules["S1"]


def test_each_decision_is_taken_in_each_round(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []

    def counting(*asked: object) -> None:
        taken.append(asked)
        raise Refused(())

    monkeypatch.setattr(bench, "decide", counting)
    (first, *_) = bench_decide(rounds=3)
    assert len(taken) == len(BOOKS) * first.decisions * (3 + bench.WARM)


@pytest.mark.parametrize("house", [*HOUSES, *OTHERS], ids=lambda house: house.book)
def test_a_life_goes_from_the_receipt_to_the_file_in_every_office(house: House) -> None:
    life = played(house, LETTER)
    assert life.petition.ending.closed
    assert life.petition.ending.archived
    assert len({type(decision.asked.command) for decision in life.decisions}) >= 15
    assert any(decision.reasons for decision in life.decisions), "what is refused is decided too"


def test_what_is_measured_can_be_read_by_a_script() -> None:
    told = json.loads(msgspec.json.encode(bench_decide(rounds=1)))
    assert told[0]["versions"]["python"].startswith("3.")
