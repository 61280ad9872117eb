"""One installation with both offices; and two installations, each with one of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from msgspec import Struct

from service.database import Database
from service.feeds.networks import networks
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.conftest import acting
from tests.servers import AnyServer, private_home
from tests.service.transfers.offices import acquainted

LOOPBACK = networks("127.0.0.0/8")


class Pair(Struct, frozen=True):
    """Two installations: where they stand, and the instances over them."""

    upper: Instance
    lower: Instance
    databases: tuple[Database, Database]
    homes: tuple[Path, Path]


@pytest.fixture
def instance(database: Database, home: Path) -> Iterator[Instance]:
    """One installation with both offices, which know each other."""
    with assembled(Settings(home, webhook_networks=LOOPBACK), database) as made:
        acquainted(made, made)
        yield made


@pytest.fixture
def apart(
    server: AnyServer, template: str, database_names: Iterator[str], database: Database, home: Path
) -> Iterator[Pair]:
    """Two installations with an office each; the offices do not know each other yet."""
    with ExitStack() as stack:
        other = stack.enter_context(_home())
        second = stack.enter_context(contextmanager(acting)(server, template, next(database_names)))
        upper = stack.enter_context(assembled(Settings(home, webhook_networks=LOOPBACK), database))
        lower = stack.enter_context(assembled(Settings(other, webhook_networks=LOOPBACK), second))
        yield Pair(upper, lower, (database, second), (home, other))


@contextmanager
def _home() -> Iterator[Path]:
    made = private_home("zhuoluo-home-")
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def pair(apart: Pair) -> Pair:
    """Two installations whose offices know each other by their cards, with nothing between them but media."""
    acquainted(apart.upper, apart.lower)
    return apart
