"""An instance that may deliver to this computer, with an office, a program's token and a receiver."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from starlette.testclient import TestClient

from service.database import Database
from service.feeds.networks import networks
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.service.api.callers import HERE
from tests.service.apps import app_of
from tests.service.feeds.offices import Clock, Program, office
from tests.service.feeds.offices import program as issued
from tests.service.feeds.receiver import Receiver, receiving

LOOPBACK = networks("127.0.0.0/8")


@pytest.fixture
def instance(database: Database, home: Path) -> Iterator[Instance]:
    with assembled(Settings(home, webhook_networks=LOOPBACK), database) as made:
        office(made)
        yield made


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture
def program(instance: Instance) -> Program:
    return issued(instance)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(instance: Instance) -> Iterator[TestClient]:
    with TestClient(app_of(instance), base_url=HERE) as made:
        yield made


@pytest.fixture
def connection(database: Database) -> Iterator[Connection[Any]]:
    """A connection that looks at the tables from outside."""
    with psycopg.connect(database.conninfo, autocommit=True, options="-c timezone=UTC") as opened:
        yield opened
