"""An office under the plain book with a registered letter, and the page over https as a browser would ask for it."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from service.runtime import Instance
from service.web.query.code import QueryCodes, shown
from tests.service.api.callers import V1, Caller

NAMED = {"title": "安置房渗漏", "petitioner": {"name": "焦桂英"}, "problem": "房屋漏水"}


class Slip(NamedTuple):
    """What the petitioner has in hand, and which petition it is of."""

    petition: str
    number: str
    code: str

    def body(self, **other: str) -> dict[str, str]:
        return {"office": "desk", "number": self.number, "code": self.code, **other}


@pytest.fixture
def office(client: TestClient) -> Caller:
    return Caller.founded(client, "desk", "plain")


def slip(office: Caller, instance: Instance, **details: Any) -> Slip:
    """A letter that was received and registered."""
    petition = office.do("receive", channel="letter", details={**NAMED, **details})["petition"]
    office.do("register", petition)
    number = office.read("petitions", petition)["number"]
    return Slip(petition, number, shown(QueryCodes(instance.keys).of("desk", UUID(petition))))


@pytest.fixture
def letter(office: Caller, instance: Instance) -> Slip:
    return slip(office, instance)


def ask(office: Caller, body: dict[str, str]) -> Any:
    return office.client.post(f"{V1}/query", json=body)
