"""A connection cut around COMMIT: nothing acknowledged is lost, nothing is written twice."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from service.database import Database, connection_pool
from service.keys import KeyFolder
from service.ledger.application import Ledger, Log
from service.ledger.entry import Via
from tests.service.ledger.conftest import OFFICE, commented, received, via
from tests.service.ledger.proxy import CuttingProxy


@pytest.fixture
def proxy(database: Database) -> Iterator[tuple[CuttingProxy, str]]:
    """The proxy, and the connection string that goes through it."""
    given = conninfo_to_dict(database.conninfo)
    host = str(given.get("host", ""))
    if not host.startswith("/"):
        pytest.skip("the proxy speaks to a Unix socket; this server was given by a network address")
    folder = Path(tempfile.mkdtemp(prefix="zl-proxy-"))
    socket = Path(host) / f".s.PGSQL.{given.get('port', 5432)}"
    with CuttingProxy(socket, folder) as proxy:
        yield proxy, make_conninfo(database.conninfo, host=str(folder), port=5432)
    shutil.rmtree(folder)


@pytest.fixture
def cut_log(database: Database, keys: KeyFolder, proxy: tuple[CuttingProxy, str]) -> Iterator[Log]:
    """A log whose writing connections go through the proxy; its reading ones do not."""
    with connection_pool(database, 4) as pool:
        ledger = Ledger(proxy[1], pool, keys)
        log = ledger.create(OFFICE)
        for _ in range(3):
            log.write([received(uuid4())], via())
        yield log
        ledger.close()


@pytest.mark.parametrize("way", [via(), Via()], ids=["with key", "without key"])
@pytest.mark.parametrize("where", ["before", "after"])
def test_a_cut_connection_is_read_back_and_the_command_goes_in_once(
    cut_log: Log, proxy: tuple[CuttingProxy, str], database: Database, where: str, way: Via
) -> None:
    petition = uuid4()
    proxy[0].arm(where, petition.bytes)
    written = cut_log.write([received(petition), commented(petition, 2)], way)
    assert proxy[0].cuts == 1, "the fault was injected"
    assert (written.first, written.events, written.repeated) == (4, 2, False)
    with psycopg.connect(database.conninfo) as connection:
        assert connection.execute("SELECT count(*) FROM ledger.event").fetchone() == (5,)
        assert connection.execute("SELECT size FROM ledger.head").fetchone() == (5,)


@pytest.mark.parametrize("where", ["before", "after"])
def test_a_commit_that_is_cut_off_while_the_head_is_locked_is_read_back_too(
    cut_log: Log, proxy: tuple[CuttingProxy, str], database: Database, keys: KeyFolder, where: str
) -> None:
    """With other processes at work on the log, the batch and its COMMIT are messages of their own."""
    with connection_pool(database, 1) as pool:
        other = Ledger(database.conninfo, pool, keys)
        other.log(OFFICE).write([received(uuid4())], via())
        other.close()
    cut_log.write([received(uuid4())], via())
    proxy[0].arm(where, b"COMMIT")
    petition = uuid4()
    written = cut_log.write([received(petition)], via())
    assert proxy[0].cuts == 1, "the fault was injected"
    assert (written.first, written.repeated) == (6, False)
    assert [line.position for line in cut_log.stream(petition)] == [6]


def test_a_writer_that_does_not_read_back_would_have_doubled_or_lied(
    proxy: tuple[CuttingProxy, str], database: Database
) -> None:
    """The control: a plain client sees an error for a statement that was carried out."""
    with psycopg.connect(proxy[1], autocommit=True) as client:
        proxy[0].arm("after", b"marker-of-control")
        with pytest.raises(psycopg.OperationalError):
            client.execute("CREATE TABLE control AS SELECT 'marker-of-control' AS word")
    with psycopg.connect(database.conninfo) as connection:
        assert connection.execute("SELECT count(*) FROM control").fetchone() == (1,)
