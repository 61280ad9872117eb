"""The page of the exchange: what went out and how it stands, what was refused; a matter in every office at hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from starlette.testclient import TestClient

from domain import office as o
from service.runtime import Instance
from service.transfers import passing
from service.transfers.parcel import BadParcel
from tests.service.access.conftest import Door
from tests.service.api.callers import HERE
from tests.service.apps import app_of
from tests.service.transfers import offices as at
from tests.service.transfers.offices import LOWER, UPPER
from tests.service.transfers.test_moving import moved

NAMED = "倪虹"


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def page(instance: Instance, door: Door) -> Iterator[TestClient]:
    """Asks as somebody of the desk of the upper office."""
    event = o.PersonAppointed(person=NAMED, post="petition_section", unit=at.DESK, since=date(2026, 1, 1))
    instance.offices.add(UPPER, event, at.CLERK, at.VIA)
    with TestClient(app_of(instance, door), base_url=HERE) as made, door.signed_in(NAMED, UPPER):
        yield made


def test_the_book_says_what_waits_and_then_that_it_was_acknowledged(instance: Instance, page: TestClient) -> None:
    above = at.assigned(instance)
    shown = page.get("/exchange?view=pending").text
    assert at.TITLE in shown
    assert "待回执" in shown
    assert f"/exchange/matters/{above}" in shown
    moved(instance)
    assert at.TITLE not in page.get("/exchange?view=pending").text
    assert "已回执" in page.get("/exchange").text


def test_what_was_refused_stands_there_with_its_reason(instance: Instance, page: TestClient) -> None:
    with pytest.raises(BadParcel):
        passing.accept(instance, UPPER, b"zhuoluo-exchange/1\nno package")
    assert "交换包的封面无法读取" in page.get("/exchange").text


def test_a_matter_is_told_across_offices_with_the_leaf_that_is_cited(instance: Instance, page: TestClient) -> None:
    above = at.assigned(instance)
    moved(instance)
    (below,) = at.came(instance, LOWER)
    shown = page.get(f"/exchange/matters/{above}").text
    assert "与对方日志一致" in shown
    (taken,) = [line for line in at.state(instance, LOWER, below).lines if type(line.event).__name__ == "TransferTaken"]
    assert instance.ledger.log(LOWER).leaves(taken.position, 1)[0].hex()[:16] in shown


def test_what_somebody_may_not_know_of_stands_in_no_list(instance: Instance, page: TestClient, door: Door) -> None:
    """Of a confidential matter that was assigned below, somebody without that clearance is told nothing."""
    at.assigned(instance, restricted=False)
    hidden = at.received(instance, UPPER, purpose="claim", secrecy="confidential", restricted=True)
    at.act(instance, UPPER, hidden, at.assigning())
    listed = page.get("/exchange").text
    assert at.TITLE in listed
    assert str(hidden) not in listed
    assert page.get(f"/exchange/matters/{hidden}").status_code == 404
    with door.signed_in("无此人", UPPER):
        assert page.get("/exchange").status_code == 403
