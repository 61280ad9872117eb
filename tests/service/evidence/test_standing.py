"""What is refused at present is shown as long as it is refused, each time anew, and not a moment longer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from domain.evidence_events import WitnessDismissed
from service.database import Database
from service.evidence import store
from service.evidence.signing import SIGNER, Refused
from service.evidence.standing import HeadStatus, standing
from service.evidence.witnessing import COSIGNED, REFUSED
from service.ledger.application import MATTERS
from service.runtime import assembled
from service.settings import Settings
from tests.service.evidence.conftest import tampered
from tests.service.evidence.witnessed import BY, NAME, VIA, Bureau, Outside, answering

WHY = "the witness does not want to"


@pytest.fixture
def bureau(database: Database, home: Path) -> Iterator[Bureau]:
    with assembled(Settings(home, origin="xinfang.example"), database) as instance:
        yield Bureau.founded(instance)


@pytest.fixture
def outside(tmp_path: Path, bureau: Bureau) -> Iterator[Outside]:
    """A witness that is named and answers."""
    made = Outside(tmp_path / "witness")
    with answering(made) as address:
        bureau.name(made, address)
        yield made


@pytest.fixture
def connection(database: Database) -> Iterator[Connection[Any]]:
    with psycopg.connect(database.conninfo, autocommit=True) as made:
        yield made


def refused(connection: Connection[Any]) -> tuple[str | None, str | None]:
    (head,) = standing(connection)
    assert isinstance(head, HeadStatus)
    return head.refused_by, head.reason


def entries(connection: Connection[Any]) -> list[tuple[str, int, str]]:
    rows = connection.execute("SELECT refused_by, size, reason FROM ledger.refusal ORDER BY nth")
    return list(rows.fetchall())


def test_a_witness_that_cosigns_the_same_head_again_refuses_no_more(
    bureau: Bureau, outside: Outside, connection: Connection[Any]
) -> None:
    outside.trust(bureau)
    (key,) = bureau.instance.checkpoints.verifiers("xinfang.example/linye/matters")
    for _ in range(2):
        assert bureau.submit().outcome == COSIGNED
        assert refused(connection) == (None, None)
        with outside.state.writing() as records:
            records.distrust(key)
        assert bureau.submit().outcome == REFUSED
        assert refused(connection)[0] == NAME, "the same refusal on the same day"
        outside.trust(bureau)
    assert bureau.submit().outcome == COSIGNED
    assert refused(connection) == (None, None)
    assert [why[:3] for _, _, why in entries(connection)] == ["404", "", "404", ""]
    assert [each.reason[:3] for each in store.refusals(connection, "linye", MATTERS)] == ["404", "404"]


def test_the_refusal_of_one_witness_outlasts_the_cosignature_of_another(
    bureau: Bureau, outside: Outside, connection: Connection[Any]
) -> None:
    outside.trust(bureau)
    store.refuse(connection, "linye", MATTERS, "other.example", 1, WHY)
    assert bureau.submit().outcome == COSIGNED
    assert refused(connection) == ("other.example", WHY)


def test_a_witness_that_is_dismissed_refuses_no_more(
    bureau: Bureau, outside: Outside, connection: Connection[Any]
) -> None:
    """It will not be asked again, so nothing else could end its refusal."""
    submissions = bureau.instance.witnessing.submissions
    bureau.signed()
    assert bureau.submit().outcome == REFUSED
    assert [named.body for _, _, named in submissions.due()] == ["市档案馆"]
    assert refused(connection)[0] == NAME
    dismissed = WitnessDismissed(verifier=str(outside.identity.verifier), reason="换机构")
    bureau.instance.offices.add(bureau.id, dismissed, BY, VIA)
    assert list(submissions.due()) == []
    assert refused(connection) == (None, None)


def test_the_same_refusal_is_entered_once_a_day_and_another_at_once(
    bureau: Bureau, database: Database, connection: Connection[Any]
) -> None:
    bureau.signed()
    for size in (1, 1, 2, 2, 1):
        store.refuse(connection, "linye", MATTERS, NAME, size, WHY)
    assert [size for _, size, _ in entries(connection)] == [1, 2, 1]
    tampered(database, "UPDATE ledger.refusal SET refused_at = refused_at - interval '25 hours'")
    for _ in range(2):
        store.refuse(connection, "linye", MATTERS, NAME, 1, WHY)
    assert [size for _, size, _ in entries(connection)] == [1, 2, 1, 1]
    assert refused(connection) == (NAME, WHY)


def test_a_log_that_is_in_order_again_is_refused_by_the_signer_no_more(
    bureau: Bureau, database: Database, connection: Connection[Any]
) -> None:
    """Though it has not grown, so that nothing new is signed."""
    bureau.grow(2)
    bureau.signed()
    for _ in range(2):
        tampered(database, "UPDATE ledger.head SET size = size - 1")
        with pytest.raises(Refused):
            bureau.signed()
        assert refused(connection)[0] == SIGNER
        tampered(database, "UPDATE ledger.head SET size = size + 1")
        bureau.signed()
        assert refused(connection) == (None, None)
    assert [by for by, _, _ in entries(connection)] == [SIGNER] * 4


def test_a_changed_tree_is_not_hidden_by_what_is_signed_behind_it(
    bureau: Bureau, outside: Outside, database: Database, connection: Connection[Any]
) -> None:
    """The signer looks only at what has come since: that the tree leads nowhere, the proof for the witness finds."""
    outside.trust(bureau)
    assert bureau.submit().outcome == COSIGNED
    bureau.grow(4)
    bureau.signed()
    good = f"SELECT encode(leaf, 'hex') FROM ledger.event WHERE position = {bureau.size}"
    (leaf,) = connection.execute(good.encode()).fetchone() or ("",)
    at = f"WHERE position = {bureau.size}"
    tampered(database, f"UPDATE ledger.event SET leaf = decode(repeat('ab', 32), 'hex') {at}")
    assert bureau.submit().outcome == REFUSED
    bureau.signed()
    assert refused(connection)[0] == f"signer for {NAME}"
    tampered(database, f"UPDATE ledger.event SET leaf = decode('{leaf}', 'hex') {at}")
    assert bureau.submit().outcome == COSIGNED
    assert refused(connection) == (None, None)
