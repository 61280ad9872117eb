"""The service acts as roles that may little, on its own server and on an ordinary one; and what it does without."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors
from psycopg.conninfo import make_conninfo

from domain import commands as c
from domain.office import OfficeCreated
from projections.catalog import REGISTER as REGISTER_MODEL
from service import roles
from service.database import Database, DatabaseRefused, open_database
from service.desk import Request, Step
from service.doctor.checks import MISSING, SKIPPED, Check, Service
from service.doctor.examining import examined
from service.doctor.mending import mend
from service.ledger.entry import Via
from service.migrations import migrate, read_migrations
from service.postgres import embedded
from service.projector.following import rebuild
from service.roles import APP, PROJECTOR
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.servers import AnyServer
from tests.service.test_desk import CLERK
from tests.service.test_offices import ADMINISTRATOR, NOW

OFFICE = OfficeCreated(id="linye", name="林业局", time_zone="Asia/Shanghai")
REGISTER = REGISTER_MODEL.schema
FIRST_WALL = 50
WHO = "SELECT session_user, current_user"

ESCAPES = {
    "to the superuser": "SET ROLE zhuoluo",
    "to another session": "SET SESSION AUTHORIZATION zhuoluo",
    "to the owner": "SET ROLE zhuoluo_owner",
    "by a grant": "GRANT zhuoluo_owner TO zhuoluo_app",
    "by a greater role": "ALTER ROLE zhuoluo_app SUPERUSER",
    "by a new role": "CREATE ROLE another",
    "to a program": "COPY (SELECT 1) TO PROGRAM 'cat > /dev/null'",
    "to the files": "SELECT pg_read_file('PG_VERSION')",
    "past the triggers": "SET session_replication_role = replica",
}


def handled(instance: Instance, *, new_office: bool = False) -> int:
    """A letter is received and registered; how many petitions the register, folded up to there, then shows."""
    if new_office:
        instance.offices.create(OFFICE, "S1", ADMINISTRATOR, NOW, Via())
    steps = [Step(command=c.Receive(channel="letter")), Step(command=c.Register())]
    instance.desk.handle(Request(office="linye", petition=uuid4(), steps=steps, actor=CLERK, via=Via()))
    instance.projector.current("linye")
    with instance.pool.connection() as connection:
        row = connection.execute(f"SELECT count(DISTINCT petition) FROM {REGISTER}.register".encode()).fetchone()
    assert row is not None
    return int(row[0])


def who(instance: Instance) -> tuple[tuple[str, str], tuple[str, str]]:
    """Who logged in and as whom it acts: where the ledger is written, and everywhere else."""
    with instance.ledger.connections.borrow() as committer, instance.pool.connection() as reader:
        one, other = committer.execute(WHO).fetchone(), reader.execute(WHO).fetchone()
    assert one is not None
    assert other is not None
    return one, other


def looked(settings: Settings, database: Database) -> dict[str, Check]:
    """What the doctor finds, by the name of the check."""
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        service = Service(settings.database_url is None, connection.info.user)
        return {check.name: check for check in examined(connection, service, settings.home)}


def in_state(found: dict[str, Check], state: str) -> set[str]:
    return {name for name, check in found.items() if check.state == state}


@pytest.fixture
def by_url(durable_server: AnyServer, tmp_path: Path) -> Settings:
    """A server of others where `keeper` may make databases, no more, and has made one; there are no roles of ours."""
    with psycopg.connect(durable_server.conninfo("postgres"), autocommit=True) as connection:
        connection.execute("CREATE ROLE keeper LOGIN CREATEDB")
        connection.execute("CREATE DATABASE kept OWNER keeper")
    return Settings(tmp_path, database_url=make_conninfo(durable_server.conninfo("kept"), user="keeper"))


def as_superuser(server: AnyServer, *statements: str) -> None:
    with psycopg.connect(server.conninfo("kept"), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def test_on_its_own_server_it_commits_and_reads_by_logins_that_are_nothing_else(home: Path) -> None:
    settings = Settings(home)
    with open_database(settings) as database, assembled(settings, database) as instance:
        assert who(instance) == ((APP, APP), (PROJECTOR, PROJECTOR))
        assert handled(instance, new_office=True) == 1
        found = looked(settings, database)
        assert in_state(found, MISSING) | in_state(found, SKIPPED) == {"kek", "backup", "shred_list"}
        for escape in ESCAPES.values():
            for login in (database.committer, database.projector):
                with psycopg.connect(login) as connection, pytest.raises(errors.InsufficientPrivilege):
                    connection.execute(escape.encode())
            with psycopg.connect(database.conninfo) as connection:
                connection.execute(escape.encode())
                connection.rollback()


def test_what_a_superuser_made_before_there_were_roles_goes_on_under_them(home: Path) -> None:
    settings = Settings(home)
    before = [migration for migration in read_migrations() if migration.number < FIRST_WALL]
    with embedded(settings) as server:
        with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE zhuoluo")
        old = Database(server.conninfo("zhuoluo"), tuple(migrate(server.conninfo("zhuoluo"), before)))
        with assembled(settings, old) as instance:
            assert handled(instance, new_office=True) == 1
        with open_database(settings) as database, assembled(settings, database) as instance:
            assert who(instance) == ((APP, APP), (PROJECTOR, PROJECTOR))
            assert handled(instance) == 2
            assert rebuild(instance.pool, lambda *_: None) > 0
            assert handled(instance) == 3


def test_where_no_role_can_be_made_all_is_done_by_the_one_that_connects_and_the_doctor_says_so(
    by_url: Settings,
) -> None:
    with open_database(by_url) as database, assembled(by_url, database) as instance:
        assert database.logins is None
        assert who(instance) == (("keeper", "keeper"), ("keeper", "keeper"))
        assert handled(instance, new_office=True) == 1
        found = looked(by_url, database)
    assert in_state(found, MISSING) == set()
    lacking = {
        "kek",
        "backup",
        "shred_list",
        "roles",
        "owner",
        "acting",
        "reading",
        "login",
        "owned",
        "event_triggers",
        "grants",
    }
    assert in_state(found, SKIPPED) == lacking
    assert "zhuoluo_app" in found["roles"].en
    assert "ZHUOLUO_OWNER_URL" in found["event_triggers"].en


def test_a_superuser_raises_the_walls_later_and_the_service_goes_on_inside_them(
    by_url: Settings, durable_server: AnyServer
) -> None:
    with open_database(by_url) as database, assembled(by_url, database) as instance:
        assert handled(instance, new_office=True) == 1
    mend(durable_server.conninfo("kept"))
    with pytest.raises(DatabaseRefused, match="GRANT zhuoluo_app, zhuoluo_projector TO keeper"), open_database(by_url):
        pass
    as_superuser(durable_server, "GRANT zhuoluo_app, zhuoluo_projector TO keeper")
    with open_database(by_url) as database, assembled(by_url, database) as instance:
        assert who(instance) == (("keeper", APP), ("keeper", PROJECTOR))
        assert handled(instance) == 2
        found = looked(by_url, database)
    assert in_state(found, MISSING) | in_state(found, SKIPPED) == {"kek", "backup", "shred_list"}


def test_who_may_make_roles_but_is_no_superuser_has_them_and_keeps_the_ledger(
    by_url: Settings, durable_server: AnyServer
) -> None:
    as_superuser(durable_server, "ALTER ROLE keeper CREATEROLE")
    with open_database(by_url) as database, assembled(by_url, database) as instance:
        assert who(instance) == (("keeper", APP), ("keeper", PROJECTOR))
        assert handled(instance, new_office=True) == 1
        found = looked(by_url, database)
    assert in_state(found, MISSING) == set()
    assert in_state(found, SKIPPED) == {"kek", "backup", "shred_list", "login", "owned", "event_triggers"}


def test_the_owner_migrates_and_the_service_has_a_login_that_may_not(
    by_url: Settings, durable_server: AnyServer
) -> None:
    service = replace(by_url, owner_url=durable_server.conninfo("kept"))
    with pytest.raises(DatabaseRefused, match="GRANT zhuoluo_app, zhuoluo_projector TO keeper"), open_database(service):
        pass
    as_superuser(durable_server, "GRANT zhuoluo_app, zhuoluo_projector TO keeper")
    for settings in (service, by_url):
        with open_database(settings) as database, assembled(settings, database) as instance:
            assert who(instance) == (("keeper", APP), ("keeper", PROJECTOR))
            assert handled(instance, new_office=settings is service) == (1 if settings is service else 2)


def test_the_two_urls_must_lead_to_one_database(by_url: Settings, durable_server: AnyServer) -> None:
    other = replace(by_url, owner_url=durable_server.conninfo("postgres"))
    with (
        pytest.raises(DatabaseRefused, match="leads to another database than ZHUOLUO_DATABASE_URL"),
        open_database(other),
    ):
        pass
    unreachable = replace(by_url, owner_url="host=/nonexistent")
    with pytest.raises(DatabaseRefused, match="cannot connect to ZHUOLUO_OWNER_URL"), open_database(unreachable):
        pass


def test_databases_of_one_server_may_make_the_roles_at_once(durable_server: AnyServer) -> None:
    names = [f"kept{number}" for number in range(4)]
    with psycopg.connect(durable_server.conninfo("postgres"), autocommit=True) as connection:
        for name in names:
            connection.execute(f"CREATE DATABASE {name}".encode())
    urls = [durable_server.conninfo(name) for name in names]
    with ThreadPoolExecutor(len(urls)) as threads:
        applied = list(threads.map(migrate, urls))
    assert applied == [[migration.name for migration in read_migrations()]] * len(urls)
    assert all(roles.taken_on(url) is not None for url in urls)


def test_a_copy_of_a_database_lacks_a_right_and_is_used_by_one_role_until_it_is_mended(database: Database) -> None:
    """What may be done in a database itself no copy of it takes along."""
    with psycopg.connect(database.conninfo) as connection:
        connection.execute(f'REVOKE CREATE ON DATABASE "{connection.info.dbname}" FROM {roles.PROJECTOR}')
    assert roles.taken_on(database.conninfo) is None
    mend(database.conninfo)
    assert roles.taken_on(database.conninfo) is not None


def test_the_roles_are_taken_on_behind_the_options_of_the_url(walled: Database) -> None:
    assert walled.logins is not None
    url = make_conninfo(walled.conninfo, options="-c search_path=ledger")
    taken = roles.taken_on(url)
    assert taken is not None
    with psycopg.connect(taken.app) as connection:
        row = connection.execute("SELECT current_user, current_setting('search_path')").fetchone()
    assert row == (APP, "ledger")
