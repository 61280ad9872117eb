"""What holds for one petition of a matter holds for all of them."""

from __future__ import annotations

from datetime import date
from typing import Any, cast
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from domain import events as e
from domain.guarded import Guarded, person
from domain.petition import Petition, replay
from domain.values import Actor, Details, Moment, Person
from service.access.following import _shared
from service.ledger.sealing import Sealer
from service.runtime import Instance
from tests.service.access.conftest import Door
from tests.service.access.story import ACCUSED, CLERK
from tests.service.api.callers import V1


class Plain:
    """Opens what was never sealed."""

    def opened(self, line: e.Line, *, restricted: bool) -> e.Line:
        assert restricted
        return line


def petition(number: int, **details: Any) -> Petition:
    line = e.Line(
        petition=UUID(int=number),
        version=1,
        event=e.Received(channel="letter", details=Details(title="来信", **details)),
        occurred=Moment(date(2026, 3, 2)),
        actor=Actor("方登记", unit="信访科"),
        book="R5",
    )
    return replay([line])


def shared(*matter: Petition) -> list[Guarded]:
    return list(_shared(matter, cast("Sealer", Plain())).values())


def test_an_accusation_of_nobody_waits_no_longer_when_another_of_its_matter_names_somebody() -> None:
    nobody, named = petition(1, purpose="accusation"), petition(2, accused=(Person(id=UUID(int=9), name="屈正"),))
    (alone,) = shared(nobody)
    assert alone.quarantined
    both = shared(nobody, named)
    assert [(each.quarantined, each.level) for each in both] == [(False, 2), (False, 2)]
    assert all(person("屈正") in each.accused for each in both)


def test_two_accusations_of_nobody_wait_both() -> None:
    found = shared(petition(1, purpose="accusation"), petition(2, purpose="accusation"))
    assert [each.quarantined for each in found] == [True, True]


@pytest.mark.clause("S1.30")
def test_what_is_joined_to_an_accusation_is_kept_from_whom_that_accuses_however_far_off(
    client: TestClient, door: Door, told: dict[str, Any], instance: Instance
) -> None:
    accusation, water, house, road = told["accusation"], told["water"], told["house"], told["road"]

    def seen() -> list[int]:
        with door.signed_in(ACCUSED):
            return [client.get(f"{V1}/offices/yimin/petitions/{each}").status_code for each in (water, house, road)]

    before = seen()
    assert before[0] == 200
    with door.console():
        told["desk"].do("join", str(house), "2026-03-10", by=CLERK, to=str(water))
        told["desk"].do("join", str(water), "2026-03-10", by=CLERK, to=str(accusation))
    assert seen() == [404, 404, before[2]]
    relations = {each: instance.gate.relations("yimin", each) for each in (accusation, water, house, road)}
    assert relations[accusation].accused == relations[water].accused == relations[house].accused >= {person(ACCUSED)}
    assert relations[water].units != relations[house].units, "what is not of the matter stays each petition's own"
    assert relations[road].accused == frozenset()
    assert instance.gate.relations("yimin", UUID(int=7)) == Guarded(), "one that is not there"
