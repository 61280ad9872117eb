"""A witness outside cosigns the log as it grows, and says no to what is not the log that it saw: both keep that."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.deciding import Refused
from domain.evidence_events import WitnessDismissed
from service.database import Database
from service.evidence import naming, seen, store
from service.evidence import note as notes
from service.evidence.witnessing import COSIGNED, REFUSED, UNREACHED, Witnessing
from service.ledger.application import MATTERS
from service.runtime import Instance, assembled
from service.settings import Settings
from service.witness import home as homes
from tests.service.evidence.conftest import tampered
from tests.service.evidence.witnessed import BY, NAME, VIA, Bureau, Outside, answering, put_back, saved, served
from tests.service.processes import until

NewInstance = Callable[[], Instance]


@pytest.fixture
def new_instance(database: Database, home: Path) -> Iterator[NewInstance]:
    """One more instance, as a process that was started anew; all are closed in the end."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(assembled(Settings(home, origin="xinfang.example"), database))


@pytest.fixture
def bureau(new_instance: NewInstance) -> Bureau:
    return Bureau.founded(new_instance())


@pytest.fixture
def outside(tmp_path: Path) -> Outside:
    return Outside(tmp_path / "witness")


@pytest.fixture
def url(outside: Outside, bureau: Bureau) -> Iterator[str]:
    """The witness answers, trusts the log, and is named by the office."""
    outside.trust(bureau)
    with answering(outside) as address:
        bureau.name(outside, address)
        yield address


@pytest.fixture
def connection(database: Database) -> Iterator[Connection[Any]]:
    with psycopg.connect(database.conninfo, autocommit=True) as made:
        yield made


def refused_by(connection: Connection[Any], office: str = "linye") -> list[tuple[str, int]]:
    return [(each.refused_by, each.size) for each in store.refusals(connection, office, MATTERS)]


@pytest.mark.usefixtures("url")
def test_a_log_that_grows_is_cosigned_at_each_submission(
    bureau: Bureau, outside: Outside, connection: Connection[Any]
) -> None:
    for _ in range(3):
        bureau.grow(4)
        stored = bureau.signed()
        said = bureau.submit()
        assert (said.outcome, said.size, said.witness, said.body) == (COSIGNED, stored.size, NAME, "市档案馆")
        note = store.cosigned(connection, bureau.id, MATTERS, stored)
        keys = [*bureau.instance.checkpoints.verifiers(stored.head.origin), outside.identity.verifier]
        assert list(notes.verified(note, keys)) == keys
        assert outside.seen(stored.head.origin) == bureau.size
    assert refused_by(connection) == []
    assert outside.refusals() == []


@pytest.mark.usefixtures("url")
def test_an_office_that_has_forgotten_what_was_cosigned_asks_the_witness(bureau: Bureau, database: Database) -> None:
    bureau.signed()
    bureau.submit()
    tampered(database, "DELETE FROM ledger.cosignature")
    bureau.grow(5)
    bureau.signed()
    assert bureau.submit().outcome == COSIGNED
    assert bureau.submit().outcome == COSIGNED


def test_a_witness_that_has_forgotten_what_it_saw_is_found_out(
    bureau: Bureau, outside: Outside, url: str, connection: Connection[Any], tmp_path: Path
) -> None:
    """Its operator has put an older copy of its state back: the next cosignature would vouch for nothing."""
    origin = bureau.signed().head.origin
    bureau.submit()
    backup, state = tmp_path / "backup", outside.home / homes.STATE
    shutil.copy(state, backup)
    bureau.grow(3)
    bureau.signed()
    assert bureau.submit().outcome == COSIGNED, url
    shutil.copy(backup, state)
    bureau.grow(3)
    bureau.signed()
    said = bureau.submit()
    assert (said.outcome, "it has forgotten what it saw" in said.reason) == (REFUSED, True)
    assert refused_by(connection) == [(NAME, bureau.size)]
    assert outside.seen(origin) == bureau.size - 6


def restored(bureau: Bureau, database: Database, home: Path, *, behind: int, new_instance: NewInstance) -> Bureau:
    """The whole office is put back, the signer's memory too, so that only the witness can tell."""
    bureau.signed()
    assert bureau.submit().outcome == COSIGNED
    saved(database)
    shutil.copytree(home / "heads", home / "heads-of-backup")
    bureau.grow(behind)
    bureau.signed()
    assert bureau.submit().outcome == COSIGNED
    put_back(database)
    shutil.rmtree(home / "heads")
    (home / "heads-of-backup").rename(home / "heads")
    return Bureau(new_instance())


@pytest.mark.usefixtures("url")
def test_a_log_that_was_put_back_is_refused_and_both_sides_keep_it(
    bureau: Bureau,
    outside: Outside,
    database: Database,
    home: Path,
    new_instance: NewInstance,
    connection: Connection[Any],
) -> None:
    old = restored(bureau, database, home, behind=6, new_instance=new_instance)
    size, seen = old.size, old.size + 6
    assert old.signed().size == size  # the signer remembers no more than the backup
    said = old.submit()
    assert said.outcome == REFUSED
    assert f"the witness has seen {seen} events, this log has {size}" in said.reason
    assert refused_by(connection) == [(NAME, size)]
    assert [(each.kind, each.size) for each in outside.refusals()] == [("smaller", size)]
    assert outside.seen(old.signed().head.origin) == seen


