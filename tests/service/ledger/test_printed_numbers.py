"""A number that is printed already is given as it is printed, or the document is not issued."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import pytest

from domain import events as e
from service.database import Database, connection_pool
from service.instance_keys import InstanceKeys
from service.keys import KeyFolder
from service.ledger.application import MATTERS, Ledger, Log
from service.ledger.batch import Batch
from service.ledger.submission import NumberTaken
from service.ledger.verify import Verified, verify
from tests.service.ledger.conftest import OFFICE, Clock, commented, line, received, registered, via

ONE, TWO = UUID(int=1), UUID(int=2)


def issued(petition: UUID, version: int, ordinal: int, kind: str = "acceptance") -> e.Line:
    event = e.DocumentIssued(
        document_kind=kind,
        attachment=uuid4(),
        template="ab" * 32,
        ordinal=ordinal,
        series=f"document-{kind}" if ordinal else "",
        period="2026" if ordinal else "",
        pattern="告〔{year}〕{number}号" if ordinal else "",
    )
    return line(petition, version, event)


def verdict(database: Database, keys: KeyFolder) -> Verified:
    with psycopg.connect(database.conninfo) as connection:
        return verify(connection, OFFICE, MATTERS, InstanceKeys(keys).macs())


@pytest.fixture
def begun(log: Log) -> Log:
    for petition in (ONE, TWO):
        log.write([received(petition), registered(petition, 2)], via())
    return log


@pytest.fixture
def elsewhere(begun: Log, database: Database, keys: KeyFolder, clock: Clock) -> Iterator[Log]:
    """The same log in another process, which has written to it and knows its head as it was then."""
    assert begun.lines(1, 1)
    with connection_pool(database, 2) as pool:
        other = Ledger(database.committer, pool, keys, clock)
        found = other.log(OFFICE)
        found.write([commented(ONE, 3)], via())
        yield found
        other.close()


def given(log: Log) -> list[str]:
    return [each.number for each in log.lines(1, 99) if isinstance(each.event, e.DocumentIssued)]


def test_the_next_number_is_given_and_no_other(begun: Log, database: Database, keys: KeyFolder) -> None:
    begun.write([issued(ONE, 3, 1)], via())
    for wrong in (1, 3):
        with pytest.raises(NumberTaken, match="the next, 2"):
            begun.write([issued(TWO, 3, wrong)], via())
    begun.write([issued(TWO, 3, 2), issued(TWO, 4, 1, "slip"), issued(TWO, 5, 0), issued(TWO, 6, 3)], via())
    assert given(begun) == ["告〔2026〕1号", "告〔2026〕2号", "告〔2026〕1号", "", "告〔2026〕3号"]
    assert verdict(database, keys).fault is None


def test_what_another_process_gave_meanwhile_is_counted(begun: Log, elsewhere: Log) -> None:
    """The other one's head is old: it neither gives a number twice nor refuses the one that is next."""
    begun.write([issued(TWO, 3, 1)], via())
    with pytest.raises(NumberTaken):
        elsewhere.write([issued(ONE, 4, 1)], via())
    begun.write([issued(TWO, 4, 2)], via())
    elsewhere.write([issued(ONE, 4, 3)], via())
    assert given(begun) == [f"告〔2026〕{n}号" for n in (1, 2, 3)]


def test_a_refused_number_leaves_those_beside_it_alone(begun: Log) -> None:
    with pytest.raises(NumberTaken):
        begun.write([commented(ONE, 3), issued(ONE, 4, 7)], via())
    begun.write([commented(ONE, 3), issued(ONE, 4, 1)], via())
    assert given(begun) == ["告〔2026〕1号"]


def test_a_paper_that_bears_another_number_than_was_given_is_found(
    begun: Log, database: Database, keys: KeyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written by a committer that does not look: what is verified is what is printed too."""
    monkeypatch.setattr(Batch, "_expect", lambda *_: None)
    begun.write([issued(ONE, 3, 5)], via())
    found = verdict(database, keys)
    assert (found.position, found.fault) == (5, "5 is printed on it, the next of its series is 1 (编号不连续)")
