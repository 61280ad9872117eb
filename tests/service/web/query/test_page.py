"""The query page: a form without a script, in two languages, that works as a browser uses it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import psycopg
import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from service.runtime import Instance
from service.web.query.throttling import OF_NUMBER, Throttle
from service.web.query.words import STATUS
from tests.service.api.callers import Caller
from tests.service.apps import app_of
from tests.service.web.query.conftest import Slip, slip
from tests.service.web.query.test_query import REPLY, wrong

PAGE = "https://localhost"
FORM = {"Origin": PAGE, "Sec-Fetch-Site": "same-origin"}


class Outline(HTMLParser):
    """Tags, attributes and fields of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def token(self) -> str:
        (found,) = (each["value"] for each in self.all("input") if each["name"] == "csrf")
        return found


@pytest.fixture
def browser(instance: Instance, office: Caller) -> Iterator[TestClient]:
    """Somebody outside, over https."""
    del office
    with TestClient(app_of(instance), base_url=PAGE, client=("192.0.2.9", 1)) as made:
        yield made


def typed(browser: TestClient, body: dict[str, str], language: str = "zh") -> Response:
    """Opens the form, fills it in and sends it."""
    form = Outline(browser.get(f"/query?lang={language}").text)
    answer: Response = browser.post(f"/query?lang={language}", data={"csrf": form.token(), **body}, headers=FORM)
    return answer


def test_what_was_found_stands_on_the_page_and_the_code_does_not(
    browser: TestClient, office: Caller, letter: Slip
) -> None:
    office.do("answer", letter.petition, reply_kind="result", text="内部措辞")
    office.do("publish", letter.petition, text=f"<b>{REPLY}</b>")
    answer = typed(browser, letter.body())
    assert answer.status_code == 200
    for shown in (letter.number, "来信", "已答复", f"&lt;b&gt;{REPLY}"):
        assert shown in answer.text
    for hidden in (letter.code, letter.petition, "内部措辞", "<b>", "焦桂英", "田甜"):
        assert hidden not in answer.text
    assert "answered" in typed(browser, letter.body(), "en").text


def test_the_page_needs_no_script_and_nothing_from_elsewhere(browser: TestClient, letter: Slip) -> None:
    for text in (browser.get("/query").text, typed(browser, letter.body()).text):
        page = Outline(text)
        assert page.all("script") + page.all("style") == []
        assert [each for each in page.all("link") if not each["href"].startswith("/static/")] == []
        assert not [name for _, given in page.tags for name in given if name.startswith("on") or name == "style"]
        assert page.all("a")[0] == {"class": "skip", "href": "#content"}
        assert page.all("main")[0]["id"] == "content"
    for name in ("zhuoluo.css", "vendor/pico/pico.min.css"):
        sheet = browser.get(f"/static/{name}")
        assert sheet.headers["content-type"].startswith("text/css")
        assert set(re.findall(r"url\(.{6}", sheet.text)) <= {'url("data:'}
        assert "@import" not in sheet.text


def test_every_field_has_its_label_and_the_language_is_said(browser: TestClient) -> None:
    for language, code in (("zh", "zh-CN"), ("en", "en"), ("xx", "zh-CN")):
        page = Outline(browser.get(f"/query?lang={language}").text)
        assert page.all("html")[0]["lang"] == code
        fields = {each["id"] for each in page.all("input") if each.get("type") != "hidden"}
        assert fields == {each["for"] for each in page.all("label")} == {"office", "number", "code"}


def test_what_does_not_fit_is_said_without_saying_why_and_without_repeating_it(
    browser: TestClient, letter: Slip, office: Caller, instance: Instance
) -> None:
    void = slip(office, instance)
    office.do("void", void.petition, reason="重复录入")
    pages = set()
    for body in (letter.body(number="信〔1999〕9999"), letter.body(code=wrong()), void.body()):
        answer = typed(browser, body)
        assert answer.status_code == 404
        assert body["code"] not in answer.text
        pages.add(answer.text)
    assert len(pages) == 1, "the same page byte for byte"
    mistyped = typed(browser, letter.body(code="AAAAA-AAAAB"))
    assert (mistyped.status_code, "查询码有误" in mistyped.text) == (422, True)


def test_guessing_on_the_page_is_throttled_too(browser: TestClient, letter: Slip) -> None:
    for nth in range(OF_NUMBER.free + 1):
        assert typed(browser, letter.body(code=wrong(nth))).status_code == 404
    answer = typed(browser, letter.body())
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert "1秒后再试" in answer.text


def test_without_a_database_the_page_says_to_come_again(
    browser: TestClient, letter: Slip, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_args: object) -> None:
        raise psycopg.OperationalError("words of the database")

    monkeypatch.setattr(Throttle, "begun", gone)
    answer = typed(browser, letter.body())
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert "暂时无法查询" in answer.text
    assert "words of the database" not in answer.text


def test_a_form_of_another_site_asks_nothing(browser: TestClient, letter: Slip) -> None:
    token = Outline(browser.get("/query").text).token()
    body = {"csrf": token, **letter.body()}
    assert browser.post("/query", data=body, headers=FORM).status_code == 200
    assert browser.post("/query", data=body, headers={"Origin": "https://evil.example"}).status_code == 403
    assert browser.post("/query", data=letter.body(), headers=FORM).status_code == 403


def test_both_languages_say_the_same_things() -> None:
    assert set(STATUS["zh"]) == set(STATUS["en"])
    assert not [text for text in STATUS["en"].values() if re.search("[\u4e00-\u9fff]", text)]
