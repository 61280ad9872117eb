"""What decides what else is asked lays the form out anew; nothing that was typed is lost by it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from domain.sheets import facts_asked
from service.bundled import bundled_books
from service.web.intake.updating import SAID_IN
from tests.service.web.intake.conftest import Registrar
from tests.service.web.intake.paper import Sheet

SCRIPT = {"HX-Request": "true"}
NAME = "details.petitioner.name"
Update = Callable[..., tuple[Sheet, str]]


@pytest.fixture
def update(registrar: Registrar) -> Update:
    """The form anew for one that was filled in so: as a page without a script, as a part of it with one."""

    def update(channel: str, script: dict[str, str], **typed: str) -> tuple[Sheet, str]:
        values = registrar.sheet(channel).filled(**typed)
        status, page = registrar.post("/intake/channel", {**values, NAME: "焦桂英"}, **script)
        assert status == 200
        assert ("<html" in page) == (not script)
        whole = page if not script else f'<form id="sheet">{page}</form>'
        assert Sheet(whole).values[NAME] == "焦桂英"
        return Sheet(whole), page

    return update


def listened_to(page: str) -> set[str]:
    """The controls at whose change a script asks for the form anew."""
    found = re.search(r'id="sections"[^>]* hx-trigger="([^"]+)"', page)
    assert found is not None
    return {each.removeprefix("change from:#").replace("-", ".") for each in found[1].split(", ")}


@pytest.mark.parametrize("book", ["R6"])
def test_what_was_handed_down_is_asked_who_handed_it_down(update: Update) -> None:
    handed = {"details.assigner", "details.assigner_number", "details.reply_by"}
    for script in ({}, SCRIPT):
        assert not update("letter", script)[0].required & handed
        sheet, page = update("letter", script, source="superior_assigned")
        assert sheet.required >= handed
        assert sheet.values["source"] == "superior_assigned"
        assert {"source", "received.day"} <= listened_to(page)


@pytest.mark.parametrize("book", ["R4"])
def test_a_visit_of_many_is_asked_where_it_is_and_an_accusation_whom_it_accuses(update: Update) -> None:
    where = "details.problem_place"
    sheet, page = update("visit", SCRIPT)
    assert where not in sheet.required
    assert {"details.people", "details.purpose"} <= listened_to(page)
    assert where in update("visit", SCRIPT, details__people="12")[0].required
    assert "R4" in update("visit", SCRIPT, details__purpose="accusation")[1].partition('id="group-complained"')[2]


def test_a_button_does_it_where_no_script_is(registrar: Registrar) -> None:
    page = registrar.get("/intake")
    assert re.search(r'<noscript><button [^>]*formaction="/intake/channel"[^>]*>更新表单', page)


def test_a_day_that_there_is_not_does_not_stop_it(update: Update) -> None:
    sheet, _ = update("letter", SCRIPT, received__day="2026-02-31", source="leader")
    assert sheet.values["source"] == "leader"


def test_the_page_knows_the_controls_of_every_fact_that_a_bundled_rulebook_asks_about() -> None:
    asked = frozenset().union(*map(facts_asked, bundled_books().values()))
    assert asked <= set(SAID_IN)
