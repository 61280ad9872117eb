"""A petition in the browser: acted upon, looked at as it stood, compared; two people at once; no script at all."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from tests.service.web.browser.site import Visitor

Visit = Callable[..., Visitor]
IN_HANDLING = "/register?state=in_handling"


def opened(visitor: Visitor, where: str = IN_HANDLING) -> str:
    """The first petition of a list, opened by its link: its address."""
    visitor.go(where)
    visitor.page.locator("#content tbody a[href^='/petitions/']").first.click()
    visitor.page.wait_for_load_state()
    return visitor.page.url.removeprefix(visitor.site)


def comment(visitor: Visitor, text: str) -> None:
    visitor.page.get_by_role("button", name="备注", exact=True).first.click()
    visitor.page.locator("#text").fill(text)
    visitor.page.get_by_role("button", name="备注", exact=True).click()
    visitor.page.wait_for_load_state()


def test_an_officer_acts_sees_the_event_slides_back_and_forth_and_compares(visit: Visit) -> None:
    officer = visit("coordinator")
    page, said = officer.page, f"已电话询问承办单位（{uuid4().hex}）。"
    opened(officer)
    officer.checked()
    comment(officer, said)
    officer.checked()
    assert "已办理： 备注" in page.get_by_role("status").inner_text()
    assert page.locator(".timeline > li").first.get_by_text(said).count() == 1
    page.get_by_text("按时点回看").click()
    slider = page.get_by_label("拖动回看各项记录之后的情况")
    events = int(slider.get_attribute("max") or 0) - 1
    for back in range(2):
        with page.expect_response(lambda answer: "version=" in answer.url):
            slider.press("ArrowLeft")
        page.wait_for_url(f"**?version={events - back}")
    assert "当时情况" in page.get_by_role("status").first.inner_text()
    assert page.get_by_text(said).count() == 0
    assert page.locator("#content a[href*='/acts/']").count() == 0
    officer.checked()
    page.get_by_role("button", name="回到现在").click()
    assert page.get_by_text(said).count() == 1
    page.get_by_text("按时点回看").click()
    page.get_by_role("button", name="比较").click()
    page.wait_for_load_state()
    assert page.get_by_role("row").count() > 3
    officer.checked()


def test_whoever_writes_upon_what_has_changed_is_told_and_loses_nothing(visit: Visit) -> None:
    one, other = visit("coordinator"), visit("supervisor")
    petition = opened(one)
    one.go(f"{petition}/acts/comment")
    one.page.locator("#text").fill("甲所写。")
    other.go(f"{petition}/acts/comment")
    other.page.locator("#text").fill("乙先写。")
    other.page.get_by_role("button", name="备注", exact=True).click()
    one.page.get_by_role("button", name="备注", exact=True).click()
    alert = one.page.get_by_role("alert")
    assert "督小方" in alert.inner_text()
    assert one.page.locator("#text").input_value() == "甲所写。"
    one.wrong.clear()  # the browser notes the answer 412 as an error
    one.checked()
    one.page.get_by_role("button", name="备注", exact=True).click()
    assert "已办理： 备注" in one.page.get_by_role("status").inner_text()


def test_without_a_script_and_on_a_telephone_everything_is_there_too(visit: Visit) -> None:
    plain = visit("registrar", script=False)
    petition = opened(plain, "/register?state=registered")
    comment(plain, "无脚本备注。")
    plain.page.locator("summary").first.click()
    plain.page.get_by_label("该项记录之后", exact=True).select_option("1")
    plain.page.locator("form:has(#version)").get_by_role("button", name="显示").click()
    assert "当时情况" in plain.page.get_by_role("status").first.inner_text()
    telephone = visit("registrar", narrow=True)
    for path in ("", "?version=1", "/compare", "/attachments", "/candidates", "/acts/classify", "/print/slip"):
        telephone.go(f"{petition}{path}")
        telephone.checked()


def test_a_file_is_attached_and_a_wrong_event_corrected(visit: Visit) -> None:
    officer = visit("registrar")
    petition = opened(officer, "/register?state=registered")
    page, name = officer.page, f"补充材料{uuid4().hex[:8]}.txt"
    page.locator("section[aria-labelledby=attachments] summary").click()
    page.get_by_label("文件", exact=False).set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": "渠道照片说明".encode()}
    )
    page.get_by_role("button", name="添加附件").click()
    page.wait_for_load_state()
    assert page.get_by_role("link", name=name, exact=True).count() == 1
    officer.checked()
    officer.go(f"{petition}/correct/1")
    officer.checked()
    page.get_by_role("button", name="更正", exact=True).click()
    page.wait_for_load_state()
    assert "理由" in page.get_by_role("alert").inner_text()
    officer.wrong.clear()  # the answer 422
    officer.checked()
