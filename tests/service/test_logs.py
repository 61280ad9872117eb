"""Nothing that could make a person or a petition known is logged: a whole day of an office, faults of all kinds."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from starlette.testclient import TestClient

from projections.catalog import STATISTICS
from service.logs import FORMAT, Lines, Objects, printed
from service.runtime import Instance, running
from service.settings import Settings
from service.web_guard import access_log
from tests.service.api.callers import HERE, Caller
from tests.service.api.test_personal_data import CLASSES, MARK, Planted, asked_for_time, refused, sent_back, told
from tests.service.apps import app_of
from tests.service.processes import until

PHONE = "13800138000"
TOLD = f"{MARK}000巷 {PHONE}"


@pytest.fixture
def own(home: Path) -> Iterator[Instance]:
    """All of an installation under one home, with a database server of its own and its log."""
    with running(Settings(home)) as made:
        yield made


def objects(text: str) -> list[dict[str, Any]]:
    """Every line as the object that it is."""
    return [json.loads(line) for line in text.splitlines()]


def broken(instance: Instance, office: Caller, planted: Planted) -> None:
    """Faults on the way: a read model that refuses a petition, a database that repeats the row, a broken answer."""
    table = f"{STATISTICS.schema}.{STATISTICS.name}"
    with psycopg.connect(instance.database.conninfo, autocommit=True) as connection:
        connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT refused CHECK (false) NOT VALID")
        connection.execute("CREATE TABLE public.names (name text UNIQUE, CHECK (length(name) < 40))")
        for name in (TOLD, TOLD, TOLD * 9):
            with suppress(psycopg.errors.IntegrityError):
                connection.execute("INSERT INTO public.names VALUES (%s)", [name])
        connection.execute("DROP TABLE public.names")
    instance.projector.start()
    office.do("receive", channel="letter", details=planted.details(due_on="2026-03-01"))
    assert until(lambda: bool(instance.projector.failures.said()))


def failing() -> None:
    raise ValueError(TOLD)


def of_libraries() -> None:
    """What libraries would log by themselves: arguments and errors that hold personal data."""
    other = logging.getLogger("somebody.else")
    try:
        failing()
    except ValueError as error:
        other.exception("cannot send %s to %r: %s (%d)", TOLD, [TOLD], error, 7)
        other.warning("of %(name)s", {"name": TOLD})


def of_others() -> None:
    """And of what nobody waits for: a task, a thread."""
    of_libraries()

    async def left() -> None:
        task = asyncio.get_running_loop().create_task(fails())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del task

    async def fails() -> None:
        failing()

    asyncio.run(left())

    thread = threading.Thread(target=failing, name="made to fail")
    thread.start()
    thread.join()


def test_a_whole_day_of_an_office_leaves_nothing_of_a_person_in_any_log(
    own: Instance, home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    planted = Planted()
    client = TestClient(app_of(own), base_url=HERE, raise_server_exceptions=False)
    with printed(access=True, as_objects=True):
        plain, r5 = Caller.founded(client, "desk", "plain"), Caller.founded(client, "yimin", "R5")
        told(plain, planted)
        asked_for_time(r5, planted)
        sent_back(r5, planted)
        refused(plain, planted)
        client.get(f"/{TOLD}", params={"name": TOLD}, headers={"Cookie": f"a={PHONE}"})
        broken(own, plain, planted)
        of_others()
    assert set(planted.found.values()) >= CLASSES, "every class of personal field has been sent"
    written = capfd.readouterr().err
    lines = objects(written)
    for form in (MARK, PHONE, MARK.encode("unicode_escape").decode(), MARK.encode().hex()):
        assert form not in written
    access = [line for line in lines if line["logger"] == "zhuoluo.access"]
    assert len(access) > 60
    assert {"time", "level", "request", "method", "route", "status", "milliseconds", "account"} <= access[0].keys()
    assert "/api/v1/offices/{office}/petitions" in {line["route"] for line in access}
    loggers = {line["logger"] for line in lines}
    assert {"zhuoluo.projector", "zhuoluo.threads", "somebody.else", "asyncio"} <= loggers, "what went wrong was told"
    server = (home / "postgres" / "server.log").read_text(encoding="utf-8")
    assert "duplicate key value" in server
    assert "violates check constraint" in server
    assert MARK not in server
    assert PHONE not in server


def test_of_others_the_template_is_told_and_of_errors_their_kind_and_place(capfd: pytest.CaptureFixture[str]) -> None:
    with printed(access=False, as_objects=True):
        of_others()
    lines = {line["message"]: line for line in objects(capfd.readouterr().err)}
    whole = lines["cannot send … to '…': ValueError (7)"]
    assert whole["places"][0] == "ValueError"
    assert "failing" in whole["places"][-1]
    assert "of …" in lines
    assert lines["Task exception was never retrieved"]["places"][0] == "ValueError"
    assert lines["thread made to fail has ended"]["places"][0] == "ValueError"


def test_for_people_it_says_the_same_in_lines(capfd: pytest.CaptureFixture[str]) -> None:
    with printed(access=False):
        of_others()
    said = capfd.readouterr().err
    assert TOLD not in said
    assert PHONE not in said
    assert "ERROR somebody.else request=- cannot send … to '…': ValueError (7)\nValueError\n" in said


@pytest.mark.parametrize("formatter", [Lines(FORMAT), Objects()], ids=["lines", "objects"])
def test_a_message_that_does_not_fit_its_template_is_told_by_that(formatter: logging.Formatter) -> None:
    said = {"name": "somebody.else", "msg": "wrongly %d formatted %s", "args": (TOLD,), "request_id": "-"}
    text = formatter.format(logging.makeLogRecord(said))
    assert "wrongly %d formatted %s" in text
    assert TOLD not in text


def test_without_this_the_words_would_be_there(capfd: pytest.CaptureFixture[str]) -> None:
    """The control: an ordinary handler tells what a library is given."""
    handler = logging.StreamHandler()
    logging.getLogger("somebody.else").addHandler(handler)
    try:
        of_libraries()
    finally:
        logging.getLogger("somebody.else").removeHandler(handler)
    assert TOLD in capfd.readouterr().err


def test_an_address_of_the_api_is_told_whole_and_one_of_a_page_as_it_is() -> None:
    class Route:
        path = "/offices/{office}/register"

    def shape(path: str, route: object) -> str:
        return access_log.asked({"method": "GET", "path": path, "route": route}, 200, 0, {}).route

    assert shape("/api/v1/offices/desk/register", Route()) == "/api/v1/offices/{office}/register"
    assert shape("/offices/desk/register", Route()) == "/offices/{office}/register"
    assert shape("/api/v1/nowhere", None) == "-"
