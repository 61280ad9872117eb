"""An office under one of the rulebooks, and a registrar of it at a browser without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from domain.office import OfficeCreated, PersonAppointed, UnitSet
from domain.petition import Petition
from service.database import Database
from service.ledger.entry import Via
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.service.api.callers import HERE
from tests.service.apps import app_of
from tests.service.signin.conftest import clock, quick
from tests.service.signin.people import ADMINISTRATOR, OFFICE, Clock, People
from tests.service.web.intake.paper import Sheet

__all__ = ["clock", "quick"]
SECTION = "信访科"
POSTS = (
    ("田甜", "petition_section", SECTION),
    ("柳青", "registrar", SECTION),
    ("章程", "registrar", "办公室"),
    ("武刚", "section_head", "后扶科"),
    ("倪虹", "deputy_for_petitions", "局领导"),
    ("钟山", "head", "局领导"),
)
ROLES = {
    "coordinating_department": SECTION, "head": "钟山", "deputy_for_petitions": "倪虹", "leader_in_charge": "倪虹",
}  # fmt: skip


class Registrar:
    """Somebody of the petition section who has signed in, and what they see and send."""

    def __init__(self, client: TestClient, instance: Instance, token: str) -> None:
        self.client, self.instance = client, instance
        self.headers = {"Cookie": f"__Host-sid={token}", "Origin": HERE}

    def get(self, path: str) -> str:
        answer = self.client.get(path, headers=self.headers)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:2000])
        return str(answer.text)

    def post(self, path: str, values: dict[str, str], **headers: str) -> tuple[int, str]:
        answer = self.client.post(path, data=values, headers={**self.headers, **headers})
        return answer.status_code, str(answer.headers.get("location", "") or answer.text)

    def sheet(self, channel: str = "letter", **query: str) -> Sheet:
        more = "".join(f"&{name.replace('__', '.')}={value}" for name, value in query.items())
        return Sheet(self.get(f"/intake?channel={channel}{more}"))

    def register(self, channel: str = "letter", **typed: str) -> str:
        """The id of what was registered."""
        status, place = self.post("/intake", self.sheet(channel).filled(**typed))
        assert status == 303, place
        assert place.startswith("/intake/done/"), place
        return place.removeprefix("/intake/done/").partition("?")[0]

    def state(self, petition: str) -> Petition:
        return self.instance.desk.opened(OFFICE, UUID(petition))


@pytest.fixture
def book() -> str:
    return "R5"


@pytest.fixture
def instance(database: Database, home: Path, book: str) -> Iterator[Instance]:
    with assembled(Settings(home), database) as made:
        created = OfficeCreated(id=OFFICE, name="河口县移民局", time_zone="Asia/Shanghai", roles=ROLES)
        made.offices.create(created, book, ADMINISTRATOR, datetime.now(UTC), Via())
        kinds = {SECTION: "petition_section", "后扶科": "section", "办公室": "section", "局领导": "department"}
        made.offices.add_all(
            OFFICE, [UnitSet(name=unit, kind=kind) for unit, kind in kinds.items()], ADMINISTRATOR, Via()
        )
        appointed = [
            PersonAppointed(person=person, post=post, unit=unit, since=date(2025, 1, 1)) for person, post, unit in POSTS
        ]
        made.offices.add_all(OFFICE, appointed, ADMINISTRATOR, Via())
        yield made


@pytest.fixture
def people(instance: Instance, clock: Clock) -> People:
    return People(instance, clock)


@pytest.fixture
def somebody(instance: Instance, people: People) -> Iterator[Callable[[str], Registrar]]:
    """Signs in one of the office by name."""
    with TestClient(app_of(instance), base_url=HERE, follow_redirects=False) as client:
        known: dict[str, str] = {}

        def somebody(person: str) -> Registrar:
            if person not in known:
                known[person] = f"login{len(known)}"
                people.account(known[person], person)
            return Registrar(client, instance, people.sign_in(known[person]).token)

        yield somebody


@pytest.fixture
def registrar(somebody: Callable[[str], Registrar]) -> Registrar:
    return somebody("田甜")
