"""An office of a few people with accounts, and a clock that is turned by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from domain.office import OfficeCreated, PersonAppointed, UnitSet
from service.database import Database
from service.ledger.entry import Via
from service.runtime import Instance, assembled
from service.settings import Settings
from service.signin import passwords
from tests.service.signin.people import ADMINISTRATOR, OFFICE, Clock, People

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that take no time, where a test is about something else."""
    monkeypatch.setattr(passwords, "HASHER", QUICK)
    monkeypatch.setattr(passwords, "_NOBODY", [])


@pytest.fixture
def instance(database: Database, home: Path) -> Iterator[Instance]:
    with assembled(Settings(home), database) as made:
        now = datetime.now(UTC)
        made.offices.create(OfficeCreated(id=OFFICE, name="河口县移民局", time_zone="Asia/Shanghai"), "R5",
                            ADMINISTRATOR, now, Via())  # fmt: skip
        made.offices.add(OFFICE, UnitSet(name="信访科", kind="petition_section"), ADMINISTRATOR, Via())
        for person in ("田甜", "柳青", "倪虹"):
            post = PersonAppointed(person=person, post="petition_section", unit="信访科", since=date(2025, 1, 1))
            made.offices.add(OFFICE, post, ADMINISTRATOR, Via())
        yield made


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def people(instance: Instance, clock: Clock) -> People:
    return People(instance, clock)
