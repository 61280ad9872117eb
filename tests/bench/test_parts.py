"""Every part measures what it says, on the smallest size; how fast anything is, is no matter of a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.postgres import Server
from tests.bench.figures import Found
from tests.bench.lab import Lab
from tests.bench.parts import cases, growing, offices, rebuilding, replaying, soaking, writing
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


def test_the_rebuild_is_set_beside_copying_the_same_rows(lab: Lab) -> None:
    found = Found("rebuilding")
    rebuilding.measure(lab, rebuilding.Size(events=300, rounds=2), found, lambda _: None)
    assert [(each.ours, each.beside, len(each.rounds)) for each in found.ratios] == [
        (rebuilding.REBUILD, rebuilding.COPY, 2)
    ]
    stored = {each.what: each.rounds[0] for each in found.figures if each.at == "an event"}
    assert stored["stored, both"] == pytest.approx(stored["stored, ledger"] + stored["stored, read models"], rel=0.01)


def test_a_long_case_is_replayed_a_server_started_and_everything_verified(lab: Lab) -> None:
    found, size = Found("replaying"), replaying.Size(events_of_case=(12,), asked=3, events=300, rounds=1)
    replaying.measure(lab, size, found, lambda _: None)
    assert {(each.what, each.at): len(each.rounds) for each in found.figures} == {
        ("one case read", "12 events"): 3,
        ("one case replayed", "12 events"): 3,
        ("start until it answers", "300 events"): 1,
        ("verification of all", "300 events"): 1,
        ("verification, processor", "300 events"): 1,
    }


def test_several_processes_write_to_one_office_and_small_ones_beside_a_large(lab: Lab) -> None:
    found, size = Found("offices"), offices.Size(processes=2, threads=4, offices=3, seconds=0.2, rounds=1)
    offices.measure(lab, size, found, lambda _: None)
    assert {(each.ours, each.beside) for each in found.ratios} == {
        (offices.SEVERAL, offices.ONE),
        (offices.BESIDE, offices.ALONE),
    }
    shares = [each.rounds[0] for each in found.figures if each.what == offices.LEAST and each.side == offices.ONE]
    assert shares == [1.0], "one process has the whole of it"


def test_under_load_nothing_is_lost_though_some_is_sent_twice(lab: Lab) -> None:
    found, size = Found("soaking"), soaking.Size(clients=2, trying=1.0, seconds=4.0, windows=2)
    soaking.measure(lab, size, found, lambda _: None)
    counted = {each.what: each.rounds[0] for each in found.figures}
    assert (counted["lost"], counted["doubled"]) == (0.0, 0.0)
    (whole,) = [each for each in found.ratios if each.what == "nothing lost or doubled"]
    assert not whole.broken


def test_what_was_lost_or_doubled_is_told() -> None:
    """The control: an act acknowledged that is not there, and one there that was not acknowledged."""

    class Forgetful(soaking.SoakDesk):
        def version(self, petition: str) -> int:
            return {"lost": 1, "doubled": 3}[petition]

    desk, found = Forgetful("http://127.0.0.1:9"), Found("soaking")
    desk.acknowledged.update({"lost": 2, "doubled": 2})
    soaking._counted([desk], found)
    assert {each.what: each.rounds for each in found.figures if each.what != "sent twice"} == {
        "lost": (1.0,),
        "doubled": (1.0,),
    }
    assert found.ratios[0].broken


def test_growth_is_told_of_the_last_size_beside_a_hundredth_of_it() -> None:
    p99 = {("list", 10): 2.0, ("list", 100): 9.0, ("list", 1_000): 4.0, ("count", 10): 0.1, ("count", 1_000): 0.9}
    (grown,) = growing._grown("growing", p99, (10, 100, 1_000))
    assert (grown.at, grown.beside, grown.rounds, grown.reached) == ("1,000 petitions", "10 petitions", (0.5,), True)
