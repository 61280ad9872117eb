"""Whoever operates the system names offices by their cards on a page, looks at the fingerprint, and dismisses them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from domain import office as o
from service.runtime import Instance
from service.transfers import naming
from tests.service.access.conftest import Door
from tests.service.api.callers import HERE
from tests.service.apps import app_of
from tests.service.transfers import offices as at
from tests.service.transfers.offices import LOWER, UPPER

OPERATOR, NEW = "周静", "linye"
PARTNERS = "/office/partners"


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def page(instance: Instance, door: Door) -> Iterator[TestClient]:
    """Asks as the system administrator of the upper office; a third office is there, which knows nobody."""
    granted = o.AccessGranted(person=OPERATOR, role="system_admin", since=at.now().date(), reason="运维")
    instance.offices.add(UPPER, granted, at.CLERK, at.VIA)
    at.office(instance, NEW)
    with TestClient(app_of(instance, door), base_url=HERE) as made, door.signed_in(OPERATOR, UPPER):
        yield made


def typed(instance: Instance, **said: str) -> dict[str, str]:
    """The form, filled in with the card of the third office."""
    card = naming.text_of(naming.card(instance, NEW))
    return {"card": card, "relation": "beside", "unit": "林业局", "url": "", "reason": "建立交换", **said}


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found, name
    return found[1]


def confirmed(page: TestClient, path: str, said: dict[str, str]) -> None:
    """The form is sent, looked at, and confirmed as it stands there."""
    form = page.get(path, params=said)
    told = page.post(path, data={**said, "step": "preview"})
    assert (form.status_code, told.status_code) == (200, 200), told.text
    kept = {name: hidden(told.text, name) for name in ("key", "version") if f'name="{name}"' in told.text}
    done = page.post(path, data={**said, **kept, "step": "confirm"}, follow_redirects=False)
    assert done.status_code == 303, done.text


def test_an_office_is_named_by_its_card_with_the_fingerprint_before_it_is_confirmed(
    instance: Instance, page: TestClient
) -> None:
    said = typed(instance)
    told = page.post(f"{PARTNERS}/name", data={**said, "step": "preview"}).text
    assert naming.card(instance, NEW).fingerprint in told
    assert NEW not in instance.offices.get(UPPER).state.partners.known, "nothing is written before it is confirmed"
    confirmed(page, f"{PARTNERS}/name", said)
    known = instance.offices.get(UPPER).state.partners.known[NEW]
    assert (known.relation, known.unit) == ("beside", "林业局")
    assert "林业局" in page.get(PARTNERS).text


def test_a_text_that_is_no_card_is_told_at_its_field(instance: Instance, page: TestClient) -> None:
    for card in ("{}", "no card", '{"office": "x"}'):
        answer = page.post(f"{PARTNERS}/name", data={**typed(instance), "card": card, "step": "preview"})
        assert answer.status_code == 422
        assert "不是交换名片" in answer.text


def test_what_the_rules_refuse_is_told_on_the_form(instance: Instance, page: TestClient) -> None:
    """One unit stands for one office."""
    said = typed(instance, unit=at.NAMES[LOWER])
    answer = page.post(f"{PARTNERS}/name", data={**said, "step": "preview"})
    assert answer.status_code == 409
    assert "已对应另一交换机构" in answer.text


def test_an_office_is_said_anew_from_what_is_known_of_it_and_dismissed(instance: Instance, page: TestClient) -> None:
    form = page.get(f"{PARTNERS}/name", params={"partner": LOWER}).text
    assert instance.offices.get(UPPER).state.partners.known[LOWER].sealing in form
    confirmed(page, f"{PARTNERS}/dismiss", {"partner": LOWER, "reason": "机构合并"})
    assert LOWER not in instance.offices.get(UPPER).state.partners.known
    assert page.get(f"{PARTNERS}/dismiss", params={"partner": "nobody"}).status_code == 404


def test_the_own_card_is_handed_out_as_the_file_that_others_name_it_by(instance: Instance, page: TestClient) -> None:
    answer = page.get(f"{PARTNERS}/card")
    assert naming.read(answer.content) == naming.card(instance, UPPER)
    assert "attachment" in answer.headers["content-disposition"]


def test_somebody_of_the_desk_names_nobody(instance: Instance, page: TestClient, door: Door) -> None:
    with door.signed_in("田甜", UPPER):
        for path in (PARTNERS, f"{PARTNERS}/card", f"{PARTNERS}/name"):
            assert page.get(path).status_code == 403
        assert page.post(f"{PARTNERS}/name", data={**typed(instance), "step": "confirm"}).status_code == 403
    assert NEW not in instance.offices.get(UPPER).state.partners.known
