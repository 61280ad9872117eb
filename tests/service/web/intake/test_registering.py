"""One form, one request: everything that was typed is recorded together, once, and confirmed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from domain import events as e
from tests.service.web.intake.conftest import Registrar
from tests.service.web.intake.paper import Sheet

LETTER = {"details__petitioner__name": "焦桂英", "details__title": "屋顶渗漏", "details__problem": "屋顶漏水。"}
VISIT = {**LETTER, "details__receivers": "田甜\n柳青"}
Somebody = Callable[[str], Registrar]


def happened(registrar: Registrar, petition: str) -> list[str]:
    return [type(line.event).__name__ for line in registrar.state(petition).lines]


def test_a_letter_is_received_opened_registered_and_submitted_in_one_go(registrar: Registrar) -> None:
    petition = registrar.register(**LETTER, opened="yes", next="submit", next__submit__to="倪虹")
    assert happened(registrar, petition) == ["Received", "Opened", "Registered", "Submitted"]
    assert len({line.recorded_at for line in registrar.state(petition).lines}) == 1


def test_an_answer_on_the_spot_is_given_with_the_registration(registrar: Registrar) -> None:
    answer = {"answer.reply_kind": "policy", "answer.text": "资金月底前到账。"}
    petition = registrar.register("visit", **VISIT, on_spot="yes", **answer)
    last = registrar.state(petition).lines[-1].event
    assert isinstance(last, e.Answered)
    assert (last.delivered, last.on_spot, last.text) == (True, True, "资金月底前到账。")


def test_what_was_sent_twice_is_registered_once(registrar: Registrar) -> None:
    values = registrar.sheet().filled(**LETTER)
    first, second = (registrar.post("/intake", values) for _ in range(2))
    assert first == second
    assert first[0] == 303
    status, page = registrar.post("/intake", {**values, "details.title": "别的事"})
    assert status == 422
    assert "此件已以其他内容登记过" in page


def test_nothing_is_recorded_when_one_of_the_acts_is_refused(registrar: Registrar) -> None:
    before = registrar.instance.ledger.head("yimin").size
    status, page = registrar.post(
        "/intake", registrar.sheet().filled(**LETTER, next="forward", next__forward__text="请办")
    )
    assert status == 422
    assert "next.forward.target" in Sheet(page).wrong
    assert registrar.instance.ledger.head("yimin").size == before


def test_what_is_to_follow_is_chosen_and_not_guessed(registrar: Registrar) -> None:
    status, page = registrar.post("/intake", registrar.sheet().filled(**LETTER, next__forward__target="后扶科"))
    assert status == 422
    assert "请选择下一步怎么办" in page


def test_a_name_in_the_title_is_refused_at_the_title(registrar: Registrar) -> None:
    status, page = registrar.post("/intake", registrar.sheet().filled(**{**LETTER, "details__title": "焦桂英反映漏水"}))
    assert status == 409
    assert Sheet(page).wrong == {"details.title"}
    assert 'href="#details-title"' in page


def test_a_code_is_typed_by_its_number_or_its_name(registrar: Registrar) -> None:
    for typed in ("0101 土地承包经营", "土地承包经营", "0101"):
        petition = registrar.register(**LETTER, details__content_class=typed)
        assert registrar.state(petition).details.content_class == "0101"


def test_yesterdays_post_needs_its_day_only_and_keeps_it_for_the_next_letter(registrar: Registrar) -> None:
    yesterday = (datetime.now(UTC) + timedelta(hours=8) - timedelta(days=1)).date()
    values = registrar.sheet().filled(**LETTER, received__day=yesterday.isoformat())
    status, place = registrar.post("/intake", values)
    assert status == 303
    assert f"received.day={yesterday}" in place
    petition = place.removeprefix("/intake/done/").partition("?")[0]
    received = registrar.state(petition).received_at
    assert received is not None
    assert (received.day, received.at) == (yesterday, None)
    again = registrar.sheet(received__day=yesterday.isoformat())
    assert again.values["received.day"] == yesterday.isoformat()


def test_a_day_that_there_is_not_is_refused_at_its_field(registrar: Registrar) -> None:
    status, page = registrar.post("/intake", registrar.sheet().filled(**LETTER, received__day="2026-02-31"))
    assert status == 422
    assert "received.day" in Sheet(page).wrong


def test_a_reason_stands_in_for_what_could_not_be_had(registrar: Registrar) -> None:
    typed = {**VISIT, "details__petitioner__name": "", "details.not_given.name": "refused"}
    petition = registrar.register("visit", **typed)
    assert registrar.state(petition).details.not_given == {"name": "refused"}
    assert "拒绝提供" in registrar.get(f"/petitions/{petition}/print/sheet")


def test_another_channel_keeps_what_was_typed(registrar: Registrar) -> None:
    status, page = registrar.post("/intake/channel", registrar.sheet().filled(**LETTER, channel="visit"))
    assert status == 200
    changed = Sheet(page)
    assert changed.values["details.title"] == "屋顶渗漏"
    assert changed.values["details.receivers"] == "田甜"
    assert "open.envelope" not in changed.names
    assert "details.receivers" in changed.required
    part = registrar.post("/intake/channel", registrar.sheet().filled(channel="visit"), **{"HX-Request": "true"})[1]
    assert "<html" not in part


def test_whoever_comes_to_the_address_of_a_form_by_a_link_gets_the_form(registrar: Registrar) -> None:
    for path in ("channel", "candidates", "compared", "drafts", "drafts/discarded"):
        answer = registrar.client.get(f"/intake/{path}", headers=registrar.headers)
        assert (answer.status_code, answer.headers["location"]) == (303, "/intake")


def test_an_accusation_against_ones_own_unit_is_registered_and_not_shown(registrar: Registrar) -> None:
    typed = {**LETTER, "details__purpose": "accusation", "details__accused_units": "信访科"}
    status, place = registrar.post("/intake", registrar.sheet().filled(**typed))
    assert status == 303
    assert place.startswith("/intake?channel=letter&hidden=")
    page = registrar.get(place)
    assert "只由其他人员查看办理" in page
    assert "屋顶" not in page


def test_what_is_owed_next_stands_with_its_clause_and_the_act_that_meets_it(registrar: Registrar) -> None:
    petition = registrar.register(**LETTER)
    page = registrar.get(f"/intake/done/{petition}?channel=letter")
    assert "S1.23.2" in page
    assert f'href="/petitions/{petition}/acts/notify"' in page
    assert 'href="/intake?channel=letter"' in page


def test_only_who_receives_may_open_the_page(somebody: Somebody) -> None:
    head = somebody("钟山")
    assert head.client.get("/intake", headers=head.headers).status_code == 403
    assert head.post("/intake", {})[0] == 403
