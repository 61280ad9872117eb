"""Reminders, orphaned duties and jobs over HTTP and at a terminal; the server does the jobs by itself."""

from __future__ import annotations

import signal
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx2
from psycopg import Connection
from starlette.testclient import TestClient

from domain import office as o
from service.database import Database
from service.jobs.queue import Wanted, enqueue, jobs
from service.jobs.runner import Runner
from service.runtime import Instance
from tests.service.api.callers import CLERK, HERE, V1
from tests.service.api.test_server import program
from tests.service.apps import app_of
from tests.service.cli.conftest import Run
from tests.service.cli.conftest import run as run  # noqa: PLC0414 - a fixture, given on
from tests.service.jobs.desks import HOLDER, OFFICE, Clock, founded, letter, local, told
from tests.service.processes import until

BASE = f"{V1}/offices/{OFFICE}"


def reminded(instance: Instance, clock: Clock) -> str:
    """The letter that its holder has been reminded of, before leaving on the 20th."""
    founded(instance)
    petition = letter(instance)
    told(
        instance, o.PersonAppointed(person=HOLDER, post="section_head", since=date(2025, 1, 1), until=date(2026, 1, 19))
    )
    Runner(instance, clock=clock).once()
    return str(petition)


def test_reminders_are_read_over_http_by_recipient_and_reason(instance: Instance, clock: Clock) -> None:
    petition = reminded(instance, clock)
    with TestClient(app_of(instance), base_url=HERE) as client:
        said = client.get(f"{BASE}/reminders?on=2026-01-14").json()
        assert said["basis"]["on"] == "2026-01-14"
        (row,) = said["rows"]
        assert {name: row[name] for name in ("petition", "recipient", "why", "tier", "due", "at", "clause")} == {
            "petition": petition,
            "recipient": HOLDER,
            "why": "due-soon",
            "tier": -7,
            "due": "2026-01-23",
            "at": "2026-01-14T02:00:00Z",
            "clause": "source",
        }
        assert client.get(f"{BASE}/reminders?on=2026-01-14&recipient={HOLDER}&why=due-soon").json()["rows"] == [row]
        for other in ("recipient=邱泽", "why=overdue"):
            assert client.get(f"{BASE}/reminders?on=2026-01-14&{other}").json()["rows"] == []
        assert client.get(f"{BASE}/reminders?why=perhaps").status_code == 422
        assert client.get(f"{V1}/offices/none/reminders").status_code == 404


def test_duties_whose_holder_has_left_are_read_over_http(instance: Instance, clock: Clock) -> None:
    petition = reminded(instance, clock)
    with TestClient(app_of(instance), base_url=HERE) as client:
        assert client.get(f"{BASE}/orphaned-duties?on=2026-01-19").json()["rows"] == []
        (row,) = client.get(f"{BASE}/orphaned-duties?on=2026-01-20").json()["rows"]
        assert (row["petition"], row["holder"], row["overdue"]) == (petition, HOLDER, False)


def test_both_are_read_at_a_terminal(instance: Instance, clock: Clock, run: Run) -> None:
    petition = reminded(instance, clock)
    (row,) = run("office", "reminders", OFFICE, "--on", "2026-01-14", "--format", "json").json
    assert (row["petition"], row["recipient"], row["due"]) == (petition, HOLDER, "2026-01-23")
    assert (
        run("office", "reminders", OFFICE, "--on", "2026-01-14", "--recipient", "邱泽", "--format", "json").json == []
    )
    assert HOLDER in run("office", "reminders", OFFICE, "--on", "2026-01-14").out
    (row,) = run("office", "orphaned", OFFICE, "--on", "2026-01-20", "--format", "json").json
    assert (row["petition"], row["holder"]) == (petition, HOLDER)
    assert run("office", "reminders", "none").code == 1


def test_at_a_terminal_the_work_is_done_listed_and_retried(
    instance: Instance, run: Run, connection: Connection[Any], clock: Clock
) -> None:
    founded(instance)
    assert run("jobs", "run", "--once", "--format", "json").json["finished"] >= 1
    assert {job["office"] for job in run("jobs", "list", "--format", "json").json} == {OFFICE}
    enqueue(connection, Wanted(kind="prophesy", office=OFFICE, key="1", run_after=clock()), clock())
    while not jobs(connection, "failed"):
        Runner(instance, clock=clock).step()
        clock.advance(timedelta(hours=1))
    (row,) = run("jobs", "list", "--state", "failed", "--format", "json").json
    assert (row["kind"], row["state"], row["attempts"]) == ("prophesy", "failed", 8)
    assert row["last_error"].startswith("UnknownKind")
    assert run("jobs", "retry", str(row["id"])).code == 0
    assert run("jobs", "list", "--state", "failed", "--office", OFFICE, "--format", "json").json == []
    assert run("jobs", "retry", str(row["id"])).code == 1


def test_jobs_are_listed_in_the_time_of_their_office(
    instance: Instance, run: Run, connection: Connection[Any], clock: Clock
) -> None:
    founded(instance)
    for office in (OFFICE, "gone"):
        enqueue(
            connection, Wanted(kind="prophesy", office=office, key="1", run_after=local("2026-01-14 10:00")), clock()
        )
    rows = run("jobs", "list", "--format", "json").json
    assert {row["office"]: row["run_after"] for row in rows} == {
        OFFICE: "2026-01-14T10:00:00+08:00",
        "gone": "2026-01-14T02:00:00Z",
    }
    assert "2026-01-14 10:00:00+08:00" in run("jobs", "list", "-o", OFFICE).out


def finished(connection: Connection[Any]) -> set[str]:
    return {job.kind for job in jobs(connection, "finished")}


def test_the_server_does_what_its_offices_are_due(database: Database, home: Path, connection: Connection[Any]) -> None:
    """The calendar that a new office goes by may be looked at right away, whatever the hour."""
    with program(home, database) as (process, place):
        with httpx2.Client(base_url=place) as client:
            office = {"actor": CLERK, "id": OFFICE, "name": "局", "rulebook": "plain"}
            assert client.post(f"{V1}/offices", json=office).status_code == 201
            assert until(lambda: "recompute" in finished(connection), seconds=30)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=10)
        assert (process.returncode, out, err) == (0, "stopped\n", "")
