"""A connection that may make tables, and what would be distributed of the tables that are there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from service.database import Database
from tests.service.scaleout.distribution import Distribution, distribution


@pytest.fixture
def connection(database: Database) -> Iterator[Connection[Any]]:
    with psycopg.connect(database.conninfo, autocommit=True) as made:
        yield made


@pytest.fixture
def parted(connection: Connection[Any]) -> Distribution:
    return distribution(connection)
