"""Every part measures what it says, on the smallest size; how fast anything is, is no matter of a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.postgres import Server
from tests.bench.figures import Found
from tests.bench.lab import Lab
from tests.bench.parts import cases, writing
from tests.bench.peers.plain import PLAIN
from tests.bench.peers.side import Side
from tests.bench.peers.zhuoluo import ZHUOLUO
from tests.servers import AnyServer, private_home

SIDES = (ZHUOLUO, PLAIN)


@pytest.fixture
def lab(server: AnyServer, database_names: Iterator[str]) -> Lab:
    if not isinstance(server, Server):
        pytest.skip("what the database server used is counted on a server of our own")
    folder = private_home("zhuoluo-bench-")
    return Lab(folder, server, f"{next(database_names)}_")


def test_a_case_is_carried_through_side_by_side_in_turns(lab: Lab) -> None:
    found, told = Found("cases"), list[str]()
    cases.measure(lab, cases.Size(clients=(1, 2), seconds=0.2, rounds=1), found, told.append, SIDES)
    assert found.skipped == []
    assert told == ["round 1 of 1: zhuoluo", "round 1 of 1: plain library"]
    shown = {(each.what, each.at, each.side) for each in found.figures}
    at = ("1 client", "2 clients")
    assert shown == {(what, each, side.name) for what, _, _ in cases.SHOWN for each in at for side in SIDES}
    assert all(rounds > 0 for each in found.figures if each.what == "case lives" for rounds in each.rounds)
    assert {(each.what, each.beside) for each in found.ratios} == {(what, PLAIN.name) for what in cases.COMPARED}
    assert found.versions["eventsourcing"]


def test_a_side_that_is_not_there_is_passed_over_with_the_reason(lab: Lab) -> None:
    absent = Side("absent", lambda: "not installed", dict, PLAIN.started)
    found = Found("cases")
    cases.measure(lab, cases.Size(rounds=0), found, lambda _: None, [absent, ZHUOLUO])
    assert [(each.side, each.why) for each in found.skipped] == [("absent", "not installed")]


def test_the_ledger_is_written_beside_inserts_the_library_and_pgbench(lab: Lab) -> None:
    found = Found("writing")
    writing.measure(lab, writing.Size(writers=(1, 2), seconds=0.1, rounds=1), found, lambda _: None)
    assert {each.side for each in found.figures} == set(writing.SIDES)
    assert all(each.rounds[0] > 0 for each in found.figures)
    beside = {(each.ours, each.beside) for each in found.ratios}
    assert beside == {
        *((writing.LEDGER, each) for each in writing.SIDES if each != writing.LEDGER),
        (writing.RAW, writing.PGBENCH),
    }