@pytest.mark.usefixtures("url")
@pytest.mark.parametrize(("written", "said"), [(9, "was not signed here"), (6, "422")])
def test_a_log_that_was_put_back_and_written_on_is_refused(
    bureau: Bureau,
    outside: Outside,
    database: Database,
    home: Path,
    new_instance: NewInstance,
    connection: Connection[Any],
    written: int,
    said: str,
) -> None:
    """It is as long as what the witness saw, or longer: but it is another log."""
    old = restored(bureau, database, home, behind=6, new_instance=new_instance)
    old.grow(written, "另")
    old.signed()
    refusal = old.submit()
    assert refusal.outcome == REFUSED
    assert said in refusal.reason
    assert refused_by(connection) == [(NAME, old.size)]
    if written == 6:
        assert [(each.kind, each.size) for each in outside.refusals()] == [("forked", old.size)]


@pytest.mark.usefixtures("url")
def test_a_fork_that_was_signed_at_the_very_size_is_found_by_its_proof(
    bureau: Bureau, outside: Outside, database: Database, home: Path, new_instance: NewInstance
) -> None:
    """It signs another root where the witness has cosigned, and goes on from there."""
    old = restored(bureau, database, home, behind=6, new_instance=new_instance)
    old.grow(6, "另")
    old.signed()
    old.grow(3, "另")
    old.signed()
    said = old.submit()
    assert (said.outcome, "does not show" in said.reason) == (REFUSED, True)
    assert [(each.kind, each.size) for each in outside.refusals()] == [("unproved", old.size)]


@pytest.mark.usefixtures("url")
def test_a_log_that_was_signed_anew_with_another_key_is_refused(
    bureau: Bureau,
    outside: Outside,
    database: Database,
    home: Path,
    new_instance: NewInstance,
    connection: Connection[Any],
) -> None:
    """Nothing in the house says any more who signed it before."""
    bureau.signed()
    assert bureau.submit().outcome == COSIGNED
    (home / "keys" / "checkpoint-signing.key").unlink()
    shutil.rmtree(home / "heads")
    tampered(database, "DELETE FROM ledger.cosignature", "DELETE FROM ledger.checkpoint")
    other = Bureau(new_instance())
    other.grow(2)
    other.signed()
    said = other.submit()
    assert (said.outcome, said.reason[:3]) == (REFUSED, "403")
    assert refused_by(connection) == [(NAME, other.size)]
    assert [(each.kind, each.size) for each in outside.refusals()] == [("resigned", other.size)]


def test_a_witness_that_does_not_know_the_log_refuses_until_it_is_told(
    bureau: Bureau, outside: Outside, connection: Connection[Any]
) -> None:
    with answering(outside) as address:
        bureau.name(outside, address)
        bureau.signed()
        said = bureau.submit()
        assert (said.outcome, said.reason[:3]) == (REFUSED, "404")
        assert refused_by(connection) == [(NAME, bureau.size)]
        outside.trust(bureau)
        assert bureau.submit().outcome == COSIGNED


def test_a_witness_that_does_not_answer_is_no_refusal(
    bureau: Bureau, outside: Outside, connection: Connection[Any]
) -> None:
    outside.trust(bureau)
    with answering(outside) as address:
        bureau.name(outside, address)
    bureau.signed()
    assert bureau.submit().outcome == UNREACHED
    assert refused_by(connection) == []
    assert store.last_cosigned(connection, bureau.id, MATTERS, NAME) is None


@pytest.mark.parametrize(
    ("status", "kind", "body", "outcome"),
    [
        (200, "text/plain", "yes\n", REFUSED),
        (200, "text/plain", "", REFUSED),
        (409, "text/plain", "7\n", UNREACHED),
        (409, "text/x.tlog.size", "many\n", UNREACHED),
        (409, "text/x.tlog.size", "0\n", UNREACHED),
        (302, "text/plain", "elsewhere\n", UNREACHED),
        (500, "text/plain", "broken\n", UNREACHED),
        (200, "text/plain", "x" * 1_000_001, UNREACHED),
    ],
)
def test_an_answer_that_is_no_cosignature_is_not_taken_for_one(
    bureau: Bureau,
    outside: Outside,
    connection: Connection[Any],
    status: int,
    kind: str,
    body: str,
    outcome: str,
) -> None:
    def answer(_: Request) -> Response:
        return Response(body, status, headers={"Content-Type": kind, "Location": "http://127.0.0.1:1/"})

    with served(Starlette(routes=[Route("/add-checkpoint", answer, methods=["POST"])])) as address:
        bureau.name(outside, address)
        bureau.signed()
        assert bureau.submit().outcome == outcome
    assert store.last_cosigned(connection, bureau.id, MATTERS, NAME) is None


