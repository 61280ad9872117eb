"""A ledger over a fresh database, with a clock that the test may move."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from domain import events as e
from domain.values import Actor, Details, Moment, Person
from service.database import Database, connection_pool
from service.keys import KeyFolder
from service.ledger.application import Ledger, Log
from service.ledger.entry import Via

OFFICE = "office"
CLERK = Actor("李文", unit="信访科", post="petition_section")
DAY = date(2026, 1, 5)


class Clock:
    """The time of day, `ahead` seconds off."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.ahead)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "keys")


@pytest.fixture
def ledger(database: Database, keys: KeyFolder, clock: Clock) -> Iterator[Ledger]:
    with connection_pool(database, 8) as pool:
        ledger = Ledger(database.committer, pool, keys, clock)
        yield ledger
        ledger.close()


@pytest.fixture
def log(ledger: Ledger) -> Log:
    return ledger.create(OFFICE)


def received(petition: UUID, version: int = 1, title: str = "道路积水") -> e.Line:
    """A letter that came in, with a name and a narrative."""
    details = Details(title=title, petitioner=Person(id=petition, name="王小明"), problem="门前道路积水")
    return line(petition, version, e.Received(channel="letter", details=details))


def registered(petition: UUID, version: int, period: str = "2026") -> e.Line:
    event = e.Registered(series="register", period=period, pattern="信〔{year}〕{number:04}")
    return line(petition, version, event)


def commented(petition: UUID, version: int, text: str = "已电话联系") -> e.Line:
    return line(petition, version, e.Commented(text=text))


def line(petition: UUID, version: int, event: e.Event) -> e.Line:
    return e.Line(
        petition=petition,
        version=version,
        event=event,
        occurred=Moment(DAY),
        actor=CLERK,
        book="R5@2022-05-27",
    )


def via(key: str = "", request: bytes = b"r" * 32) -> Via:
    return Via(channel="api", key=key or uuid4().hex, request=request)
