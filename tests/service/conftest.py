"""An instance over a fresh database, and a client that speaks to it as a program on this computer would."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.database import Database
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.service.api.callers import HERE
from tests.service.apps import app_of


@pytest.fixture
def instance(database: Database, home: Path) -> Iterator[Instance]:
    with assembled(Settings(home), database) as made:
        yield made


@pytest.fixture
def client(instance: Instance) -> Iterator[TestClient]:
    """Asks under a name of this computer; the app is started and stopped around it."""
    with TestClient(app_of(instance), base_url=HERE) as made:
        yield made
