"""Under each of the six rulebooks the page asks for what its rulebook wants, and what it asks for is enough."""

from __future__ import annotations

import pytest

from tests.service.web.intake.conftest import Registrar
from tests.service.web.intake.paper import Sheet

BOOKS = ("R1", "R2", "R3", "R4", "R5", "R6")
TYPED = {
    "details.receivers": "田甜\n柳青",
    "details.petitioner.occupation": "01 农民",
    "open.bound_together": "yes",
    "details.reply_by": "2030-01-01",
}
"""What is typed into controls that not any words fit."""
NAMED = "details.petitioner.name"
ASKED = {
    ("R1", "letter"): {"open.envelope", "open.stamp", "open.bound_together"},
    ("R1", "visit"): {"details.papers_carried", "details.demand", "details.answer_given", "details.problem", NAMED},
    ("R2", "letter"): set(),
    ("R3", "visit"): {NAMED, "details.problem"},
    ("R4", "letter"): {NAMED, "details.petitioner.address", "details.petitioner.work_unit", "details.problem"},
    ("R5", "visit"): {NAMED, "details.problem", "details.receivers"},
    ("R6", "letter"): {
        "details.first_responsible", "details.specifically_responsible", "details.responsible_unit",
    },
}  # fmt: skip


@pytest.fixture(params=BOOKS)
def book(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def asked(sheet: Sheet) -> dict[str, str]:
    """What the page asks as required, answered."""
    return {name: TYPED.get(name, "如实填写") for name in sheet.required}


CHANNELS = ("letter", "visit", "call", "online", "fax")


def test_what_the_page_asks_as_required_is_enough_to_register(registrar: Registrar, book: str) -> None:
    for channel in CHANNELS:
        sheet = registrar.sheet(channel)
        assert ASKED.get((book, channel), sheet.required) == sheet.required
        status, place = registrar.post("/intake", {**sheet.values, **asked(sheet)})
        assert status == 303, (channel, place)
        _is_confirmed(registrar, place, channel)
    _is_refused_without(registrar, book)


def _is_confirmed(registrar: Registrar, place: str, channel: str) -> None:
    """The number is told, and stands on both papers."""
    page = registrar.get(place)
    state = registrar.state(place.removeprefix("/intake/done/").partition("?")[0])
    assert state.number in page
    assert state.received is not None
    assert state.received.channel == channel
    for paper in ("sheet", "notice"):
        assert state.number in registrar.get(f"/petitions/{state.id}/print/{paper}")


def _is_refused_without(registrar: Registrar, book: str) -> None:
    """What is left out is refused with its clause, at its field, and nothing that was typed is lost."""
    sheet = registrar.sheet("visit")
    typed = {"details.title": "道路积水", "details.petitioner.phone": "13900001111", "details.receivers": ""}
    status, page = registrar.post("/intake", {**sheet.values, **typed})
    again = Sheet(page)
    if not sheet.required:
        assert status == 303
        return
    assert status == 409
    assert 'class="faults"' in page
    assert f"{book}." in page
    assert again.wrong & sheet.required
    assert not again.wrong & {"details.petitioner.sex", "details.petitioner.phone"} - sheet.required
    assert again.values["details.title"] == "道路积水"
    assert again.values["details.petitioner.phone"] == "13900001111"
    assert again.values["draft"] == sheet.values["draft"]
