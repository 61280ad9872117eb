"""Instances over one fresh database, as processes would have them, and a clock that the test sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from service.database import Database
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.service.jobs.desks import Clock


@pytest.fixture
def new_instance(database: Database, home: Path) -> Iterator[Callable[[], Instance]]:
    """Makes one more instance over the database, with the same keys; all are closed in the end."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(assembled(Settings(home), database))


@pytest.fixture
def instance(new_instance: Callable[[], Instance]) -> Instance:
    return new_instance()


@pytest.fixture
def connection(database: Database) -> Iterator[Connection[Any]]:
    """A connection that looks at the tables from outside."""
    with psycopg.connect(database.conninfo, autocommit=True, options="-c timezone=UTC") as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock("2026-01-14 10:00")
