"""The demo, loaded once a run: whoever needs it is given a copy of its database and of its home."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import psycopg
from msgspec import Struct
from psycopg import Connection

from service import roles
from service.database import Database
from service.demo.loading import load_register, load_story
from service.demo.year.loading import load_year
from service.runtime import assembled
from service.settings import Settings
from tests.servers import RUN, AnyServer, GivenServer, private_home

Told = tuple[int, int]
"""Of so many acts so many were done."""


class Copy(Struct, frozen=True):
    """The demo of one test's own, and what was told while the year was loaded."""

    database: Database
    home: Path
    told: list[Told]


@contextmanager
def copied(server: AnyServer, template: str, name: str) -> Iterator[Copy]:
    """A copy in a database of that name, gone afterwards. `template`: of a database without offices."""
    home = private_home("zhuoluo-home-")
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        _made_once(connection, server, template)
        shutil.copytree(_home(), home, symlinks=True, dirs_exist_ok=True)
        database = _created(connection, server, name, _named(template))
        yield Copy(database, home, msgspec.json.decode(_said().read_bytes(), type=list[Told]))
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    shutil.rmtree(home, ignore_errors=True)


def _home() -> Path:
    return Path(os.environ[RUN]) / "demo"


def _said() -> Path:
    return Path(os.environ[RUN]) / "demo.json"


def _named(template: str) -> str:
    return f"{template}_demo"


def _made_once(connection: Connection[Any], server: AnyServer, template: str) -> None:
    """Loads the demo when this run has none; another worker that comes meanwhile waits for it."""
    name = _named(template)
    connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
        connection.execute(f"DROP DATABASE IF EXISTS {name}_new WITH (FORCE)")
        shutil.rmtree(_home(), ignore_errors=True)
        _home().mkdir(mode=0o711)
        told = _loaded(_created(connection, server, f"{name}_new", template), _home())
        _said().write_bytes(msgspec.json.encode(told))
        connection.execute(f"ALTER DATABASE {name}_new RENAME TO {name}")
    connection.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])


def _loaded(database: Database, home: Path) -> list[Told]:
    """All that `make demo` loads, without the accounts, which it opens when it begins to serve."""
    told: list[Told] = []
    with assembled(Settings(home), database) as instance:
        load_story(instance, _unsaid)
        load_register(instance, _unsaid)
        load_year(instance, lambda done, total: told.append((done, total)))
    return told


def _unsaid(_done: int, _total: int) -> None:
    """Only the year is asked how it went."""


def _created(connection: Connection[Any], server: AnyServer, name: str, template: str) -> Database:
    """A copy of that template in which the service acts by its roles."""
    connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8' STRATEGY FILE_COPY")
    connection.execute(f'GRANT CREATE ON DATABASE "{name}" TO {roles.PROJECTOR}')
    logins = roles.taken_on if isinstance(server, GivenServer) else roles.own_logins
    conninfo = server.conninfo(name)
    return Database(conninfo, logins=logins(conninfo))
