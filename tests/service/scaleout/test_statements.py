"""Whatever is written and read of an office names the office: on a distributed database one server would answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict
from starlette.routing import Route
from starlette.testclient import TestClient

from domain import commands as c
from domain import office as o
from domain.values import Details, Moment
from service.database import Database
from service.desk import Request, Step
from service.jobs.runner import Runner
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.servers import AnyServer
from tests.service.access.conftest import Door
from tests.service.access.crawling import answers
from tests.service.access.story import tell
from tests.service.api.callers import HERE
from tests.service.apps import app_of
from tests.service.jobs.desks import CLERK, VIA
from tests.service.scaleout.distribution import Distribution
from tests.service.scaleout.plans import Planned, listening

LIVE = "shuili"
WRITTEN = {"ledger.head", "ledger.event", "ledger.series", "ledger.checkpoint", "ledger.tile", "projector.position"}
READ = {"jobs.reminder", "access_log.read", "likeness_v1.trait", "access_v1.gate"}


@pytest.fixture
def heard(server: AnyServer, database: Database) -> Iterator[list[Planned]]:
    """Everything that is carried out in the database from then on, over new connections."""
    name = str(conninfo_to_dict(database.conninfo)["dbname"])
    with listening(server.conninfo("postgres"), name) as found:
        yield found


def day(instance: Instance) -> None:
    """Of one office in replayed time all that can be read, of one in real time what its jobs do."""
    door = Door()
    app = app_of(instance, door)
    with TestClient(app, base_url=HERE) as client, door.console():
        told = tell(client)
        founded(instance)
        answers(client, told)
        pages(client, app.routes)
        with door.signed_in("方登"):
            client.get(f"/petitions/{told['road']}")
            pages(client, app.routes)
    runner = Runner(instance)
    runner.plan()
    runner.emptied()


def founded(instance: Instance) -> None:
    """An office with a letter that is overdue."""
    made = o.OfficeCreated(id=LIVE, name="水利局", time_zone="Asia/Shanghai", roles={"coordinating_department": "倪虹"})
    instance.offices.create(made, "plain", CLERK, datetime.now(UTC), VIA)
    today = datetime.now(UTC).date()
    receive = c.Receive(channel="letter", details=Details(title="道路积水", due_on=today - timedelta(3)))
    steps = [Step(command=act, occurred=Moment(_before(today))) for act in (receive, c.Register())]
    instance.desk.handle(Request(office=LIVE, petition=uuid4(), steps=steps, actor=CLERK, via=VIA))


def _before(today: date) -> date:
    return today - timedelta(30)


def pages(client: TestClient, routes: Sequence[Any]) -> None:
    """Opens every page that has no place in its address."""
    for route in routes:
        if isinstance(route, Route) and "{" not in route.path and "GET" in (route.methods or ()):
            assert client.get(route.path).status_code < 500, route.path


def crossing(heard: Sequence[Planned], parted: Distribution) -> set[str]:
    """The statements that read of distributed tables more than one office, but those that are named."""
    found = {" ".join(each.text.split()) for each in heard if each.loose & parted.distributed}
    return {text for text in found if not text.startswith(parted.listed)}


def mixing(heard: Sequence[Planned], parted: Distribution) -> set[str]:
    """The statements on distributed tables and on those of the first server at once."""
    return {each.text for each in heard if each.tables & parted.distributed and each.tables & parted.staying}


@pytest.mark.slow
def test_the_statements_of_a_day_each_name_one_office(
    heard: list[Planned], database: Database, home: Path, parted: Distribution
) -> None:
    with assembled(Settings(home), database) as instance:
        day(instance)
    seen = frozenset().union(*(each.tables for each in heard))
    assert seen >= WRITTEN | READ, "the day went through the tables that matter"
    assert crossing(heard, parted) == set()
    assert mixing(heard, parted) == set()
    every = {" ".join(each.text.split()) for each in heard}
    named = {begin for begin in parted.listed if not any(text.startswith(begin) for text in every)}
    assert named == set(), "what the page names over all offices is asked"


LOOSE = (
    "SELECT count(*) FROM ledger.event WHERE log = 'matters'",
    "SELECT * FROM ledger.head WHERE office = ANY('{a,b}')",
    "SELECT * FROM ledger.head WHERE office > 'a'",
    "UPDATE jobs.reminder SET tier = 2 WHERE petition = gen_random_uuid()",
    "DELETE FROM jobs.reminder USING ledger.head h WHERE h.log = reminder.recipient AND h.office = 'a'",
    "SELECT * FROM ledger.head h JOIN ledger.event e ON e.office = h.office AND e.log = h.log",
    "SELECT * FROM ledger.head h JOIN ledger.event e ON e.log = h.log WHERE h.office = 'a'",
    "SELECT * FROM unnest(ARRAY['a', 'b']) AS own (office) JOIN ledger.head h ON h.office = own.office",
)
TIED = (
    "SELECT count(*) FROM ledger.event WHERE office = 'a' AND log = 'matters'",
    "SELECT * FROM ledger.head h JOIN ledger.event e ON e.office = h.office AND e.log = h.log WHERE h.office = 'a'",
    "SELECT (SELECT max(position) FROM ledger.event e WHERE e.office = h.office) FROM ledger.head h WHERE office = 'a'",
    "UPDATE jobs.reminder SET tier = 2 WHERE office = 'a'",
)


@pytest.mark.parametrize("statement", LOOSE)
def test_a_statement_over_several_offices_is_found(
    heard: list[Planned], database: Database, parted: Distribution, statement: str
) -> None:
    """The control, however the planner joins."""
    assert crossing(_planned(heard, database, statement), parted) != set()


@pytest.mark.parametrize("statement", TIED)
def test_a_statement_of_one_office_is_not_found(
    heard: list[Planned], database: Database, parted: Distribution, statement: str
) -> None:
    assert crossing(_planned(heard, database, statement), parted) == set()


def test_a_join_with_the_first_server_is_found(heard: list[Planned], database: Database, parted: Distribution) -> None:
    """The control."""
    joined = "SELECT * FROM jobs.job j JOIN ledger.head h ON h.office = j.office WHERE j.office = 'a'"
    assert mixing(_planned(heard, database, joined), parted) == {joined}


def test_what_a_function_carries_out_is_looked_at(
    heard: list[Planned], database: Database, parted: Distribution
) -> None:
    """The control: a trigger or function could look over all offices."""
    hidden = "DO $$ BEGIN PERFORM 1 FROM ledger.event WHERE log = 'matters'; END $$"
    assert len(crossing(_planned(heard, database, hidden), parted)) == 1


def _planned(heard: list[Planned], database: Database, statement: str) -> list[Planned]:
    """The plans of the statement, with each way of joining."""
    heard.clear()
    for joins in ("hashjoin", "nestloop", "mergejoin"):
        with psycopg.connect(database.conninfo, autocommit=True) as connection:
            _forbid(connection, joins)
            connection.execute(statement.encode())
    assert len(heard) > 0
    return heard


def _forbid(connection: Connection[Any], joins: str) -> None:
    connection.execute(f"SET enable_{joins} = off".encode())
