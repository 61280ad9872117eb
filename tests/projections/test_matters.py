"""Of which matter a petition is, and since when."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from domain import commands as c
from projections import matters
from projections.track import track
from tests.domain.scenario import Scenario, under

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = UUID(int=1)


def belongs(scenario: Scenario) -> list[tuple[bool, bool]]:
    """For each row in order of time whether it says the first petition's matter, and whether it has ended."""
    found = sorted(matters.rows(track(scenario.lines, ZONE)).items())
    return [(row.body[0] == FIRST, row.end is not None) for _, row in found]


def received(*acts: tuple[str, c.Command]) -> Scenario:
    told = under("plain")
    told.when(c.Receive(channel="visit"), "2026-01-05")
    for day, act in acts:
        told.when(act, day)
    return told


JOINED = ("2026-01-06", c.Join(to=FIRST))
TAKEN_BACK = ("2026-01-08", c.Unjoin(to=FIRST, reason="不是同一事项"))


def test_a_petition_is_a_matter_of_its_own_until_it_is_joined_and_again_when_that_is_taken_back() -> None:
    assert belongs(received()) == [(False, False)]
    assert belongs(received(JOINED)) == [(False, True), (True, False)]
    assert belongs(received(JOINED, TAKEN_BACK)) == [(False, True), (True, True), (False, False)]


def test_what_was_entered_in_error_belongs_to_no_matter() -> None:
    assert belongs(received(("2026-01-06", c.Void(reason="重复录入")))) == []
