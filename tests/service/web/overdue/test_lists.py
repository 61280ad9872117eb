"""What is late, as each may see it, with the sums of just that; and pressing."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from domain.events import Pressed
from domain.office import FieldGiven
from service.ledger.entry import Via
from service.readmodels.lateness import BANDS
from service.runtime import Instance
from service.web.overdue.views import VIEWS
from tests.service.access.conftest import Door
from tests.service.access.story import BY_ROLE, CLEARED
from tests.service.api.callers import HERE
from tests.service.signin.people import ADMINISTRATOR

pytestmark = pytest.mark.usefixtures("told")
HELD = {"Cookie": f"__Host-pre={'a' * 43}"}
"""What a browser holds that was shown a form."""
LATER = "2026-09-01"
"""A day on which the limits of all the letters have passed."""
LEADER = BY_ROLE["leader"]


def page(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def pressed(client: TestClient, *ticks: str, text: str = "", key: str = "") -> Any:
    """The answer to the form, sent as it stands on the page."""
    found = re.search(r'name="csrf" value="([^"]*)"', client.get("/overdue", headers=HELD).text)
    assert found is not None
    form = {"csrf": found[1], "key": key or uuid4().hex, "text": text, "next": "/overdue", "which": list(ticks)}
    return client.post("/overdue/press", data=form, headers={"Origin": HERE, **HELD})


def owed(client: TestClient, address: str) -> list[str]:
    """What can be ticked on a list of duties: the petition, and who owes."""
    return re.findall(r'name="which" value="([^"]+)"', page(client, address))


@pytest.mark.parametrize("view", VIEWS)
def test_each_list_is_a_page_for_whoever_may_see_lists(client: TestClient, door: Door, view: str) -> None:
    for role in ("supervisor", "statistician", "handler"):
        with door.signed_in(BY_ROLE[role]):
            page(client, f"/overdue?view={view}&on={LATER}")


def test_the_sums_count_what_the_list_shows_to_whoever_asks(client: TestClient, door: Door) -> None:
    seen = {}
    for person in (BY_ROLE["supervisor"], CLEARED, BY_ROLE["handler"]):
        with door.signed_in(person):
            text = page(client, f"/overdue?on={LATER}")
            rows = text.count('data-label="收到日期"')
            assert f"<strong>{rows}</strong> 件合计" in text
            seen[person] = rows
    assert seen[CLEARED] == seen[BY_ROLE["supervisor"]] + 1  # the accusation
    assert 0 < seen[BY_ROLE["handler"]] < seen[BY_ROLE["supervisor"]]


def test_a_filter_leaves_the_rows_that_fit_and_says_how_many(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["supervisor"]):
        text = page(client, f"/overdue?on={LATER}&unit=规划科&late=31-&clause=")
        assert text.count('data-label="收到日期"') == 2
        assert "<strong>2</strong> 件符合筛选条件" in text
        assert page(client, f"/overdue?on={LATER}&late=1-7").count('data-label="收到日期"') == 0


def test_duties_are_told_apart_by_days_late_and_by_the_leader_who_answers_for_their_petition(
    client: TestClient, door: Door, instance: Instance
) -> None:
    given = FieldGiven(leader=LEADER, unit="规划科", since=date(2026, 1, 1))
    instance.offices.add("yimin", given, ADMINISTRATOR, Via(), at=instance.ledger.head("yimin").recorded_at)
    address = f"/overdue?view=duties&on={LATER}"
    with door.signed_in(BY_ROLE["supervisor"]):
        every = owed(client, address)
        assert sum(len(owed(client, f"{address}&late={band}")) for band in BANDS) == len(every)
        assert len(owed(client, f"{address}&late=31-")) > 0
        led = owed(client, f"{address}&leader={LEADER}")
        assert 0 < len(led) < len(every)
        assert set(led) <= set(every)
        assert owed(client, f"{address}&leader=无此人") == []
        assert client.get(f"{address}&late=5").status_code == 422


def test_where_the_time_went_stands_beside_each_petition_when_it_is_asked_for(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["supervisor"]):
        assert "时间去向（天）" in page(client, f"/overdue?on={LATER}&spent=true")


def test_what_cannot_be_asked_is_refused_with_its_name(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["supervisor"]):
        assert client.get("/overdue?late=5").status_code == 422
        assert client.get("/overdue?nothing=1").status_code == 422
        assert client.get("/overdue?view=nothing").status_code == 404


def test_several_are_pressed_with_the_same_words_and_each_has_its_own_result(
    client: TestClient, door: Door, told: dict[str, Any], instance: Instance
) -> None:
    ticks = (f"{told['road']} 规划科", f"{told['water']} 后扶科", f"{told['accusation']} 纪检组", "nothing 规划科")
    with door.signed_in(BY_ROLE["supervisor"]):
        answer = pressed(client, *ticks, text="请三日内回告")
    assert answer.status_code == 200
    assert "已催办2件" in answer.text
    assert answer.text.count("没有此件") == 2  # what is hidden is told as what is not there
    for name in ("road", "water"):
        last = instance.desk.petition("yimin", told[name]).lines[-1]
        assert type(last.event).__name__ == "Pressed"
        assert last.actor.name == BY_ROLE["supervisor"]


def test_a_form_that_is_sent_again_presses_nobody_twice(
    client: TestClient, door: Door, told: dict[str, Any], instance: Instance
) -> None:
    tick, key = f"{told['road']} 规划科", uuid4().hex
    with door.signed_in(BY_ROLE["supervisor"]):
        for _ in range(2):
            assert "已催办1件" in pressed(client, tick, key=key).text
        assert "此前已用其他内容提交" in pressed(client, tick, key=key, text="别的话").text
    lines = instance.desk.petition("yimin", told["road"]).lines
    assert [type(line.event).__name__ for line in lines].count("Pressed") == 1


def test_of_several_duties_of_one_petition_each_who_owes_one_is_pressed_once(
    client: TestClient, door: Door, told: dict[str, Any], instance: Instance
) -> None:
    both = (f"{told['road']} 规划科", f"{told['road']} 信访科")
    with door.signed_in(BY_ROLE["supervisor"]):
        assert "已催办2件" in pressed(client, *both, *both).text
    lines = instance.desk.petition("yimin", told["road"]).lines
    assert [line.event.to for line in lines if isinstance(line.event, Pressed)] == ["规划科", "信访科"]


def test_a_form_without_a_tick_says_what_is_missing(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["supervisor"]):
        answer = pressed(client)
    assert answer.status_code == 422
    assert "请至少勾选一件" in answer.text


def test_who_may_not_act_is_shown_no_form_and_presses_nobody(
    client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    with door.signed_in(BY_ROLE["auditor"]):
        assert 'name="which"' not in page(client, "/overdue")
        assert pressed(client, f"{told['road']} 规划科").status_code == 403
