"""An app over a fresh database, and a client that speaks to it as a program on this computer would."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.api.app import create_app
from service.database import Database
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.service.api.callers import HERE, Caller


@pytest.fixture
def instance(database: Database, home: Path) -> Iterator[Instance]:
    with assembled(Settings(home), database) as made:
        yield made


@pytest.fixture
def client(instance: Instance) -> Iterator[TestClient]:
    """Asks under a name of this computer; the app is started and stopped around it."""
    with TestClient(create_app(instance), base_url=HERE) as made:
        yield made


@pytest.fixture
def r5(client: TestClient) -> Caller:
    """An office under R5 whose time comes from the requests, so that a case can be told day by day."""
    return Caller.founded(client, "yimin", "R5", replayed=True)


@pytest.fixture
def plain(client: TestClient) -> Caller:
    """An office under the book without guards, in live time."""
    return Caller.founded(client, "desk", "plain")
