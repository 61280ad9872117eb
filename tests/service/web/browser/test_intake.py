"""Registering by keyboard, as somebody does forty times a day; the keys of a simple letter are counted and printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.service.attachments.files import pdf
from tests.service.web.browser.site import Visitor

Visit = Callable[..., Visitor]
MOST_KEYS = 12
"""Keys beside the letter's own words, from the open form to the registered number."""


@dataclass
class Typist:
    """Types with the keyboard alone, and counts the keys that are no words."""

    visitor: Visitor
    pressed: int = 0
    typed: int = 0

    def say(self, words: str) -> None:
        self.visitor.page.keyboard.type(words)
        self.typed += len(words)

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.visitor.page.keyboard.press(key)
        self.pressed += times

    def on_to(self, name: str) -> None:
        """Tabs to a control."""
        while self.visitor.page.evaluate("document.activeElement.name || ''") != name:
            self.press("Tab")
            assert self.pressed < 99, name


def expected_refusal(visitor: Visitor) -> None:
    """The browser's own note that a form was refused is no mistake of the page."""
    visitor.wrong = [each for each in visitor.wrong if "409" not in each]


def test_a_simple_letter_is_registered_by_keyboard_alone_and_the_next_one_follows(visit: Visit) -> None:
    visitor = visit("registrar")
    visitor.go("/intake?channel=letter")
    visitor.checked()
    typist = Typist(visitor)
    typist.say("焦桂英")
    typist.on_to("details.petitioner.address")
    typist.say("新安村7组37号")
    typist.on_to("details.title")
    typist.say("安置房屋顶渗漏")
    typist.on_to("details.problem")
    typist.say("安置房屋顶渗漏，多次报修无人处理，请求尽快维修。")
    typist.press("Control+Enter")
    visitor.page.wait_for_url(re.compile("/intake/done/"))
    print(f"\na simple letter: {typist.pressed} keys and 0 clicks beside {typist.typed} characters of text")  # noqa: T201
    assert typist.pressed <= MOST_KEYS
    visitor.checked()
    typist.press("Enter")
    visitor.page.wait_for_url(re.compile("/intake\\?channel=letter"))
    assert visitor.page.evaluate("document.activeElement.name") == "details.petitioner.name"
    _a_repeat_is_seen_while_it_is_typed(visitor)


def _a_repeat_is_seen_while_it_is_typed(visitor: Visitor) -> None:
    page = visitor.page
    page.keyboard.type("焦桂英")
    page.locator("#details-petitioner-address").press_sequentially("新安村7组37号")
    expect(page.locator("#candidates")).to_contain_text("住址相同")
    expect(page.locator("#kept")).to_contain_text("草稿已保存")
    visitor.checked()
    page.get_by_role("button", name="并列对照").first.click()
    expect(page.locator("#compared")).to_contain_text("本次填写")
    visitor.checked()
    page.locator("#candidates input[value*=':repeat:']").first.check()
    page.keyboard.press("Alt+2")
    expect(page.locator("#sections")).to_contain_text("接访人员")
    assert page.locator("#details-petitioner-name").input_value() == "焦桂英"
    visitor.go("/intake")
    expect(page.locator("table")).to_contain_text("焦桂英")
    visitor.checked()


def test_a_visit_is_refused_with_its_clause_put_right_and_printed_on_a_telephone(visit: Visit) -> None:
    visitor = visit("registrar", narrow=True)
    visitor.go("/intake?channel=visit")
    page = visitor.page
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator(".faults")).to_contain_text("R5.3")
    expected_refusal(visitor)
    visitor.checked()
    page.locator("[name='details.petitioner.name']").fill("戚广田")
    page.locator("[name='details.problem']").fill("后期扶持资金没有到账。")
    page.locator("[name='details.receivers']").fill("登小记\n田甜")
    page.get_by_text("当场答复与去向").click()
    page.locator("[name='on_spot']").check()
    page.get_by_role("button", name="登记", exact=True).click()
    page.wait_for_url(re.compile("/intake/done/"))
    visitor.checked()
    page.get_by_role("button", name="打印告知书").click()
    expect(page.locator("article")).to_contain_text("戚广田")
    visitor.checked()
    page.go_back()
    page.get_by_role("button", name="打印登记表").click()
    expect(page.locator("article")).to_contain_text("来访登记表")
    visitor.checked()


def test_scans_stay_chosen_and_words_stay_typed_while_the_form_is_laid_out_anew(visit: Visit) -> None:
    visitor = visit("registrar")
    visitor.go("/intake?channel=letter")
    page = visitor.page
    page.locator("#file").set_input_files({"name": "来信.pdf", "mimeType": "application/pdf", "buffer": pdf()})
    page.locator("[name='details.petitioner.name']").fill("戚广田")
    page.locator("#group-how summary").first.click()
    page.evaluate(
        "document.addEventListener('htmx:afterSettle', () => { document.documentElement.dataset.laid = 'anew'; })"
    )
    with page.expect_response("**/intake/channel"):
        page.evaluate(
            "document.addEventListener('htmx:beforeRequest', () => {"
            " document.getElementById('details-problem').value = '渠道渗水，庄稼受淹。'; }, {once: true})"
        )
        page.locator("#received-day").fill("2026-11-02")
        page.locator("#details-title").focus()
    expect(page.locator("html")).to_have_attribute("data-laid", "anew")  # waiting for a function would need eval
    expect(page.locator("#details-problem")).to_have_value("渠道渗水，庄稼受淹。")
    expect(page.locator("#received-day")).to_have_value("2026-11-02")
    assert page.evaluate("document.activeElement.id") == "details-title"
    assert page.evaluate("document.getElementById('file').files.length") == 1
    visitor.checked()
    page.locator("#received-day").fill("")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile("/intake/done/"))
    expect(page.locator(".notice")).to_contain_text("附件1个")
    visitor.checked()
