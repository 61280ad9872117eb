"""Whoever is complained of works with the program all day and never learns of it; an ended session shows nothing."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from tests.service.web.browser.site import Visitor

Visit = Callable[..., Visitor]
OPENED_BY = "#content a[href^='/petitions/']"
NOT_FOUND = "404"


def person(visitor: Visitor) -> str:
    """Whoever has signed in, as the head of each page says."""
    return visitor.page.locator("header .who").inner_text().split("·")[0].strip()


def complaint(registrar: Visitor, of: str, title: str) -> tuple[str, str]:
    """Registers a letter that complains of somebody: the address of the petition, and its number."""
    page = registrar.page
    registrar.go("/intake?channel=letter")
    page.locator("[name='details.petitioner.name']").fill("焦桂英")
    page.locator("[name='details.title']").fill(title)
    page.locator("[name='details.problem']").fill("办事推诿。")
    page.get_by_text("被检举人与密级").click()
    page.locator("[name='details.accused.0.name']").fill(of)
    page.locator("#content button[data-main]").click()
    page.wait_for_url("**/intake/done/**")
    registrar.checked()
    link = page.locator(OPENED_BY).first
    return "/".join((link.get_attribute("href") or "").split("/")[:3]), page.locator("h1").inner_text()


def found(visitor: Visitor, title: str) -> int:
    """How many petitions a search of the register finds."""
    visitor.go("/register")
    visitor.page.locator("#text").fill(title)
    visitor.page.locator("#text").press("Enter")
    visitor.page.wait_for_url("**text=**")
    visitor.checked()
    return visitor.page.locator("#content tbody a[href^='/petitions/']").count()


def test_who_is_complained_of_finds_no_trace_of_it_and_a_colleague_who_may_does(visit: Visit) -> None:
    registrar, accused, leader = visit("registrar"), visit("handler"), visit("leader")
    title = f"反映工作作风问题{uuid4().hex[:6]}"
    petition, head = complaint(registrar, person(accused), title)
    assert found(leader, title) == 1, "the control: it is there"
    assert found(accused, title) == 0
    answer = accused.page.goto(f"{accused.site}{petition}")
    assert answer is not None
    assert answer.status == 404
    assert "没有此件" in accused.page.locator("#content").inner_text()
    accused.wrong = [each for each in accused.wrong if NOT_FOUND not in each]
    accused.checked()
    for path in ("/", "/overdue", "/approvals", "/statistics"):
        answer = accused.page.goto(f"{accused.site}{path}")
        assert answer is not None
        assert title not in accused.page.content()
        assert head not in accused.page.content()


def test_a_session_that_is_ended_elsewhere_leads_to_sign_in_and_back_to_where_one_was(visit: Visit) -> None:
    here, elsewhere = visit("statistician"), visit("statistician", narrow=True)
    elsewhere.go("/reports")
    here.page.locator("header .who").click()
    here.checked()
    here.page.get_by_role("button", name="结束其他所有会话").click()
    here.page.wait_for_url("**done=sessions")
    here.checked()
    page = elsewhere.page
    page.get_by_role("link", name="统计").first.click()
    page.wait_for_url("**/signin?next=%2Fstatistics")
    elsewhere.checked()
    page.go_back()
    assert page.get_by_role("button", name="登录", exact=True).count() == 1, "what was seen is not kept by the browser"
    here.page.get_by_role("button", name="退出").click()
    here.page.wait_for_url("**/signin**")
    here.page.goto(f"{here.site}/reports")
    assert here.page.url.endswith("/signin?next=%2Freports")
