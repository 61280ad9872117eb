"""Roles that the program gives by itself are given once, by name, and hold on every day that can be asked about."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.access_events import AccessGranted
from domain.office import OfficeCreated
from domain.values import Actor
from service.access.granting import CODE, first_administrator, grant
from service.ledger.entry import Via
from service.offices import KnownOffice
from service.runtime import Instance

CLERK = Actor("田甜")
THEN = datetime(2020, 5, 4, 1, tzinfo=UTC)


@pytest.fixture(params=["live", "replayed"])
def office(instance: Instance, request: pytest.FixtureRequest) -> str:
    time = str(request.param)
    at = THEN if time == "replayed" else None
    founded = OfficeCreated(id="o", name="局", time_zone="Asia/Shanghai", time=time)
    instance.offices.create(founded, "plain", CLERK, at or datetime.now(UTC), Via(channel="test"), at=at)
    return "o"


def of(instance: Instance) -> KnownOffice:
    return instance.offices.get("o")


def test_the_first_administrator_is_made_once(instance: Instance, office: str) -> None:
    granted = first_administrator(instance)
    granted(office, "安管")
    head = instance.ledger.head(office)
    granted(office, "安管")
    assert instance.ledger.head(office) == head, "done again it changes nothing"
    assert of(instance).state.access.grants == (
        AccessGranted(person="安管", role="security_admin", since=date(2000, 1, 1), reason="首位管理员"),
    )
    if of(instance).replayed:
        assert head.recorded_at == THEN, "at the last time recorded"


def test_a_role_is_given_beside_others_of_the_same_person_and_to_others(instance: Instance, office: str) -> None:
    for person, role, level in (
        ("甲", "auditor", "confidential"),
        ("甲", "supervisor", ""),
        ("乙", "auditor", ""),
        ("乙", "auditor", ""),
    ):
        grant(instance, office, person, role, reason="演示", actor=CODE, clearance=level)
    found = [(each.person, each.role, each.clearance, each.reason) for each in of(instance).state.access.grants]
    assert found == [
        ("甲", "auditor", "confidential", "演示"),
        ("甲", "supervisor", "", "演示"),
        ("乙", "auditor", "", "演示"),
    ]
