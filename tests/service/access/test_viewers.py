"""Viewers are made of everything that the office says of its people, and made anew when it says something else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from starlette.testclient import TestClient

from domain.relations import WITH_OWN_UNIT
from domain.viewing import viewer
from service.access import viewers
from service.access.viewers import Viewers
from service.offices import KnownOffice
from service.runtime import Instance
from tests.service.access.conftest import Door
from tests.service.access.story import ACCUSED, BY_ROLE, CLEARED, COLLEAGUE
from tests.service.api.callers import V1

OFFICE = f"{V1}/offices/yimin"
DAY = date(2026, 3, 20)
WITHOUT_OWN_UNIT = "person_and_led_unit"


def related(client: TestClient, door: Door, person: str) -> None:
    kin = {"person": person, "relative": ACCUSED, "since": "2026-01-01", "reason": "申报"}
    said = {"actor": {"name": "管理员"}, "recorded_at": "2026-03-31T09:00:00+08:00", **kin}
    with door.console():
        answer = client.post(f"{OFFICE}/kinships", json=said)
    assert answer.status_code == 200, answer.text


def blocking(office: KnownOffice, blocks: str) -> KnownOffice:
    """The office under a rulebook that keeps accusations from these."""
    books = {
        name: replace(
            book, settings=replace(book.settings, secrecy=replace(book.settings.secrecy, accused_blocks=blocks))
        )
        for name, book in office.books.items()
    }
    return replace(office, books=books)


@pytest.mark.clause("S1.30")
def test_what_informs_on_somebody_is_kept_from_near_relations_from_when_they_are_declared(
    client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    with door.signed_in(CLEARED):
        assert client.get(f"{OFFICE}/petitions/{told['accusation']}").status_code == 200, "the control"
    related(client, door, CLEARED)
    with door.signed_in(CLEARED):
        assert client.get(f"{OFFICE}/petitions/{told['accusation']}").status_code == 404
        assert client.get(f"{OFFICE}/petitions/{told['road']}").status_code == 200, "nothing else is"


@pytest.mark.usefixtures("told")
def test_the_rulebook_says_whether_the_own_unit_is_kept_out(instance: Instance) -> None:
    office = instance.offices.get("yimin")
    barred = {
        blocks: Viewers().of(blocking(office, blocks), BY_ROLE["auditor"], DAY).barring
        for blocks in (WITH_OWN_UNIT, WITHOUT_OWN_UNIT)
    }
    assert barred[WITHOUT_OWN_UNIT] < barred[WITH_OWN_UNIT]


def test_a_viewer_is_what_the_office_says_and_is_made_once(
    client: TestClient, door: Door, told: dict[str, Any], instance: Instance
) -> None:
    assert told
    related(client, door, CLEARED)
    office, made = instance.offices.get("yimin"), Viewers()
    found = made.of(office, CLEARED, DAY)
    access = office.state.access
    blocks = office.book_on(DAY).settings.secrecy.accused_blocks
    assert found == viewer(office.profile, CLEARED, DAY, grants=access.grants, kin=access.kin, blocks=blocks)
    assert found != viewer(office.profile, CLEARED, DAY, grants=access.grants, blocks=blocks), "the control"
    assert made.of(office, CLEARED, DAY) is found
    assert made.of(office, CLEARED, date(2026, 3, 21)) is not found
    assert made.of(office, COLLEAGUE, DAY) != found
    newer = replace(office, state=replace(office.state, version=office.state.version + 1))
    assert made.of(newer, CLEARED, DAY) is not found


@pytest.mark.usefixtures("told")
def test_those_that_were_asked_for_longest_ago_are_made_again(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewers, "MOST", 2)
    office, made = instance.offices.get("yimin"), Viewers()
    first, second = made.of(office, CLEARED, DAY), made.of(office, COLLEAGUE, DAY)
    assert made.of(office, CLEARED, DAY) is first, "two are kept"
    made.of(office, ACCUSED, DAY)
    assert made.of(office, CLEARED, DAY) is first
    assert made.of(office, COLLEAGUE, DAY) is not second
