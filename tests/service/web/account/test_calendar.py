"""The link of one's own calendar on the page of one's account: made, shown once, renewed, revoked."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.service.signin.people import People
from tests.service.web.account.conftest import Visitor

PAGE = "/account/calendar"
LINK = re.compile(r'<code id="calendar-link">http://[^/]+(/calendar/zlc_[A-Za-z0-9_-]{43}\.ics)</code>')


@pytest.fixture
def officer(people: People, visit: Callable[..., Visitor]) -> Visitor:
    people.account()
    return visit("tiantian")


def made(officer: Visitor) -> str:
    found = LINK.findall(officer.sent(PAGE, step="make").text)
    assert len(found) == 1
    return str(found[0])


def test_a_link_is_shown_once_and_opens_the_calendar_without_signing_in(
    officer: Visitor, visit: Callable[..., Visitor]
) -> None:
    assert "已生成订阅链接" not in officer.page("/account")
    link = made(officer)
    assert visit().page(link).startswith("BEGIN:VCALENDAR")
    assert "已生成订阅链接" in officer.page("/account")
    assert "zlc_" not in officer.page(PAGE)


def test_another_link_ends_the_one_before(officer: Visitor, visit: Callable[..., Visitor]) -> None:
    first = made(officer)
    second = made(officer)
    assert visit().client.get(first).status_code == 404
    assert visit().client.get(second).status_code == 200


def test_a_link_that_is_revoked_opens_nothing(officer: Visitor, visit: Callable[..., Visitor]) -> None:
    link = made(officer)
    assert visit().client.get(link).status_code == 200, "the control"
    done = officer.sent(PAGE, step="revoke")
    assert done.headers["location"] == f"{PAGE}?done=revoked"
    assert "链接已作废" in officer.page(done.headers["location"])
    assert visit().client.get(link).status_code == 404
