"""Small runs of both benchmarks: every writer writes what it says, and what comes out can be read by a script."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import psycopg
import pytest

from service.bench import access
from service.bench.access import bench_access
from service.bench.documents import bench_documents
from service.bench.evidence import bench_evidence
from service.bench.ledger import WARM, Measured, bench_ledger, rate
from service.bench.pages import PAGES, bench_pages
from service.bench.read import ASKED, OVER_HTTP, bench_read
from service.bench.rebuild import bench_rebuild
from service.bench.scratch import BenchRefused, scratch
from service.bench.writers import CONTENT_BYTES, STREAM_EVENTS, WRITERS, Piece, pieces
from service.database import Database
from service.settings import Settings


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    """The server of this run, given by URL; the database in it stands for that of the service."""
    return Settings(tmp_path, database_url=database.conninfo)


def stored(database: Database, table: str) -> int:
    with psycopg.connect(database.conninfo) as connection:
        ((events,),) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
        return int(events)


def test_the_ledger_is_measured_beside_the_others_in_turns(settings: Settings, database: Database) -> None:
    told: list[tuple[str, int, int]] = []
    found = bench_ledger(
        settings, threads=(1, 2), rounds=2, seconds=0.01, progress=lambda *turn: told.append(turn)
    )  # fmt: skip
    assert [(one.writer, one.threads) for one in found] == [(name, n) for n in (1, 2) for name in WRITERS]
    assert all(one.rounds == len(one.each) == 2 and one.min <= one.per_second <= one.max for one in found)
    assert [one.ratio_to_raw for one in found if one.writer == "raw"] == [1.0, 1.0]
    assert [what for what, _, _ in told[:6]] == [f"{n}, 1 threads" for n in ("ledger", "raw", "library")] + [
        f"{n}, 1 threads" for n in ("raw", "library", "ledger")
    ]
    assert told[-1] == ("", 12, 12)
    assert stored(database, "ledger.event") == 0, "the office's own database is not touched"


def test_what_is_measured_is_told_as_json(settings: Settings) -> None:
    one = bench_ledger(settings, threads=(1,), rounds=1, seconds=0.01)
    told = json.loads(msgspec.json.encode(one))
    assert {entry["writer"] for entry in told} == {"ledger", "raw", "library"}
    assert set(told[0]) == set(Measured.__struct_fields__)
    assert told[0]["versions"]["synchronous_commit"] == "on"
    assert told[0]["machine"]["processors"] >= 1


@pytest.mark.parametrize(
    ("name", "table"),
    [("ledger", "ledger.event"), ("raw", "public.plain"), ("library", "public.library_events")],
)
def test_every_writer_stores_one_row_for_each_piece(settings: Settings, name: str, table: str) -> None:
    work = pieces(STREAM_EVENTS + 1)
    with scratch(settings) as database, WRITERS[name](database, 2) as writes:
        for nth, piece in enumerate(work):
            writes[nth % 2](piece)
        assert stored(database, table) == len(work)
        assert rate(database, WRITERS[name], 2, 0.01) > 0
        assert stored(database, table) >= len(work) + 2 * WARM + 2


def test_the_ledger_is_measured_with_mac_tree_and_command_keys(settings: Settings) -> None:
    work = pieces(3)
    with scratch(settings) as database:
        with WRITERS["ledger"](database, 1) as (write,):
            for piece in work:
                write(piece)
        with psycopg.connect(database.conninfo) as connection:
            rows = connection.execute("SELECT content, command, request FROM ledger.event ORDER BY position")
            assert rows.fetchall() == [(p.event.state, p.command.key, p.command.digest) for p in work]
            ((size, edge),) = connection.execute("SELECT size, octet_length(edge) FROM ledger.head").fetchall()
    assert (size, edge) == (3, 2 * 32)


def test_all_write_the_same_amount_of_bytes() -> None:
    work = pieces(2 * STREAM_EVENTS)
    places = [(piece.event.originator_id, piece.event.originator_version) for piece in work]
    assert {len(piece.event.state) for piece in work} == {CONTENT_BYTES}
    assert len(set(places)) == len({piece.command.key for piece in work}) == len(work)
    assert [version for _, version in places] == 2 * [1, 2, 3, 4, 5, 6]
    assert isinstance(work[0], Piece)


def test_a_rebuild_folds_every_event_of_the_sample(settings: Settings) -> None:
    told: list[tuple[str, int, int]] = []
    found = bench_rebuild(settings, events=120, progress=lambda *step: told.append(step))
    assert found.events >= 120 + 2, "the sample, and the two events that made the office"
    assert 0 < found.fold_seconds < found.seconds, "the indexes come behind the rows"
    assert found.fold_per_second > found.per_second > 0
    assert found.program_seconds > 0
    assert found.server_seconds is None or found.server_seconds >= 0
    assert {what for what, _, _ in told} == {"fill", "rebuild"}
    assert told[-1] == ("rebuild", found.events, found.events)
    assert json.loads(msgspec.json.encode(found))["events"] == found.events


def test_every_question_is_asked_now_and_of_the_past_at_each_size(settings: Settings) -> None:
    found = bench_read(settings, events=(1000, 2000), rounds=100)
    asked = {f"{name}, {when}" for name in ASKED for when in ("now", "then")}
    asked |= {f"{path} page over HTTP, {when}" for path in OVER_HTTP for when in ("now", "then")}
    assert {(each.events, each.question) for each in found} == {(size, name) for size in (1000, 2000) for name in asked}
    assert all(each.asked == 100 and 0 < each.median <= each.p99 for each in found)


def test_nothing_is_left_behind_also_when_something_fails(settings: Settings, database: Database) -> None:
    name = ""

    def fail(made: Database) -> None:
        nonlocal name
        name = psycopg.conninfo.conninfo_to_dict(made.conninfo)["dbname"]  # type: ignore[assignment]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), scratch(settings) as made:
        fail(made)
    with psycopg.connect(database.conninfo) as connection:
        assert connection.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [name]).fetchone() == (0,)


def test_more_threads_than_the_server_has_connections_are_refused(settings: Settings) -> None:
    with pytest.raises(BenchRefused, match="9000 threads need as many connections"):
        bench_ledger(settings, threads=(1, 9000), rounds=1, seconds=0.01)


def test_an_account_that_may_make_no_database_is_told_what_it_needs(settings: Settings, database: Database) -> None:
    role = f"{psycopg.conninfo.conninfo_to_dict(database.conninfo)['dbname']}_poor"
    with psycopg.connect(database.conninfo, autocommit=True) as owner:
        owner.execute(f"CREATE ROLE {role} LOGIN")
        try:
            poor = psycopg.conninfo.make_conninfo(database.conninfo, user=role)
            with pytest.raises(BenchRefused, match="CREATEDB"), scratch(Settings(settings.home, database_url=poor)):
                pass
        finally:
            owner.execute(f"DROP ROLE {role}")


def test_the_cost_of_evidence_is_measured_beside_writing_without_it(settings: Settings) -> None:
    found = bench_evidence(settings, threads=(1, 2), rounds=1, seconds=0.5, events=1_000)
    assert [(each["threads"], each["without"] > 0, each["with"] > 0) for each in found.written] == [
        (1, True, True),
        (2, True, True),
    ]
    assert found.events == 1_000
    assert 0 < found.proof_ms[0] <= found.proof_ms[1]
    assert json.loads(msgspec.json.encode(found))["versions"]["synchronous_commit"] == "on"


def test_pages_are_timed_for_each_viewer_with_row_level_security_and_without(settings: Settings) -> None:
    found = bench_access(settings, petitions=150, rounds=3)
    assert [(one.question, one.viewer) for one in found] == [(q, v) for q in access.ASKED for v in access.viewers()]
    rows = {(one.question, one.viewer): one.rows for one in found}
    assert 0 < rows["register page", "handler"] < rows["register page", "registrar"] == rows["register page", "console"]
    assert all(min(one.with_p50, one.without_p50) > 0 and one.asked == 3 for one in found)


def test_pages_are_timed_and_weighed_as_those_see_them_who_look_at_them(settings: Settings) -> None:
    with ThreadPoolExecutor(1) as apart:  # a browser's loop may run in this thread
        found = apart.submit(bench_pages, settings, petitions=150, rounds=3).result()
    assert [one.page for one in found] == [page for _, page in PAGES]
    assert all(0 < one.p50 <= one.p99 and one.asked == 3 for one in found)
    assert all(2_000 < one.bytes < 50_000 for one in found), "what a page may weigh once style and script are there"


def test_documents_are_drawn_up_and_issued_one_after_the_other(settings: Settings) -> None:
    told: list[tuple[str, int, int]] = []
    found = bench_documents(settings, documents=20, progress=lambda *turn: told.append(turn))
    assert found.documents == 20
    assert [turn for turn in told if turn[0] == "issue"] == [("issue", nth, 20) for nth in range(20)]
    assert 0 < found.drawing_ms[0] <= found.drawing_ms[1]
    assert 0 < found.issuing_ms[0] <= found.issuing_ms[1]
    assert found.bytes > 10_000
