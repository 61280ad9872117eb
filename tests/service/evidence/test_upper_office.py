"""The log of an upper office records the signed heads of lower ones, each continuing the one before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from msgspec.structs import replace
from psycopg import Connection

from domain.deciding import Refused
from domain.evidence import Evidence
from domain.evidence_events import HeadRecorded
from service.database import Database
from service.evidence import heads_below
from service.evidence.note import BadNote, Note
from service.evidence.signing_key import SeedSigner
from service.jobs import queue
from service.jobs.recording_heads import record_heads
from service.jobs.runner import Runner
from service.ledger.application import MATTERS
from service.reports import receiving
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.service.evidence.witnessed import BY, VIA, Bureau
from tests.service.reports.bureau import JANUARY
from tests.service.reports.bureau import Bureau as Reporting
from tests.service.witness.invented import ORIGIN, InventedLog


@pytest.fixture
def instance(database: Database, home: Path) -> Iterator[Instance]:
    with assembled(Settings(home, origin="xinfang.example"), database) as made:
        yield made


@pytest.fixture
def upper(instance: Instance) -> Bureau:
    return Bureau.founded(instance, "shi")


@pytest.fixture
def lower(instance: Instance) -> Bureau:
    return Bureau.founded(instance, "xian")


def heads(upper: Bureau) -> dict[str, HeadRecorded]:
    return dict(upper.instance.offices.get(upper.id).state.evidence.heads)


def recorded(upper: Bureau, body: bytes, verifier: str | None = None) -> HeadRecorded:
    return heads_below.record(upper.instance, upper.id, body, verifier, BY, VIA)[0]


def test_heads_travel_as_files_and_each_continues_the_one_before(upper: Bureau, lower: Bureau) -> None:
    first = lower.signed()
    verifier = str(lower.instance.checkpoints.verifiers(first.head.origin)[0])
    body = str(heads_below.exported(lower.instance, lower.id, MATTERS, 0)).encode()
    with pytest.raises(Refused, match="needs the verifier key"):
        recorded(upper, body)
    event = recorded(upper, body, verifier)
    assert (event.origin, event.size, event.root) == (first.head.origin, first.size, first.head.root.hex())
    lower.grow(7)
    lower.signed()
    body = str(heads_below.exported(lower.instance, lower.id, MATTERS, first.size)).encode()
    event = recorded(upper, body)
    assert (event.old, event.size) == (first.size, lower.size)
    assert heads(upper) == {event.origin: event}


def test_only_a_size_that_was_signed_is_exported_from(lower: Bureau) -> None:
    with pytest.raises(Refused, match="was not signed yet"):
        heads_below.exported(lower.instance, lower.id, MATTERS, 0)
    size = lower.signed().size
    with pytest.raises(Refused, match="no checkpoint of"):
        heads_below.exported(lower.instance, lower.id, MATTERS, size + 1)
    assert heads_below.exported(lower.instance, lower.id, MATTERS, size).proof == ()


# ---- what is recorded, by the state of the upper office alone

LOG = InventedLog(40)
KEY = str(LOG.verifier)


def after(*events: HeadRecorded) -> Evidence:
    return Evidence(heads={event.origin: event for event in events})


FIRST = heads_below.recorded(Evidence(), LOG.addition(0, 8), KEY)


def test_a_head_that_continues_is_recorded_with_its_proof() -> None:
    event = heads_below.recorded(after(FIRST), LOG.addition(8, 20), None)
    assert (event.old, event.size, event.verifier) == (8, 20, KEY)
    assert event.proof == tuple(hash_.hex() for hash_ in LOG.addition(8, 20).proof)


@pytest.mark.parametrize("size", [8, 9, 20])
def test_a_lower_log_that_was_changed_is_refused(size: int) -> None:
    forked = InventedLog(40, changed_at=3)
    with pytest.raises(Refused, match="it is not shown that"):
        heads_below.recorded(after(FIRST), forked.addition(8, size), None)


def test_a_proof_that_is_none_is_refused() -> None:
    addition = LOG.addition(8, 20)
    with pytest.raises(Refused, match="it is not shown that"):
        heads_below.recorded(after(FIRST), replace(addition, proof=addition.proof[1:]), None)
    with pytest.raises(Refused, match="it is not shown that"):
        heads_below.recorded(Evidence(), replace(LOG.addition(0, 8), proof=(bytes(32),)), KEY)


def test_a_head_signed_by_another_key_is_refused_unless_the_old_key_signs_too() -> None:
    """A log that has a new key signs with both for a while."""
    other = InventedLog(40, signer=SeedSigner(bytes([7]) * 32))
    alone = other.addition(8, 20)
    lines = (*LOG.note(20).signatures, *other.note(20).signatures)
    both = replace(alone, note=Note(alone.note.text, lines))
    with pytest.raises(BadNote, match="no key"):
        heads_below.recorded(after(FIRST), alone, None)
    with pytest.raises(Refused, match="recorded before and with the new one"):
        heads_below.recorded(after(FIRST), alone, str(other.verifier))
    with pytest.raises(Refused, match="recorded before and with the new one"):
        heads_below.recorded(after(FIRST), LOG.addition(8, 20), str(other.verifier))
    event = heads_below.recorded(after(FIRST), both, str(other.verifier))
    assert event.verifier == str(other.verifier)
    assert heads_below.recorded(after(event), other.addition(20, 30), None).size == 30
    assert heads_below.recorded(after(FIRST), both, None).verifier == KEY


def test_the_key_is_that_of_the_log_that_it_signs() -> None:
    with pytest.raises(BadNote, match="no key of a log"):
        heads_below.recorded(Evidence(), LOG.addition(0, 8), str(InventedLog(1, origin="other.example").verifier))
    with pytest.raises(BadNote, match="no verifier key"):
        heads_below.recorded(Evidence(), LOG.addition(0, 8), "nonsense")


def test_what_comes_twice_or_shrinks_or_leaves_a_gap_is_refused(upper: Bureau) -> None:
    recorded(upper, LOG.body(0, 8), KEY)
    recorded(upper, LOG.body(8, 20))
    for body, said in (
        (LOG.body(20, 20), "the same head was recorded before"),
        (LOG.body(8, 30), "the head recorded last is of 20"),
        (LOG.body(0, 30), "the head recorded last is of 20"),
        (LOG.body(20, 12), "it shrank from 20 to 12"),
    ):
        with pytest.raises(Refused, match=said):
            recorded(upper, body)
    recorded(upper, LOG.body(20, 30))
    assert heads(upper)[ORIGIN].size == 30


# ---- offices of one installation


@pytest.fixture
def reporting(instance: Instance, upper: Bureau) -> Reporting:
    """A lower office that has sent a report which the upper one has received."""
    made = Reporting(instance, "xian", name="县信访局")
    made.today = date(2026, 1, 8)
    made.letter(made.today)
    made.today = date(2026, 2, 2)
    receiving.receive(instance, upper.id, made.written(made.sent(JANUARY)), BY, VIA)
    return made


@pytest.fixture
def connection(database: Database) -> Iterator[Connection[Any]]:
    with psycopg.connect(database.conninfo, autocommit=True) as made:
        yield made


@pytest.mark.usefixtures("lower")
def test_an_office_that_has_sent_no_report_is_not_below(instance: Instance, upper: Bureau) -> None:
    instance.checkpoints.current("xian", MATTERS)
    assert record_heads(instance, upper.id) == 0
    assert heads(upper) == {}


def test_the_heads_of_those_who_report_are_recorded_when_they_have_grown(
    instance: Instance, upper: Bureau, reporting: Reporting
) -> None:
    assert record_heads(instance, upper.id) == 0  # nothing is signed yet
    instance.checkpoints.current(reporting.id, MATTERS)
    assert record_heads(instance, upper.id) == 1
    assert record_heads(instance, upper.id) == 0
    reporting.letter(reporting.today)
    newest = instance.checkpoints.current(reporting.id, MATTERS)
    assert record_heads(instance, upper.id) == 1
    assert heads(upper)[newest.head.origin].size == newest.size


def test_the_job_is_due_each_day_where_reports_are_received(
    instance: Instance, upper: Bureau, reporting: Reporting, connection: Connection[Any]
) -> None:
    instance.checkpoints.current(reporting.id, MATTERS)
    Runner(instance).plan()
    planned = [(job.kind, job.office) for job in queue.jobs(connection) if job.kind == "heads"]
    assert planned == [("heads", upper.id)]
    connection.execute("UPDATE jobs.job SET run_after = now() WHERE kind = 'heads'")
    Runner(instance).emptied()
    assert {job.state for job in queue.jobs(connection) if job.kind == "heads"} == {"finished"}
    assert len(heads(upper)) == 1
