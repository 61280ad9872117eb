"""A server on a port of this computer, and clients of it that do not wait between attempts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.client import Client, Officer
from service.client.changes import offices
from service.client.types import Office
from service.runtime import Instance
from tests.service.apps import app_of
from tests.service.client.between import Between
from tests.service.evidence.witnessed import served

CLERK = Officer(name="田甜", unit="信访科", post="petition_section")
OFFICE = "desk"


@pytest.fixture
def place(instance: Instance) -> Iterator[str]:
    with served(app_of(instance)) as made:
        yield made


@pytest.fixture
def between(place: str) -> Iterator[Between]:
    """What stands between the client and the server, and can be told to fail."""
    with Between.standing(place) as made:
        yield made


@pytest.fixture
def waits() -> list[float]:
    """Seconds that the client would have waited."""
    return []


@pytest.fixture
def zhuoluo(between: Between, waits: list[float]) -> Iterator[Client]:
    """A client with an office at its server."""
    with Client(between.place, sleep=waits.append) as made:
        made.send(offices(Office(actor=CLERK, id=OFFICE, name="移民局", rulebook="plain")))
        between.seen.clear()
        between.taken.clear()
        yield made
