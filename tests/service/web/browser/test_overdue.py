"""The supervisor presses what is overdue; a leader instructs on a telephone; a handler signs for what comes."""

from __future__ import annotations

from collections.abc import Callable

from tests.service.web.browser.site import Visitor

Visit = Callable[..., Visitor]
REGISTERED = "/overdue?unit=信访科"
"""Where something lies that the petition section has not put before a leader yet."""


def test_a_supervisor_filters_what_is_overdue_presses_two_and_finds_it_in_the_petition(visit: Visit) -> None:
    supervisor = visit("supervisor")
    page = supervisor.page
    page.get_by_role("link", name="超期与临期").click()
    supervisor.checked()
    page.get_by_label("单位", exact=True).select_option("规划科")
    page.get_by_label("时间去向").check()
    page.get_by_role("button", name="显示").click()
    rows = page.get_by_role("row").filter(has=page.get_by_role("checkbox", name="勾选以催办"))
    assert rows.count() >= 2
    for nth in range(2):
        rows.nth(nth).get_by_role("checkbox").check()
    page.get_by_label("内容").fill("请三日内回告办理情况。")
    page.get_by_role("button", name="催办", exact=True).click()
    supervisor.checked()
    assert "已催办2件" in page.get_by_role("status").inner_text()
    page.get_by_role("table").get_by_role("link").first.click()
    assert page.get_by_text("催办").count() > 0
    assert page.get_by_text("请三日内回告办理情况。").count() > 0


def test_each_list_of_what_is_late_can_be_read_on_a_telephone(visit: Visit) -> None:
    supervisor = visit("supervisor", narrow=True)
    for view in ("soon", "duties", "breaches", "excused"):
        supervisor.go(f"/overdue?view={view}")
        supervisor.checked()


def test_what_is_put_before_a_leader_is_instructed_on_a_telephone_and_signed_for_in_one_click(visit: Visit) -> None:
    coordinator, leader, handler = visit("coordinator"), visit("leader", narrow=True), visit("handler", script=False)
    petition = _submitted(coordinator)
    leader.go("/approvals")
    leader.checked()
    leader.page.get_by_role("button", name="查看拟办和文稿").first.click()
    leader.checked()
    leader.page.get_by_role("button", name="批示").first.click()
    leader.page.get_by_label("内容").fill("请规划科研究办理。")
    leader.page.get_by_role("button", name="批示", exact=True).click()
    assert "已记录：批示" in leader.page.get_by_role("status").inner_text()
    leader.checked()
    coordinator.go(f"{petition}/acts/forward")
    coordinator.page.locator("#target").fill("规划科")
    coordinator.page.get_by_role("button", name="转办", exact=True).click()
    handler.go("/")
    handler.page.get_by_role("button", name="签收").first.click()
    handler.page.get_by_role("button", name="签收", exact=True).click()
    assert handler.page.url.endswith("/?done=sign-for")
    assert "已记录：签收" in handler.page.get_by_role("status").inner_text()


def _submitted(coordinator: Visitor) -> str:
    """The address of a petition that has been put before 倪虹."""
    coordinator.go("/")
    coordinator.checked()
    coordinator.go(REGISTERED)
    petition = coordinator.page.locator("tbody a[href^='/petitions/']").first.get_attribute("href") or ""
    coordinator.go(f"{petition}/acts/submit?to=倪虹")
    coordinator.page.get_by_role("button", name="呈阅", exact=True).click()
    coordinator.page.wait_for_load_state()
    return petition


def test_a_desk_is_looked_at_before_it_is_handed_over(visit: Visit) -> None:
    leader = visit("leader")
    leader.page.get_by_role("button", name="移交全部工作").click()
    leader.checked()
    leader.page.get_by_label("接收人").fill("邱泽")
    leader.page.get_by_label("理由").fill("外出学习一个月")
    leader.page.get_by_role("button", name="查看影响").click()
    assert leader.page.get_by_text("信访件中的未完事项转由邱泽承担").count() == 1
    leader.checked()


def test_who_sees_no_petition_has_a_day_that_leads_to_their_pages(visit: Visit) -> None:
    somebody = visit("security_admin")
    somebody.checked()
    assert somebody.page.get_by_role("button", name="机构管理").count() == 1
