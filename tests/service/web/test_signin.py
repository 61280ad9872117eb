"""The sign-in page works without scripts, in two languages, and shows demo accounts in a demo only."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from service.runtime import Instance
from service.signin.delays import LONGEST
from service.signin.demo import FILE, open_demo_accounts
from tests.service.api.callers import HERE, V1, problem
from tests.service.signin import provider
from tests.service.signin.people import OFFICE, PASSWORD, People


def fill(browser: TestClient, content: bytes | None = None, kind: str = "", **said: str) -> Response:
    """Fills in the form as a browser does: loaded first, its token and the cookie sent along."""
    page = browser.get("/signin")
    token = next(given["value"] for given in Page(page.text).all("input") if given["name"] == "csrf")
    cookie = {"Cookie": page.headers["set-cookie"].partition(";")[0], "Origin": HERE, "X-CSRF-Token": token}
    if content is None:
        answer: Response = browser.post("/signin", data={**said, "csrf": token}, headers=cookie)
    else:
        answer = browser.post("/signin", content=content, headers={**cookie, "Content-Type": kind})
    return answer


NOT_IT = "MARKER<b>"
TOKEN = re.compile(r'name="csrf" value="[0-9a-f]+"')


class Page(HTMLParser):
    """The elements of a page, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [given for found, given in self.found if found == tag]


def test_the_page_asks_for_login_password_and_code_in_a_form_without_scripts(browser: TestClient) -> None:
    answer = browser.get("/signin")
    page = Page(answer.text)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert [given["name"] for given in page.all("input")] == ["csrf", "next", "login", "password", "code"]
    assert page.all("form")[0]["method"] == "post"
    labelled = {given["for"] for given in page.all("label")}
    assert labelled == {given["id"] for given in page.all("input") if "id" in given}
    assert page.all("script") == page.all("style") == page.all("img") == []
    assert [name for _, given in page.found for name in given if name.startswith("on") or name == "style"] == []


def test_it_is_chinese_with_an_english_switch_and_every_word_stands_in_both(browser: TestClient) -> None:
    chinese = browser.get("/signin")
    assert Page(chinese.text).all("html") == [{"lang": "zh-CN"}]
    assert "用户名" in chinese.text
    switch = next(each["href"] for each in Page(chinese.text).all("a") if each.get("hreflang") == "en")
    english = browser.get(switch)
    assert Page(english.text).all("html") == [{"lang": "en"}]
    assert re.findall(r"[一-鿿]+", english.text) == ["着落", "着落", "中文"]
    assert Page(english.text).all("form")[0]["action"].startswith("/signin?lang=en&")


def test_whoever_fills_it_in_is_signed_in(browser: TestClient, people: People) -> None:
    people.account()
    answer = fill(browser, login="tiantian", password=PASSWORD, code="")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    here = {"Cookie": answer.headers["set-cookie"].partition(";")[0]}
    assert browser.get(f"{V1}/session", headers=here).json()["login"] == "tiantian"
    assert "田甜" in browser.get("/signin", headers=here).text
    gone = browser.delete(f"{V1}/session", headers={**here, "Origin": HERE, "X-Zhuoluo": "1"})
    assert gone.status_code == 200
    problem(browser.get(f"{V1}/session", headers=here), 401, "signed-out")


def test_whoever_does_not_is_told_the_same_whether_there_is_such_an_account_or_not(
    browser: TestClient, people: People, instance: Instance
) -> None:
    people.account()
    known, unknown = (fill(browser, login=login, password=NOT_IT) for login in ("tiantian", "nobody"))
    assert known.status_code == unknown.status_code == 401
    assert TOKEN.sub("", known.text) == TOKEN.sub("", unknown.text)
    assert "用户名、密码或动态码不正确。" in known.text
    assert "MARKER" not in known.text
    for _ in range(4):
        fill(browser, login="tiantian", password=NOT_IT)
    # As after more of them: the first second of waiting may be over before a slow machine tries again.
    with instance.pool.connection() as connection:
        connection.execute("UPDATE signin.failure SET count = count + 8")
    late = fill(browser, login="tiantian", password=PASSWORD)
    assert late.status_code == 429
    assert 1 < int(late.headers["retry-after"]) <= LONGEST
    assert f"请在{late.headers['retry-after']}秒后重试" in late.text


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"login=x", "multipart/form-data; boundary=x", 415),
        (b"x" * 20_000, "application/x-www-form-urlencoded", 413),
        (b"", "application/x-www-form-urlencoded", 401),
        (b"login=%ff%00&password=%00", "application/x-www-form-urlencoded", 401),
        (b"login=a&login=b&password=c", "application/x-www-form-urlencoded", 401),
    ],
)
def test_whatever_is_sent_instead_is_answered_with_a_sentence(
    browser: TestClient, content: bytes, kind: str, status: int
) -> None:
    answer = fill(browser, content, kind)
    assert answer.status_code == status


def test_a_field_too_many_is_refused(browser: TestClient) -> None:
    content = "&".join(f"field{nth}=x" for nth in range(50)).encode()
    answer = fill(browser, content, "application/x-www-form-urlencoded")
    assert 400 <= answer.status_code < 500


# ---- demo accounts and providers


def test_in_a_demo_the_page_shows_an_account_for_every_role_that_signs_in(
    browser: TestClient, instance: Instance
) -> None:
    found = open_demo_accounts(instance, OFFICE, {"registrar": "田甜", "leader": "倪虹"})
    page = browser.get("/signin").text
    for each in found:
        assert each.password in page
        said = {"login": each.login, "password": each.password}
        assert browser.post(f"{V1}/session", json=said).status_code == 200
    assert open_demo_accounts(instance, OFFICE, {"registrar": "田甜", "leader": "倪虹"}) == found


def test_outside_a_demo_no_password_is_shown(browser: TestClient, instance: Instance, people: People) -> None:
    people.account()
    found = open_demo_accounts(instance, OFFICE, {"leader": "倪虹"})
    assert "演示账号" in browser.get("/signin").text
    (instance.settings.home / FILE).unlink()
    page = browser.get("/signin").text
    assert "演示账号" not in page
    assert found[0].password not in page


def test_only_its_owner_reads_the_file_of_the_demo(instance: Instance) -> None:
    open_demo_accounts(instance, OFFICE, {"leader": "倪虹"})
    assert (instance.settings.home / FILE).stat().st_mode & 0o777 == 0o600


def test_providers_are_offered_and_a_wrong_file_keeps_nobody_out(
    browser: TestClient, instance: Instance, people: People
) -> None:
    people.account()
    provider.configure(instance.settings.home, "https://id.example", title='"省统一身份认证"')
    page = browser.get("/signin").text
    assert "省统一身份认证" in page
    assert "/api/v1/oidc/gov/start" in page
    (instance.settings.home / "oidc.toml").write_text("nonsense")
    assert browser.get("/signin").status_code == 200
    assert fill(browser, login="tiantian", password=PASSWORD).status_code == 303
