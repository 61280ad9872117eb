"""Key stores of both kinds: in a folder, and on a server that is another than the ledger's."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from service.keystore import server as servers
from service.keystore.folder import FolderShelf
from service.keystore.shelves import Shelf
from service.keystore.store import KeyStore
from service.keystore.wrapping import KekFolder
from service.postgres import embedded
from service.settings import Settings
from tests.servers import AnyServer, end_left_server, private_home

NUMBERS = count(1)
Clock = Callable[[], float]


class Hands:
    """A clock that stands still until it is moved on."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="package")
def keys_server() -> Iterator[AnyServer]:
    """A PostgreSQL cluster beside that of the ledgers."""
    home = private_home("zhuoluo-keys-")
    with embedded(Settings(home), test_options=("fsync=off", "full_page_writes=off")) as started:
        yield started
    end_left_server(home)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def keys_url(keys_server: AnyServer) -> Iterator[str]:
    """A fresh database for keys."""
    name = f"keys_{next(NUMBERS)}"
    with psycopg.connect(keys_server.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        yield keys_server.conninfo(name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Place:
    """Where keys are kept, to be opened by as many processes as a test needs."""

    def __init__(self, make: Callable[[], Shelf], keks: Path) -> None:
        self._make, self.keks = make, keks
        self.hands = Hands()
        self._opened: list[KeyStore] = []

    def shelf(self) -> Shelf:
        return self._make()

    def store(self, **more: Any) -> KeyStore:
        """The store as another process sees it."""
        self._opened.append(KeyStore(self._make(), KekFolder(self.keks), clock=self.hands, **more))
        return self._opened[-1]

    def close(self) -> None:
        for store in self._opened:
            store.close()


@pytest.fixture(params=["folder", "server"])
def place(request: pytest.FixtureRequest, tmp_path: Path, server: AnyServer) -> Iterator[Place]:
    """Both kinds of store."""
    if request.param == "folder":
        found = Place(lambda: FolderShelf(tmp_path / "keys"), tmp_path / "kek")
    else:
        url: str = request.getfixturevalue("keys_url")
        found = Place(lambda: servers.opened(url, server.conninfo("postgres")), tmp_path / "kek")
    yield found
    found.close()
