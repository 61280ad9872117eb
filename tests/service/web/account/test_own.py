"""One's own account: who one is and why, sessions, password, second factor; and no secret is shown twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pyotp
import pytest

from domain.office import PersonAppointed, PersonLeft
from service.ledger.entry import Via
from service.runtime import Instance
from service.signin import mailboxes
from service.signin.errors import SignInFailed
from service.web.account.factor import SECRET
from tests.service.signin.people import ADMINISTRATOR, OFFICE, PASSWORD, People
from tests.service.web.account.conftest import Visitor

Visit = Callable[..., Visitor]
BETTER = "seven herons wade through barley"
CODE = re.compile(r"<li><code>([A-Z2-7-]{19})</code>")


@pytest.fixture
def officer(people: People, visit: Visit) -> Visitor:
    people.account()
    return visit("tiantian")


def test_the_page_says_who_one_is_and_what_gives_the_roles(instance: Instance, people: People, visit: Visit) -> None:
    head = PersonAppointed(person="倪虹", post="head", unit="", since=date(2025, 1, 1))
    instance.offices.add(OFFICE, head, ADMINISTRATOR, Via())
    people.account("nihong", "倪虹")
    page = visit("nihong").page("/account")
    for told in ("倪虹", "领导", "主要负责人", "保密：职务 主要负责人", "至少15个字符", "本次会话"):
        assert told in page
    assert 'href="/account"' in visit("nihong").page("/")


def test_whoever_has_lost_every_role_still_reaches_the_own_account_and_leaves(
    instance: Instance, officer: Visitor
) -> None:
    left = PersonLeft(person="田甜", since=date(2025, 1, 2), reason="调离")
    instance.offices.add(OFFICE, left, ADMINISTRATOR, Via())
    assert "无：可由安全管理员授予" in officer.page("/account")
    officer.page("/register", 403)
    assert officer.sent("/signout", shown="/account").headers["location"] == "/signin"
    assert officer.client.get("/account").status_code == 303


def test_a_session_that_was_ended_elsewhere_leads_to_sign_in_with_its_next_click(
    officer: Visitor, visit: Visit
) -> None:
    other = visit("tiantian")
    assert officer.page("/account").count('data-label="登录时间"') == 2
    ended = officer.sent("/account/sessions/end", shown="/account", session="others")
    assert (ended.status_code, ended.headers["location"]) == (303, "/account?done=sessions")
    assert other.client.get("/register").headers["location"] == "/signin?next=%2Fregister"
    assert "会话已结束" in officer.page("/account?done=sessions")


def test_ending_the_session_at_hand_signs_out(officer: Visitor) -> None:
    own = re.search(r'name="session" value="([0-9a-f-]{36})"', officer.page("/account"))
    assert own is not None
    answer = officer.sent("/account/sessions/end", shown="/account", session=own[1])
    assert answer.headers["location"] == "/signin"
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert officer.client.get("/account").status_code == 303


def test_a_session_of_somebody_else_is_not_there(officer: Visitor, people: People, visit: Visit) -> None:
    people.account("liuqing", "柳青")
    other = re.search(r'name="session" value="([0-9a-f-]{36})"', visit("liuqing").page("/account"))
    assert other is not None
    for said in (other[1], "nonsense"):
        assert officer.sent("/account/sessions/end", shown="/account", session=said).status_code == 404


def test_a_changed_password_ends_every_other_session(officer: Visitor, visit: Visit, people: People) -> None:
    other = visit("tiantian")
    done = officer.sent("/account/password", old=PASSWORD, new=BETTER, again=BETTER)
    assert done.headers["location"] == "/account?done=password"
    assert other.client.get("/").headers["location"] == "/signin"
    people.sign_in(password=BETTER)


@pytest.mark.parametrize(
    ("old", "new", "again", "status", "told"),
    [
        ("not it at all, dear", BETTER, BETTER, 422, "当前密码不正确"),
        (PASSWORD, BETTER, BETTER + "!", 422, "两次输入的密码不一致"),
        (PASSWORD, "short", "short", 409, "密码至少15个字符"),
        (PASSWORD, "x" * 2000, "x" * 2000, 422, "新密码"),
    ],
)
def test_a_password_that_does_not_do_is_told_at_its_field_and_never_shown(
    officer: Visitor, people: People, old: str, new: str, again: str, status: int, told: str
) -> None:
    answer = officer.sent("/account/password", old=old, new=new, again=again)
    assert answer.status_code == status
    assert told in answer.text
    for secret in {old, new, again} - {"short"}:
        assert secret not in answer.text
    people.sign_in()


def test_a_second_factor_is_set_up_with_a_picture_a_key_and_a_code_of_it(officer: Visitor, people: People) -> None:
    begun = officer.sent("/account/second-factor", step="begin").text
    secret = SECRET.search(begun)
    assert secret is not None
    assert 'src="data:image/svg+xml' in begun
    wrong = officer.sent("/account/second-factor", step="confirm", secret=secret[0], code="000000")
    assert (wrong.status_code, "动态码不正确" in wrong.text, secret[0] in wrong.text) == (422, True, True)
    code = pyotp.TOTP(secret[0]).now()
    shown = officer.sent("/account/second-factor", step="confirm", secret=secret[0], code=f" {code} ").text
    recovery = CODE.findall(shown)
    assert len(recovery) == 8
    with pytest.raises(SignInFailed):
        people.sign_in()
    people.sign_in(code=recovery[0])
    assert "剩余恢复码7个" in officer.page("/account")
    page = officer.page("/account/second-factor")
    assert not any(each in page for each in (secret[0], *recovery))
    assert officer.sent("/account/second-factor", shown="/account", step="begin").status_code == 409


def test_the_owner_sees_the_address_for_reminders_and_may_want_no_mail(
    instance: Instance, people: People, visit: Visit
) -> None:
    account = people.account().id
    officer = visit("tiantian")
    assert "尚未登记邮箱" in officer.page("/account")
    event = mailboxes.setting(account, "tiantian@example.org", "核实")
    mailboxes.set_address(instance, OFFICE, event, "tiantian@example.org", ADMINISTRATOR, Via())
    assert "tiantian@example.org" in officer.page("/account")
    for wanted, told in (("no", "恢复邮件提醒"), ("yes", "不要邮件提醒")):
        done = officer.sent("/account/mail", shown="/account", wanted=wanted)
        assert done.headers["location"] == "/account?done=mail"
        assert told in officer.page("/account?done=mail")
        assert mailboxes.mailboxes(instance, [account])[account].wanted == (wanted == "yes")


def test_a_key_that_is_none_is_never_drawn(officer: Visitor) -> None:
    answer = officer.sent("/account/second-factor", step="confirm", secret='"><b>', code="123456")  # noqa: S106 - of nobody
    assert "<b>" not in answer.text
    assert SECRET.search(answer.text)


def test_the_account_is_whole_in_english(officer: Visitor) -> None:
    officer.client.headers["Cookie"] += "; lang=en"
    for path in ("", "/password", "/second-factor"):
        page = officer.page(f"/account{path}")
        assert '<html lang="en">' in page
        assert "My account" in page
