"""One duty as a file to be added to a calendar: as far as somebody may see it, and on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from domain.access_record import AccessRecorded
from service.runtime import Instance
from service.signin import calendar_links
from tests.service.access.conftest import Door
from tests.service.api.callers import HERE
from tests.service.apps import app_of
from tests.service.jobs.desks import HOLDER, OFFICE, answered, letter
from tests.service.own_calendar.conftest import Program, read

TODAY = datetime.now(UTC).date()
SOON = TODAY + timedelta(days=5)


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def page(instance: Instance, holder: UUID, door: Door) -> Iterator[TestClient]:
    """Asks as whoever owes what nobody else is named for."""
    del holder
    with TestClient(app_of(instance, door), base_url=HERE) as made, door.signed_in(HOLDER, OFFICE):
        yield made


def link_of(page: TestClient, petition: UUID) -> str:
    """The address that stands on the page of the petition."""
    text = page.get(f"/petitions/{petition}").text
    begin = text.index(f"/petitions/{petition}/duty.ics?")
    return text[begin : text.index('"', begin)].replace("&amp;", "&")


def test_the_duty_is_the_entry_that_stands_in_the_calendar_of_who_owes_it(
    page: TestClient, instance: Instance, holder: UUID
) -> None:
    program = Program(page, calendar_links.make(instance, holder, "zh", datetime.now(UTC)))
    petition = letter(instance, due=SOON)
    letter(instance, due=SOON + timedelta(days=1))
    answer = page.get(link_of(page, petition))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    (entry,) = read(answer.content).events
    (subscribed,) = (each for each in program.entries() if each["uid"] == entry["uid"])
    assert entry.to_ical() == subscribed.to_ical()
    assert entry.start == SOON


def test_my_day_has_the_same_address(page: TestClient, instance: Instance) -> None:
    petition = letter(instance, due=SOON)
    assert link_of(page, petition).replace("&", "&amp;") in page.get("/").text


def test_what_was_read_is_on_record_before_it_leaves(
    page: TestClient, instance: Instance, reads: list[AccessRecorded]
) -> None:
    petition = letter(instance, due=SOON)
    address = link_of(page, petition)
    before = len(reads)
    page.get(address)
    (read_,) = reads[before:]
    assert (read_.petition, read_.reader.person, read_.allowed, read_.action) == (petition, HOLDER, True, "personal")


def test_a_duty_that_is_met_or_was_never_owed_is_not_there(page: TestClient, instance: Instance) -> None:
    petition = letter(instance, due=SOON)
    address = link_of(page, petition)
    assert page.get(f"/petitions/{petition}/duty.ics?entry=nothing").status_code == 404
    assert page.get(f"/petitions/{petition}/duty.ics").status_code == 422
    answered(instance, petition, on=TODAY)
    assert page.get(address).status_code == 404


def test_whoever_may_not_see_the_petition_is_told_nothing(page: TestClient, instance: Instance, door: Door) -> None:
    petition = letter(instance, due=SOON)
    address = link_of(page, petition)
    with door.signed_in("无此人", OFFICE):
        assert page.get(address).status_code in (403, 404)
    unknown = address.replace(str(petition), str(UUID(int=7)))
    assert page.get(unknown).status_code == 404
