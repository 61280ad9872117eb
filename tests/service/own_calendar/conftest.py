"""A live office whose people have accounts and links of calendars, and programs that fetch by them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import icalendar
import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from domain import office as o
from domain.access_record import AccessRecorded
from service.database import Database
from service.runtime import Instance, assembled
from service.settings import Settings
from service.signin import accounts, calendar_links
from service.web_guard.configured import WebSettings
from tests.service.api.callers import HERE
from tests.service.apps import app_of
from tests.service.jobs.desks import CLERK, HOLDER, OFFICE, VIA, founded, told

PUBLIC = "xinfang.example.gov.cn"


class Program:
    """A calendar program that subscribes to one link."""

    def __init__(self, client: TestClient, link: str) -> None:
        self.client, self.link = client, link

    def asks(self, tag: str = "", method: str = "GET") -> Response:
        headers = {"If-None-Match": tag} if tag else {}
        answer: Response = self.client.request(method, f"/calendar/{self.link}.ics", headers=headers)
        return answer

    def calendar(self) -> Any:
        answer = self.asks()
        assert answer.status_code == 200, answer.text
        return read(answer.content)

    def entries(self) -> list[Any]:
        return list(self.calendar().events)


def read(content: bytes) -> Any:
    """The calendar as the library understands it."""
    return icalendar.Calendar.from_ical(content)


@pytest.fixture
def instance(database: Database, home: Path) -> Iterator[Instance]:
    with assembled(Settings(home, web=WebSettings(public=PUBLIC)), database) as made:
        founded(made)
        yield made


def account(instance: Instance, login: str, person: str, post: str = "petition_section", unit: str = "") -> UUID:
    """Somebody with a post and an account."""
    told(instance, o.PersonAppointed(person=person, post=post, unit=unit, since=date(2025, 1, 1)))
    opening = accounts.opening(login, person, reason="到岗")
    return accounts.open_account(instance, OFFICE, opening, CLERK, VIA).id


@pytest.fixture
def holder(instance: Instance) -> UUID:
    """The account of whoever owes what nobody else is named for."""
    return account(instance, "nihong", HOLDER)


@pytest.fixture
def subscribe(instance: Instance) -> Iterator[Callable[..., Program]]:
    """A program with a new link of that account."""
    with TestClient(app_of(instance), base_url=HERE) as client:

        def subscribe(of: UUID, language: str = "zh") -> Program:
            return Program(client, calendar_links.make(instance, of, language, datetime.now(UTC)))

        yield subscribe


@pytest.fixture
def program(holder: UUID, subscribe: Callable[..., Program]) -> Program:
    return subscribe(holder)


@pytest.fixture
def reads(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> list[AccessRecorded]:
    """What goes on record from here on, in order."""
    record, said = instance.reads.record, []

    def noted(office: str, read: AccessRecorded) -> object:
        made = record(office, read)
        said.append(read)
        return made

    monkeypatch.setattr(instance.reads, "record", noted)
    return said
