"""A one-time code opens the way in: for the first administrator, and for whoever was given an account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from service.ledger.entry import Via
from service.runtime import Instance
from service.signin import accounts, one_time
from tests.service.signin.people import ADMINISTRATOR, OFFICE, PASSWORD, People
from tests.service.web.account.conftest import Visitor

Visit = Callable[..., Visitor]
FIRST = "zhuoluo account first"


def test_the_sign_in_page_says_how_the_first_administrator_gets_in_until_there_is_one(
    people: People, visit: Visit
) -> None:
    nobody = visit()
    page = nobody.page("/signin")
    assert FIRST in page
    assert 'href="/redeem"' in page
    people.account()
    page = nobody.page("/signin")
    assert FIRST not in page
    assert 'href="/redeem"' in page


@pytest.mark.usefixtures("people")
def test_the_first_administrator_gets_in_with_the_code_of_the_console(instance: Instance, visit: Visit) -> None:
    code = one_time.first_code(instance, OFFICE, datetime.now(UTC))
    said = {"code": code.lower(), "login": "anguan", "password": PASSWORD, "again": PASSWORD, "person": "安小全"}
    done = visit().sent("/redeem", **said)
    assert (done.status_code, done.headers["location"]) == (303, "/signin?redeemed=yes")
    assert "密码已设定" in visit().page("/signin?redeemed=yes")
    assert "安全管理员" in visit("anguan").page("/account")
    assert visit().sent("/redeem", **said).status_code == 422


@pytest.mark.usefixtures("people")
def test_whoever_was_given_an_account_sets_the_password_with_its_code(instance: Instance, visit: Visit) -> None:
    opened = accounts.open_account(instance, OFFICE, accounts.opening("liuqing", "柳青"), ADMINISTRATOR, Via())
    code = one_time.invitation(instance, OFFICE, opened.id, datetime.now(UTC))
    nobody = visit()
    for said, status, told in (
        ({"code": "AAAA-BBBB-CCCC-DDDD"}, 422, "一次性代码与用户名不符"),
        ({"login": "somebody"}, 422, "一次性代码与用户名不符"),
        ({"again": "another one of them"}, 422, "两次输入的密码不一致"),
        ({"password": "liuqing liuqing", "again": "liuqing liuqing"}, 409, "容易被猜到"),
        ({}, 303, ""),
    ):
        form = {"code": code, "login": "liuqing", "password": PASSWORD, "again": PASSWORD, **said}
        answer = nobody.sent("/redeem", **form)
        assert (answer.status_code, told in answer.text) == (status, True), said
        assert form["code"] not in answer.text
        assert form["password"] not in answer.text
    visit("liuqing").page("/")


def test_the_page_of_codes_works_in_both_languages_without_a_script(visit: Visit) -> None:
    assert "使用一次性代码" in visit().page("/redeem")
    english = visit().page("/redeem?lang=en")
    assert "Use a one-time code" in english
    assert "<script" not in english
