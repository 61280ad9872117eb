"""An office with an accusation in it, asked over HTTP by whoever a test says has signed in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid5

import pytest
from msgspec import Struct
from starlette.testclient import TestClient

from service.runtime import Instance
from tests.service.api.callers import HERE
from tests.service.apps import app_of


class SignedIn(Struct, frozen=True):
    """Somebody who has signed in, as the door sees them."""

    person: str
    office: str = "yimin"
    via: str = "password"
    session: str = "s1"
    scopes: frozenset[str] = frozenset()
    unit: str = ""

    @property
    def account(self) -> UUID:
        return uuid5(UUID(int=0), f"{self.office}{self.person}")


class Door:
    """A door at which a test says who has signed in; `open`: no accounts, the console is let in."""

    def __init__(self) -> None:
        self.who: SignedIn | None = None
        self.open = False

    def demanded(self) -> bool:
        return not self.open

    def identity(self) -> SignedIn | None:
        return None if self.open else self.who

    @contextmanager
    def console(self) -> Iterator[None]:
        self.open = True
        try:
            yield
        finally:
            self.open = False

    @contextmanager
    def signed_in(self, person: str, office: str = "yimin") -> Iterator[None]:
        before, self.who = self.who, SignedIn(person, office)
        try:
            yield
        finally:
            self.who = before


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def client(instance: Instance, door: Door) -> Iterator[TestClient]:
    with TestClient(app_of(instance, door), base_url=HERE) as made:
        yield made


@pytest.fixture
def told(client: TestClient, door: Door) -> dict[str, Any]:
    """The office of tests/service/access/story.py, told by the console; petitions by their names."""
    from tests.service.access.story import tell  # noqa: PLC0415 - the story needs the client's types

    with door.console():
        return tell(client)
