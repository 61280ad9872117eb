"""What is typed and not sent yet is kept for whoever typed it, unreadable to others, for some days only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from service import drafts
from service.jobs import planning
from service.runtime import Instance
from tests.service.signin.people import OFFICE
from tests.service.web.intake.conftest import Registrar
from tests.service.web.intake.paper import Sheet

MARKER = "珞珈山麓三百二十号"
TYPED = {"details__petitioner__address": MARKER, "details__title": "屋顶渗漏"}
SCRIPT = {"HX-Request": "true"}
Somebody = Callable[[str], Registrar]


def rows(instance: Instance) -> list[bytes | None]:
    with instance.pool.connection() as connection:
        return [row[0] for row in connection.execute("SELECT sealed FROM web.draft ORDER BY changed_at")]


def kept(registrar: Registrar, **more: str) -> Sheet:
    """A form that was saved as a draft."""
    sheet = registrar.sheet()
    status, place = registrar.post("/intake/drafts", sheet.filled(**TYPED, **more))
    assert status == 303, place
    assert place == f"/intake?draft={sheet.values['draft']}"
    return Sheet(registrar.get(place))


def test_a_draft_is_gone_on_with_at_another_computer(somebody: Somebody) -> None:
    draft = kept(somebody("田甜")).values["draft"]
    elsewhere = somebody("田甜")
    page = elsewhere.get("/intake")
    assert f"/intake?draft={draft}" in page
    assert Sheet(elsewhere.get(f"/intake?draft={draft}")).values["details.petitioner.address"] == MARKER


def test_nobody_else_comes_to_see_it(somebody: Somebody) -> None:
    draft = kept(somebody("田甜")).values["draft"]
    other = somebody("柳青")
    assert draft not in other.get("/intake")
    assert MARKER not in other.get(f"/intake?draft={draft}")
    assert other.post("/intake/drafts/discarded", {**other.sheet().values, "draft": draft})[0] == 303
    taken = other.post("/intake/drafts", {**other.sheet().filled(details__title="别的"), "draft": draft}, **SCRIPT)
    assert "尚未保存草稿" in taken[1]
    assert MARKER in somebody("田甜").get(f"/intake?draft={draft}")


def test_nothing_of_it_can_be_read_in_the_database(registrar: Registrar) -> None:
    kept(registrar)
    (sealed,) = rows(registrar.instance)
    assert sealed
    for written in (MARKER, "屋顶渗漏", "details"):
        assert written.encode() not in sealed


def test_a_script_saves_it_while_it_is_being_typed(registrar: Registrar) -> None:
    sheet = registrar.sheet()
    status, part = registrar.post("/intake/drafts", sheet.filled(**TYPED), **SCRIPT)
    assert status == 200
    assert "草稿已保存" in part
    assert "<html" not in part
    registrar.post("/intake/drafts", sheet.filled(**TYPED, details__demand="维修"), **SCRIPT)
    assert len(rows(registrar.instance)) == 1


def test_it_is_gone_once_it_is_registered_and_what_is_saved_late_does_not_bring_it_back(registrar: Registrar) -> None:
    values = {**kept(registrar).values}
    assert registrar.post("/intake", values)[0] == 303
    assert rows(registrar.instance) == [None]
    assert "尚未保存草稿" in registrar.post("/intake/drafts", values, **SCRIPT)[1]
    assert rows(registrar.instance) == [None]


def test_it_can_be_thrown_away(registrar: Registrar) -> None:
    draft = kept(registrar).values
    assert registrar.post("/intake/drafts/discarded", draft)[0] == 303
    assert rows(registrar.instance) == [None]
    assert MARKER not in registrar.get(f"/intake?draft={draft['draft']}")


def test_it_is_forgotten_after_some_days(registrar: Registrar) -> None:
    kept(registrar)
    planning.plan(registrar.instance, OFFICE, datetime.now(UTC) + drafts.KEPT - timedelta(minutes=5))
    assert len(rows(registrar.instance)) == 1
    planning.plan(registrar.instance, OFFICE, datetime.now(UTC) + drafts.KEPT + timedelta(minutes=5))
    assert rows(registrar.instance) == []


def test_an_account_has_so_many_drafts_and_no_more(registrar: Registrar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MOST", 1)
    kept(registrar)
    status, page = registrar.post("/intake/drafts", registrar.sheet().filled(**TYPED))
    assert status == 200
    assert "草稿过多" in page
    assert Sheet(page).values["details.petitioner.address"] == MARKER