def test_the_cosignature_of_another_witness_is_not_taken(
    bureau: Bureau, outside: Outside, tmp_path: Path, connection: Connection[Any]
) -> None:
    """Somebody answers in its place, under its name but with a key of his own."""
    impostor = Outside(tmp_path / "impostor")
    impostor.trust(bureau)
    with answering(impostor) as address:
        bureau.name(outside, address)
        bureau.signed()
        said = bureau.submit()
    assert (said.outcome, "without a good cosignature" in said.reason) == (REFUSED, True)
    assert store.last_cosigned(connection, bureau.id, MATTERS, NAME) is None


@pytest.mark.usefixtures("url")
def test_a_tree_that_was_changed_in_the_database_is_not_shown_to_the_witness(
    bureau: Bureau, database: Database, connection: Connection[Any]
) -> None:
    bureau.grow(5)
    bureau.signed()
    assert bureau.submit().outcome == COSIGNED
    bureau.grow(5)
    bureau.signed()
    change = f"UPDATE ledger.event SET leaf = decode(repeat('ab', 32), 'hex') WHERE position = {bureau.size}"
    tampered(database, change)
    said = bureau.submit()
    assert (said.outcome, "zhuoluo verify" in said.reason) == (REFUSED, True)
    assert refused_by(connection) == [(f"signer for {NAME}", bureau.size)]


@pytest.mark.usefixtures("url")
def test_what_grows_is_submitted_in_the_background(bureau: Bureau, outside: Outside) -> None:
    """A witness that refuses is asked again, ever more seldom, and the refusal is known."""
    following = Witnessing(bureau.instance.witnessing.submissions, pace=0.02)
    origin = bureau.signed().head.origin
    following.start()
    try:
        assert until(lambda: outside.seen(origin) == bureau.size)
        bureau.grow(3)
        bureau.signed()
        assert until(lambda: outside.seen(origin) == bureau.size)
        assert following.failures.said() == {}
        with outside.state.writing() as records:
            records.distrust(bureau.instance.checkpoints.verifiers(origin)[0])
        bureau.grow(1)
        bureau.signed()
        assert until(lambda: following.failures.said() != {})
        assert following.failures.said() == {"linye/matters at 市档案馆": "WitnessRefused"}
    finally:
        following.close()


@pytest.mark.usefixtures("url")
def test_a_restore_is_found_by_the_first_submission_though_nothing_has_grown(
    bureau: Bureau,
    database: Database,
    home: Path,
    new_instance: NewInstance,
    connection: Connection[Any],
) -> None:
    """The backup holds the cosignature of its last head: a process that begins asks all the same."""
    old = restored(bureau, database, home, behind=6, new_instance=new_instance)
    assert store.last_cosigned(connection, old.id, MATTERS, NAME) is not None
    following = Witnessing(old.instance.witnessing.submissions, pace=0.02)
    following.start()
    try:
        assert until(lambda: refused_by(connection) == [(NAME, old.size)])
    finally:
        following.close()


@pytest.mark.usefixtures("url")
def test_what_a_witness_has_seen_stands_beside_what_was_signed_here(
    bureau: Bureau, database: Database, home: Path, new_instance: NewInstance
) -> None:
    def standing(of: Bureau) -> tuple[str, int, int]:
        (found,) = seen.seen(of.instance, of.id, MATTERS)
        assert not found.note or notes.read(found.note).signatures
        return found.standing, found.seen, found.signed

    first = bureau.signed().size
    assert standing(bureau) == (seen.NOTHING, 0, first)
    bureau.submit()
    assert standing(bureau) == (seen.SAME, first, first)
    bureau.grow(2)
    bureau.signed()
    assert standing(bureau) == (seen.BEHIND, first, first + 2)
    old = restored(bureau, database, home, behind=6, new_instance=new_instance)
    assert standing(old) == (seen.AHEAD, first + 8, first + 2)
    old.grow(9, "另")
    old.signed()
    assert standing(old) == (seen.FORKED, first + 8, first + 11)


def test_only_the_key_of_a_witness_and_an_address_are_named(bureau: Bureau, outside: Outside, tmp_path: Path) -> None:
    evidence = bureau.instance.offices.get(bureau.id).state.evidence
    of_log = str(bureau.instance.checkpoints.verifiers("xinfang.example/linye/matters")[0])
    vkey = str(outside.identity.verifier)
    for url, key, said in (
        ("https://witness.example", of_log, "no key for cosignatures"),
        ("https://witness.example", "nonsense", "no verifier key"),
        ("file:///etc/passwd", vkey, "no address"),
        ("witness.example", vkey, "no address"),
    ):
        with pytest.raises(Refused, match=said):
            naming.named(evidence, url, key, "市档案馆")
    bureau.name(outside, "https://witness.example")
    namesake = Outside(tmp_path / "namesake")
    with pytest.raises(Refused, match="is called"):
        bureau.name(namesake, "https://other.example")
    bureau.instance.offices.add(bureau.id, WitnessDismissed(verifier=vkey, reason="换机构"), BY, VIA)
    bureau.name(namesake, "https://other.example")
