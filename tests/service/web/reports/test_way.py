"""A report goes its way by pages: drafted, checked, signed off, submitted, verified; refused with reasons; received."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from service.runtime import Instance
from tests.service.access.conftest import Door
from tests.service.access.story import BY_ROLE
from tests.service.api.callers import HERE, Caller
from tests.service.api.test_reports import filled, sent

pytestmark = pytest.mark.usefixtures("told")
HELD = {"Cookie": f"__Host-pre={'a' * 43}"}
"""What a browser holds that was shown a form."""
DAYS = {"first": "2026-03-01", "last": "2026-03-05"}
ONE = "/reports/2026-03-01..2026-03-05-1"
STATISTICIAN, AUDITOR, LEADER = BY_ROLE["statistician"], BY_ROLE["auditor"], BY_ROLE["leader"]


def page(client: TestClient, address: str, status: int = 200) -> str:
    answer = client.get(address, headers=HELD)
    assert answer.status_code == status, answer.text
    return unescape(answer.text)


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found is not None, name
    return found[1]


def post(client: TestClient, address: str, shown: str, **form: str) -> Any:
    """The answer to a form of the page `shown`."""
    text = page(client, shown)
    said = {"csrf": hidden(text, "csrf"), "key": uuid4().hex, **form}
    if "digest" in text and "digest" not in said:
        said["digest"] = hidden(text, "digest") if 'name="digest"' in text else ""
    return client.post(address, data=said, headers={"Origin": HERE, **HELD}, follow_redirects=False)


def drafted(client: TestClient, door: Door) -> None:
    with door.signed_in(STATISTICIAN):
        answer = post(client, "/reports", "/reports", **DAYS)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{ONE}?done=drafted"), answer.text


def stepped(client: TestClient, door: Door, person: str, step: str, **form: str) -> Any:
    with door.signed_in(person):
        return post(client, f"{ONE}/{step}", ONE, **form)


def test_a_report_goes_its_way_and_each_step_says_who_and_when(client: TestClient, door: Door) -> None:
    drafted(client, door)
    assert stepped(client, door, AUDITOR, "check", reason="数字无误").status_code == 303
    assert stepped(client, door, LEADER, "sign").status_code == 303
    assert stepped(client, door, STATISTICIAN, "submit", to="市移民局").status_code == 303
    with door.signed_in(STATISTICIAN):
        text = page(client, ONE)
        for said in ("已拟制", "已核对", "已签发", "已报送", STATISTICIAN, AUDITOR, LEADER, "市移民局", "数字无误"):
            assert said in text
        assert "2026年3月9日" in text
        assert "全部一致" in page(client, f"{ONE}/verification")
        assert client.get(f"{ONE}/file").json()["report"]["standing"] == "sent"
        assert client.get(f"{ONE}/bundle").content.startswith(b"PK")
        assert "市移民局" in page(client, "/reports?year=2026")


def test_a_figure_of_a_report_opens_its_facts_as_known_at_its_position(client: TestClient, door: Door) -> None:
    drafted(client, door)
    with door.signed_in(STATISTICIAN):
        opens = re.search(r'<th scope="row">收到</th><td class="number"><a href="([^"]*)">4</a>', page(client, ONE))
        assert opens is not None
        assert "办理次数（次） <strong>4</strong>" in page(client, opens[1])


def test_a_form_sent_twice_drafts_once(client: TestClient, door: Door, instance: Instance) -> None:
    with door.signed_in(STATISTICIAN):
        for _ in range(2):
            assert post(client, "/reports", "/reports", **DAYS, key="e" * 32).status_code == 303
    assert len(instance.offices.get("yimin").state.reports) == 1


def test_what_is_refused_is_said_with_its_reason_and_what_was_typed_stays(client: TestClient, door: Door) -> None:
    drafted(client, door)
    own = stepped(client, door, STATISTICIAN, "check", reason="自核")
    assert own.status_code == 409
    assert "拟制人不得核对" in own.text
    early = stepped(client, door, LEADER, "sign", reason="同意")
    assert early.status_code == 409
    assert "同意" in early.text
    assert "须为" in early.text
    silent = stepped(client, door, LEADER, "return", reason="")
    assert silent.status_code == 409
    assert "退回须写明理由" in silent.text
    other = stepped(client, door, AUDITOR, "check", digest="0" * 64)
    assert other.status_code == 409
    assert "所见并非此稿" in other.text


def test_a_draft_is_returned_with_a_reason_and_drafted_anew(client: TestClient, door: Door) -> None:
    drafted(client, door)
    assert stepped(client, door, LEADER, "return", reason="口径有误").status_code == 303
    with door.signed_in(STATISTICIAN):
        assert "口径有误" in page(client, ONE)
        again = post(client, "/reports", "/reports", **DAYS)
        assert again.headers["location"].startswith("/reports/2026-03-01..2026-03-05-2?")


def test_what_cannot_be_done_now_says_why_before_it_is_tried(client: TestClient, door: Door) -> None:
    drafted(client, door)
    with door.signed_in(LEADER):
        text = page(client, ONE)
    assert "目前不能办理" in text
    assert f'action="{ONE}/sign"' not in text
    assert f'action="{ONE}/check"' not in text
    assert f'action="{ONE}/return"' in text


def test_a_period_that_is_not_over_or_is_none_is_refused_on_the_form(client: TestClient, door: Door) -> None:
    with door.signed_in(STATISTICIAN):
        running = post(client, "/reports", "/reports", year="2026", part="03")
        assert running.status_code == 409
        assert "尚未结束" in running.text
        wrong = post(client, "/reports", "/reports", first="2026-03-05", last="2026-03-01")
        assert wrong.status_code == 422
        assert "统计期间不合格式" in wrong.text


def test_only_a_statistician_drafts_and_only_those_who_handle_reports_take_steps(
    client: TestClient, door: Door
) -> None:
    drafted(client, door)
    with door.signed_in(BY_ROLE["supervisor"]):
        text = page(client, ONE)
        assert "您的角色不办理报表" in text
        for address in ("/reports", f"{ONE}/sign", "/reports/received"):
            assert post(client, address, "/").status_code == 403
        assert client.get(f"{ONE}/verification").status_code == 403
    with door.signed_in(STATISTICIAN):
        page(client, "/reports/2020-1", 404)


def test_a_report_from_below_is_received_shown_and_summed(client: TestClient, door: Door) -> None:
    with door.console():
        below = filled(Caller.founded(client, "below", "plain", replayed=True))
        sent(below)
        file = client.get(below.path("reports", "2026-01-1", "file")).content
    with door.signed_in(STATISTICIAN):
        assert received(client, b"no report").status_code == 422
        answer = received(client, file)
        assert (answer.status_code, answer.headers["location"]) == (303, "/reports?year=2026&done=received")
        shown = re.search(r'href="(/reports/received/\d+)"', page(client, "/reports?year=2026"))
        assert shown is not None
        assert "来信来访数量" in page(client, shown[1])
        again = received(client, file)
        assert again.status_code == 409
        assert "该报表已接收" in again.text
        page(client, "/reports/received/1", 404)


def received(client: TestClient, file: bytes) -> Any:
    form = {"csrf": hidden(page(client, "/reports"), "csrf"), "key": uuid4().hex}
    return client.post(
        "/reports/received", data=form, files={"file": ("r.json", file)}, headers={"Origin": HERE, **HELD},
        follow_redirects=False,
    )  # fmt: skip


def test_a_period_that_the_rules_want_reported_stands_there_with_its_end(client: TestClient, door: Door) -> None:
    with door.signed_in(STATISTICIAN):
        english = client.get("/reports?year=2026", headers={"Cookie": "lang=en"}).text
    assert "Draft a report" in english
    assert "Received from below" in english
