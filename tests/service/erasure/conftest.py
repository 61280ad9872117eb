"""An instance with one office, and a way to open another one over the same database and keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from service.database import Database
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.service.erasure.people import founded


@pytest.fixture
def instance(database: Database, home: Path) -> Iterator[Instance]:
    with assembled(Settings(home), database) as made:
        founded(made)
        yield made


@pytest.fixture
def connection(database: Database) -> Iterator[Connection[Any]]:
    with psycopg.connect(database.conninfo, autocommit=True) as opened:
        yield opened
