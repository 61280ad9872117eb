"""Offices: made as a whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.deciding import Refused
from domain.office import OfficeCreated
from domain.values import Actor
from service.database import Database
from service.ledger.entry import Via
from service.ledger.submission import RecordedBackwards
from service.offices import KnownOffice, UnknownOffice
from service.runtime import Instance, assembled
from service.settings import Settings

NOW = datetime(2026, 1, 5, 1, tzinfo=UTC)
ADMINISTRATOR = Actor("管理员")


@pytest.fixture
def instance(database: Database, tmp_path: Path) -> Iterator[Instance]:
    with assembled(Settings(tmp_path), database) as made:
        yield made


def created(instance: Instance, time: str, at: datetime | None = None, **more: str) -> KnownOffice:
    made = OfficeCreated(id="linye", name="林业局", time_zone="Asia/Shanghai", time=time, roles=more)
    return instance.offices.create(made, "S1", ADMINISTRATOR, NOW, Via(), at=at)


def test_an_office_whose_making_failed_is_not_there_and_can_be_made(instance: Instance) -> None:
    with pytest.raises(RecordedBackwards):
        created(instance, "replayed")  # a replayed log wants to be told the time
    assert instance.offices.ids() == []
    with pytest.raises(UnknownOffice):
        instance.offices.get("linye")
    assert not created(instance, "live").replayed
    assert instance.offices.ids() == ["linye"]


def test_an_office_names_only_roles_that_there_are(instance: Instance) -> None:
    with pytest.raises(Refused, match="captain"):
        created(instance, "live", captain="钟山")
    assert instance.offices.ids() == []


@pytest.mark.parametrize("zone", ["localtime", "posixrules", "Mars/Base", "../etc/passwd"])
def test_the_zone_of_an_office_is_a_named_one_that_is_the_same_on_every_computer(instance: Instance, zone: str) -> None:
    made = OfficeCreated(id="linye", name="林业局", time_zone=zone)
    with pytest.raises(Refused, match="time zone"):
        instance.offices.create(made, "S1", ADMINISTRATOR, NOW, Via())
