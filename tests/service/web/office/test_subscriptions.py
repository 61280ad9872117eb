"""Subscriptions as pages: named, paused, replayed, given another secret and ended by whoever operates the system."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from domain.subscriptions import ENDED, ON, PAUSED, Subscription
from service.database import Database
from service.ledger.entry import Via
from service.runtime import Instance
from service.signin import machine
from tests.service.signin.people import ADMINISTRATOR, OFFICE
from tests.service.web.office.conftest import Administrator

At = Callable[[str], Administrator]
PAGE, URL = "/office/subscriptions", "https://exchange.example.gov.cn/hooks"
SECRET = re.compile(r"<code>(whsec_[A-Za-z0-9+/=]{44})</code>")


@pytest.fixture
def token(instance: Instance) -> UUID:
    until = datetime.now(UTC) + timedelta(days=100)
    event = machine.issuing("市级平台", "信访科", ("read",), until, "对接")
    return machine.issue(instance, OFFICE, event, ADMINISTRATOR, Via()).id


@pytest.fixture
def operator(at: At) -> Administrator:
    return at("sysadmin")


@pytest.fixture
def named(operator: Administrator, token: UUID) -> str:
    """The secret that was shown when a subscription was named."""
    said = {"name": "市级平台", "url": URL, "token": str(token), "events": "Registered", "reason": "对接"}
    found = SECRET.findall(operator.does(f"{PAGE}/name", said).text)
    assert len(found) == 1
    return str(found[0])


def the_one(instance: Instance) -> Subscription:
    (found,) = instance.offices.get(OFFICE).state.subscriptions.known.values()
    return found


def test_a_subscription_is_named_and_its_secret_is_shown_this_once(
    instance: Instance, operator: Administrator, named: str
) -> None:
    assert (the_one(instance).url, the_one(instance).wanted.events) == (URL, ("Registered",))
    page = operator.page(PAGE)
    for told in ("市级平台", URL, "推送中", "登记", "查阅身份： 市级平台（信访科）"):
        assert told in page
    assert named not in page
    assert named not in operator.page("/office/history")


def test_it_is_paused_resumed_replayed_and_ended(instance: Instance, operator: Administrator, named: str) -> None:
    assert named
    one = {"subscription": str(the_one(instance).id), "reason": "对方维护"}
    about = f"?subscription={one['subscription']}"
    operator.does(f"{PAGE}/pause{about}", one)
    assert the_one(instance).standing == PAUSED
    assert "已暂停" in operator.page(PAGE)
    operator.does(f"{PAGE}/resume{about}", one)
    assert the_one(instance).standing == ON
    operator.does(f"{PAGE}/resume{about}", {**one, "after": "2"})
    assert the_one(instance).after == 2
    assert 'data-label="位置">2<' in operator.page(PAGE)
    preview = operator.previewed(f"{PAGE}/end{about}", one)
    operator.confirmed(f"{PAGE}/end", one, preview)
    assert the_one(instance).standing == ENDED
    assert f"{PAGE}/pause" not in operator.page(PAGE)


def test_another_secret_is_shown_once_and_what_it_wants_is_told_anew(
    instance: Instance, operator: Administrator, named: str, token: UUID
) -> None:
    id_ = str(the_one(instance).id)
    answer = operator.does(f"{PAGE}/secret?subscription={id_}", {"subscription": id_, "reason": "定期更换"})
    (another,) = SECRET.findall(answer.text)
    assert another != named
    form = operator.page(f"{PAGE}/change?subscription={id_}")
    assert f'value="{URL}"' in form
    said = {"subscription": id_, "name": "省级平台", "url": URL, "token": str(token), "reason": "更名"}
    operator.does(f"{PAGE}/change?subscription={id_}", said)
    assert (the_one(instance).name, the_one(instance).wanted.events) == ("省级平台", ())


def test_what_fails_is_listed_with_why_and_when_it_is_tried_again(
    instance: Instance, operator: Administrator, named: str, database: Database
) -> None:
    assert named
    failed = """UPDATE feeds.subscription SET failures = 3, failing_since = now(), next_at = now(),
        last_error = 'certificate' WHERE id = %s"""
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute(failed, [the_one(instance).id])
    page = operator.page(PAGE)
    for told in ("推送失败", "接收方的证书不被信任", "已尝试3次", "下次重试"):
        assert told in page


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"url": "http://exchange.example.gov.cn/hooks"}, "http:// 只用于本机"),
        ({"url": f"{URL}?key=1"}, "不得带用户名、密码、参数或者片段"),
        ({"after": "999999"}, "日志只到第"),
    ],
)
def test_what_cannot_be_is_told_with_why(
    instance: Instance, operator: Administrator, token: UUID, said: dict[str, str], told: str
) -> None:
    form = {"name": "市级平台", "url": URL, "token": str(token), "reason": "对接", **said}
    assert told in operator.previewed(f"{PAGE}/name", form).text
    assert instance.offices.get(OFFICE).state.subscriptions.known == {}


def test_one_that_is_not_there_is_not_there(operator: Administrator) -> None:
    assert operator.client.get(f"{PAGE}/change?subscription={UUID(int=1)}").status_code == 404
    operator.page(f"{PAGE}/pause")


def test_nobody_else_opens_the_pages(at: At) -> None:
    for login in ("secadmin", "clerk"):
        assert at(login).client.get(PAGE).status_code == 403
