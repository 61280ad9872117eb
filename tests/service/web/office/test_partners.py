"""Offices exchanged with as pages: named by their cards with the fingerprint in view, said anew, and dismissed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from domain import office as o
from domain.partners import Partner
from service.ledger.entry import Via
from service.runtime import Instance
from service.transfers import naming
from tests.service.signin.people import ADMINISTRATOR, OFFICE
from tests.service.web.office.conftest import Administrator

At = Callable[[str], Administrator]
PAGE, OTHER, UNIT = "/office/partners", "linye", "县林业局"


@pytest.fixture
def operator(at: At, instance: Instance) -> Administrator:
    """Whoever operates the system; another office is there, whose card is at hand."""
    made = o.OfficeCreated(id=OTHER, name="林业局", time_zone="Asia/Shanghai")
    instance.offices.create(made, "plain", ADMINISTRATOR, datetime.now(UTC), Via())
    return at("sysadmin")


def typed(instance: Instance, **said: str) -> dict[str, str]:
    card = naming.text_of(naming.card(instance, OTHER))
    return {"card": card, "relation": "beside", "unit": UNIT, "url": "", "reason": "建立交换", **said}


def known(instance: Instance) -> dict[str, Partner]:
    return dict(instance.offices.get(OFFICE).state.partners.known)


def test_an_office_is_named_by_its_card_once_its_fingerprint_was_looked_at(
    instance: Instance, operator: Administrator
) -> None:
    said = typed(instance)
    preview = operator.previewed(f"{PAGE}/name", said)
    assert naming.card(instance, OTHER).fingerprint in preview.text
    assert known(instance) == {}, "nothing is written before it is confirmed"
    done = operator.confirmed(f"{PAGE}/name", said, preview)
    assert (done.status_code, done.headers["location"]) == (303, f"{PAGE}?done=office-partners-name")
    named = known(instance)[OTHER]
    assert (named.name, named.relation, named.unit) == ("林业局", "beside", UNIT)
    assert UNIT in operator.page(PAGE)
    assert "指定交换机构" in operator.page("/office/history")


def test_a_text_that_is_no_card_is_told_at_its_field(instance: Instance, operator: Administrator) -> None:
    for card in ("{}", "no card", '{"office": "x"}'):
        answer = operator.previewed(f"{PAGE}/name", {**typed(instance), "card": card})
        assert answer.status_code == 422
        assert "不是交换名片" in answer.text
    assert known(instance) == {}


def test_what_the_rules_refuse_is_told_on_the_form(instance: Instance, operator: Administrator) -> None:
    answer = operator.previewed(f"{PAGE}/name", typed(instance, url="ftp://linye"))
    assert answer.status_code == 409
    assert "ftp" in answer.text
    assert known(instance) == {}


def test_an_office_is_said_anew_from_what_is_known_of_it(instance: Instance, operator: Administrator) -> None:
    operator.does(f"{PAGE}/name", typed(instance))
    form = operator.page(f"{PAGE}/name?partner={OTHER}")
    assert known(instance)[OTHER].sealing in form
    assert f'value="{UNIT}"' in form
    operator.does(f"{PAGE}/name", typed(instance, relation="above"))
    assert known(instance)[OTHER].relation == "above"


def test_an_office_is_dismissed_with_a_reason(instance: Instance, operator: Administrator) -> None:
    operator.does(f"{PAGE}/name", typed(instance))
    said = {"partner": OTHER, "reason": "机构合并"}
    form = operator.hidden(operator.page(f"{PAGE}/dismiss?partner={OTHER}"))
    preview = operator.sent(f"{PAGE}/dismiss", {**form, **said, "step": "preview"})
    assert known(instance) != {}
    operator.confirmed(f"{PAGE}/dismiss", said, preview)
    assert known(instance) == {}
    assert OTHER in instance.offices.get(OFFICE).state.partners.dismissed


def test_the_own_card_is_the_file_by_which_others_name_this_office(instance: Instance, operator: Administrator) -> None:
    answer = operator.client.get(f"{PAGE}/card")
    assert naming.read(answer.content) == naming.card(instance, OFFICE)
    assert "attachment" in answer.headers["content-disposition"]
    assert naming.card(instance, OFFICE).fingerprint in operator.page(PAGE)


def test_nobody_else_names_an_office(instance: Instance, operator: Administrator, at: At) -> None:
    form = operator.hidden(operator.page(f"{PAGE}/name"))
    for login in ("clerk", "secadmin"):
        other = at(login)
        assert {other.client.get(path).status_code for path in (PAGE, f"{PAGE}/card", f"{PAGE}/name")} == {403}
        sent = other.sent(f"{PAGE}/name", {**form, **typed(instance), "step": "confirm"})
        assert sent.status_code == 403
    assert known(instance) == {}
