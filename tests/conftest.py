"""Real databases for the tests: one server a run, one database a test.

With ZHUOLUO_TEST_DATABASE_URL (a superuser on any PostgreSQL from 15 on) that server is used; otherwise the
first worker that needs one starts it.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from projections.catalog import ALL
from service import roles
from service.access import table as access
from service.database import Database
from service.likeness import table as likeness
from service.migrations import migrate, read_migrations
from service.postgres import PostgresError, control, embedded
from service.postgres.cluster import prepare
from service.projector import schema
from service.roles import Logins
from service.settings import Settings
from service.transfers import table as exchange
from tests.servers import RUN, AnyServer, GivenServer, end_left_server, private_home

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")  # a slow or busy one makes no test fail

PREFIX = "zhuoluo-tests-"
MEMORY, ROOM = Path("/dev/shm"), 6 * 1024**3  # noqa: S108 - each name below it is made by tempfile
"""Bytes that must be free there; most tests need 200 MB, the largest tables some GB."""
FAST = ("fsync=off", "full_page_writes=off", "max_connections=200", "max_wal_size=512MB")


def pytest_configure(config: pytest.Config) -> None:
    """The run's own directory, made before the workers start; what killed runs left is cleared away."""
    if not hasattr(config, "workerinput"):
        _clear_killed_runs()
        _in_memory()
        os.environ[RUN] = str(private_home(f"{PREFIX}{os.getpid()}-"))


def _in_memory() -> None:
    """Temporary files lie in memory where there is room: keys and heads are synced to disk one by one.

    A fault test ends programs, which what they wrote outlives in memory as on disk.
    """
    if "TMPDIR" in os.environ or not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM:
        return
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    run = Path(os.environ.pop(RUN))
    given = os.environ.get("ZHUOLUO_TEST_DATABASE_URL")
    if given is not None:
        _drop_databases(GivenServer(given), _mark(run))
    shutil.rmtree(run, ignore_errors=True)


def _clear_killed_runs() -> None:
    """On the disk and in memory, wherever this run will be: one that was killed must not drive the next to the disk."""
    for place in {MEMORY, Path(tempfile.gettempdir())}:
        for left in place.glob(f"{PREFIX}*"):
            pid = re.match(rf"{PREFIX}(\d+)-", left.name)
            if pid is not None and not _alive(int(pid[1])):
                _end_servers(left)
                shutil.rmtree(left, ignore_errors=True)


def _end_servers(left: Path) -> None:
    """What still answers below the directory of a killed run; one that is dead is not started to recover first."""
    for lock in (*left.glob("postgres/data/postmaster.pid"), *left.glob("*/postgres/data/postmaster.pid")):
        settings = Settings(lock.parents[2])
        with suppress(PostgresError):
            if control.state(prepare(settings)) is not control.State.ABSENT:
                with embedded(settings, test_options=FAST):
                    pass  # Leaving as the last user stops it.


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _mark(run: Path) -> str:
    """Begins the names of all databases of this run."""
    return f"t{sha256(run.name.encode()).hexdigest()[:8]}_"


def _drop_databases(server: AnyServer, mark: str) -> None:
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        names = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [mark])
        for (name,) in names.fetchall():
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def server() -> Iterator[AnyServer]:
    """A server for ordinary tests, shared by all workers; quick rather than durable when it is our own."""
    given = os.environ.get("ZHUOLUO_TEST_DATABASE_URL")
    if given is not None:
        yield GivenServer(given)
        return
    with embedded(Settings(Path(os.environ[RUN])), test_options=FAST) as started:
        yield started


@pytest.fixture(scope="session")
def template(server: AnyServer) -> str:
    """Name of a database at the newest schema, made once a run and never connected to again."""
    migrations = read_migrations()
    version = sha256(b"".join(migration.digest for migration in migrations)).hexdigest()[:8]
    name = f"{_mark(Path(os.environ[RUN]))}template_{version}"
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.execute(f"DROP DATABASE IF EXISTS {name}_new")
            connection.execute(f"CREATE DATABASE {name}_new TEMPLATE template0 ENCODING 'UTF8'")
            migrate(server.conninfo(f"{name}_new"), migrations)
            roles.let_in(server.conninfo(f"{name}_new"))
            _read_models_made(server.conninfo(f"{name}_new"))
            connection.execute(f"ALTER DATABASE {name}_new RENAME TO {name}")
    return name


def _read_models_made(conninfo: str) -> None:
    """The empty tables that a service makes when it first comes to a database, so that it makes them once a run."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(f'GRANT CREATE ON DATABASE "{connection.info.dbname}" TO {roles.PROJECTOR}')
        connection.execute(f"SET ROLE {roles.PROJECTOR}")
        for projection in ALL:
            schema.opened(connection, projection)
        for index in (access.INDEX, likeness.INDEX, exchange.INDEX):
            index.opened(connection)


@pytest.fixture(scope="session")
def database_names() -> Iterator[str]:
    """Names for databases, of this run and worker, each given once."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return (f"{_mark(Path(os.environ[RUN]))}{worker}_{number}" for number in count(1))


@pytest.fixture
def empty_database(server: AnyServer, database_names: Iterator[str]) -> Iterator[Database]:
    """A fresh database without any table, dropped afterwards."""
    yield from _fresh(server, next(database_names), "template0")


@pytest.fixture
def database(server: AnyServer, template: str, database_names: Iterator[str]) -> Iterator[Database]:
    """A fresh database at the newest schema, dropped afterwards; the service acts in it by its roles."""
    yield from acting(server, template, next(database_names))


def acting(server: AnyServer, template: str, name: str) -> Iterator[Database]:
    """A fresh database of that name, as `database`: for tests that need several."""
    grant = f'GRANT CREATE ON DATABASE "{name}" TO {roles.PROJECTOR}'
    for made in _fresh(server, name, template, grant):
        yield Database(made.conninfo, logins=_logins(server, made.conninfo))


def _logins(server: AnyServer, conninfo: str) -> Logins | None:
    """How the service acts in that database; whether it may is asked of the first, of which all are copies."""
    at, database = server.conninfo("postgres"), conninfo_to_dict(conninfo)["dbname"]
    if at not in _FOUND:
        _FOUND[at] = (roles.taken_on if isinstance(server, GivenServer) else roles.own_logins)(conninfo)
    first = _FOUND[at]
    return first and Logins(make_conninfo(first.app, dbname=database), make_conninfo(first.projector, dbname=database))


_FOUND: dict[str, Logins | None] = {}
"""By how a server is reached, how the service acts in the first database of this worker."""


def _fresh(server: AnyServer, name: str, template: str, *then: str) -> Iterator[Database]:
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        # Copied file by file: half the time of writing every page to the log as well.
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8' STRATEGY FILE_COPY")
        for statement in then:
            connection.execute(statement)
        yield Database(server.conninfo(name))
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty ZHUOLUO_HOME which the account of the database can reach; removed afterwards."""
    made = private_home("zhuoluo-home-")
    yield made
    end_left_server(made)
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def durable_server(home: Path) -> Iterator[AnyServer]:
    """A server of the test's own, with fsync on as in service."""
    with embedded(Settings(home)) as started:
        yield started
