"""The items of a checklist are asked in the language of the page, and recorded under the words of the rulebook."""

from __future__ import annotations

import re

import pytest

from tests.service.signin.people import OFFICE
from tests.service.web.intake.conftest import Registrar, instance, people, registrar, somebody

__all__ = ["instance", "people", "registrar", "somebody"]
FILL, SHOWN = "/receptions/checklists/fill", "/receptions/checklists"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@pytest.fixture
def book() -> str:
    return "R2"


def test_items_are_asked_and_shown_in_english_and_recorded_as_the_rulebook_calls_them(registrar: Registrar) -> None:
    chinese = registrar.get(FILL)
    assert all(item in chinese for item in ("热情耐心", "细致", "准确", "诚恳"))
    registrar.headers["Cookie"] += "; lang=en"
    page = registrar.get(FILL)
    assert all(words in page for words in ("warm and patient", "thorough", "accurate", "sincere"))
    marks = {f"items.{item}": "4" for item in ("热情耐心", "细致", "准确", "诚恳")}
    for step in ("preview", "confirm"):
        form = dict(HIDDEN.findall(page.partition('id="content"')[2]))
        day = re.search(r'name="day"[^>]* value="([^"]+)"', page)
        said = {**form, "day": day[1] if day else form["day"], **marks}
        status, page = registrar.post(FILL, {**said, "step": step})
    assert status == 303, page
    shown = registrar.get(page)
    assert "warm and patient" in shown.partition('id="content"')[2]
    (line,) = registrar.instance.offices.get(OFFICE).state.checklists
    assert set(line.items) == {"热情耐心", "细致", "准确", "诚恳"}
