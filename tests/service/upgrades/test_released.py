"""A database of every release is taken over by the program of today, which says of it what that release said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from starlette.testclient import TestClient

from service import roles
from service.database import Database
from service.instance_keys import InstanceKeys
from service.ledger.application import MATTERS
from service.ledger.verify import verify
from service.migrations import migrate, read_migrations
from service.projector.rebuilding import rebuild
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.service.access.conftest import Door
from tests.service.access.story import CLERK
from tests.service.api.callers import HERE, V1
from tests.service.apps import app_of
from tests.service.upgrades.kept import SAID, lost, put_back, releases, said, unzipped

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("template")]  # which has made the roles
OFFICE = "yimin"
LATER = "2026-04-01T09:00:00+08:00"


@pytest.fixture(params=releases(), ids=lambda folder: folder.parent.name)
def release(request: pytest.FixtureRequest) -> Path:
    """What is kept of one release."""
    folder: Path = request.param
    return folder


@pytest.fixture
def taken_over(release: Path, empty_database: Database, home: Path) -> Iterator[Instance]:
    """The database of the release after the migrations of today, with an instance over it."""
    put_back(release, empty_database.conninfo)
    unzipped(release, home)
    applied = migrate(empty_database.conninfo)
    with psycopg.connect(empty_database.conninfo, autocommit=True) as connection:
        connection.execute(f'GRANT CREATE ON DATABASE "{connection.info.dbname}" TO {roles.PROJECTOR}')
    logins = roles.taken_on(empty_database.conninfo)
    with assembled(Settings(home), Database(empty_database.conninfo, tuple(applied), logins)) as instance:
        yield instance


def before(release: Path) -> Any:
    return json.loads((release / SAID).read_text(encoding="utf-8"))


def test_there_is_a_database_to_take_over() -> None:
    assert releases() != []


def test_it_has_every_migration_of_today(taken_over: Instance) -> None:
    with taken_over.pool.connection() as connection:
        found = connection.execute("SELECT number, sha256 FROM schema_migration ORDER BY number").fetchall()
    assert found == [(each.number, each.digest) for each in read_migrations()]


def test_its_log_verifies_and_goes_on(release: Path, taken_over: Instance) -> None:
    ((office, log, size, _),) = before(release)["logs"]
    assert (office, log, verified(taken_over)) == (OFFICE, MATTERS, size)
    written(taken_over)
    assert verified(taken_over) == size + 1


def verified(instance: Instance) -> int:
    """The size of the log, every event of which was looked at with its key and found sound."""
    with instance.pool.connection() as connection:
        found = verify(connection, OFFICE, MATTERS, InstanceKeys(instance.keys).macs())
    assert (found.fault, found.unchecked) == (None, 0)
    return found.size


def written(instance: Instance) -> None:
    """One more event."""
    told = {"events": [{"event": "UnitSet", "name": "档案科", "kind": "section"}], "recorded_at": LATER}
    door = Door()
    with TestClient(app_of(instance, door), base_url=HERE) as client, door.console():
        answer = client.post(f"{V1}/offices/{OFFICE}/events", json={"actor": CLERK, **told})
    assert answer.status_code == 200, answer.text


def test_what_was_said_of_its_petitions_is_said(release: Path, taken_over: Instance) -> None:
    assert lost(before(release), said(taken_over)) == []


def test_rebuilt_from_its_events_it_says_the_same(release: Path, taken_over: Instance) -> None:
    assert rebuild(taken_over.pool, lambda *_: None, processes=1) > 0
    assert lost(before(release), said(taken_over)) == []


def test_what_would_be_lost_is_named() -> None:
    """The control."""
    told = {"number": "2026-000001", "rows": [{"state": "received"}]}
    assert lost(told, {**told, "more": 1}) == []
    assert lost(told, {"number": "2026-000002", "rows": [{"state": "received"}]}) != []
    assert lost(told, {"number": "2026-000001", "rows": [{"state": "closed"}]}) != []
    assert lost(told, {"number": "2026-000001", "rows": []}) != []
    assert lost(told, {"rows": [{"state": "received"}]}) != []
