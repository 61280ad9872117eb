"""An office under R5 with its leaders, each at a browser of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date

import pytest
from starlette.testclient import TestClient

from domain.access_roles import STATISTICIAN, SYSTEM_ADMIN
from domain.office import PersonAppointed, UnitSet
from service.access.granting import grant
from service.ledger.entry import Via
from service.runtime import Instance
from tests.service.api.callers import HERE
from tests.service.apps import app_of
from tests.service.signin.people import ADMINISTRATOR, OFFICE, People
from tests.service.web.office.conftest import Administrator

LEADERS = (
    ("邱泽", "head"),
    ("高明", "deputy_for_petitions"),
    ("施工", "deputy_head"),
    ("武刚", "petition_section_head"),
)
LOGINS = {"leader": "高明", "clerk": "田甜", "figures": "舒统", "sysadmin": "钱小系"}


@pytest.fixture
def at(instance: Instance, people: People) -> Iterator[Callable[[str], Administrator]]:
    """Somebody signed in by their login: leader, clerk of the petition section, statistician, system administrator."""
    instance.offices.add(OFFICE, UnitSet(name="局领导", kind="department"), ADMINISTRATOR, Via())
    for person, post in LEADERS:
        unit = "信访科" if post == "petition_section_head" else "局领导"
        event = PersonAppointed(person=person, post=post, unit=unit, since=date(2025, 1, 1))
        instance.offices.add(OFFICE, event, ADMINISTRATOR, Via())
    grant(instance, OFFICE, "舒统", STATISTICIAN, reason="统计", actor=ADMINISTRATOR)
    grant(instance, OFFICE, "钱小系", SYSTEM_ADMIN, reason="运维", actor=ADMINISTRATOR)
    for login, person in LOGINS.items():
        people.account(login, person)
    app = app_of(instance)
    with ExitStack() as stack:

        def at(login: str) -> Administrator:
            client = stack.enter_context(TestClient(app, base_url=HERE, follow_redirects=False))
            client.headers["Cookie"] = f"__Host-sid={people.sign_in(login).token}"
            return Administrator(client)

        yield at
