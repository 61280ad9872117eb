"""From a figure to its facts, the petition and the event; and the way of a report from draft to verification."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.service.web.browser.site import Visitor

Visit = Callable[..., Visitor]
NOVEMBER = "/statistics?period=2025-11"


def charted(page: Page) -> list[tuple[str, str]]:
    """What the first chart of the page says: label and number of each bar."""
    texts = page.locator("svg.chart").first.locator("text").all_text_contents()
    return list(zip(texts[::2], texts[1::2], strict=True))


def counted(page: Page) -> list[tuple[str, str]]:
    """The first two columns of the first table."""
    rows = page.get_by_role("table").first.locator("tbody tr").all()
    return [(row.get_by_role("rowheader").inner_text(), row.get_by_role("cell").first.inner_text()) for row in rows]


def test_a_statistician_chooses_a_month_and_opens_a_cell(visit: Visit) -> None:
    statistician = visit("statistician", script=False)
    page = statistician.page
    page.get_by_role("link", name="统计", exact=True).click()
    page.get_by_label("期间", exact=True).select_option("11")
    page.get_by_role("button", name="显示").click()
    assert sorted(charted(page)) == sorted(counted(page))
    page.get_by_role("row", name="收到").get_by_role("link").first.click()
    assert page.get_by_role("heading", name="统计明细").is_visible()
    assert page.get_by_role("table").locator("tbody tr").count() == 9
    assert page.locator('a[href^="/petitions/"]').count() == 0


@pytest.mark.parametrize("narrow", [False, True])
def test_a_leader_goes_from_a_figure_to_the_event_behind_it(visit: Visit, narrow: bool) -> None:  # noqa: FBT001
    leader = visit("leader", narrow=narrow)
    page = leader.page
    leader.go(NOVEMBER)
    leader.checked()
    page.get_by_role("row", name="答复").first.get_by_role("link").first.click()
    leader.checked()
    page.get_by_role("link", name="号事件").first.click()
    anchor = page.url.partition("#")[2]
    event = page.locator(f"#{anchor}")
    assert "答复" in event.inner_text()
    assert event.evaluate("each => each.getBoundingClientRect().top < window.innerHeight")


def test_every_view_is_whole_on_a_telephone_and_in_english(visit: Visit) -> None:
    statistician = visit("statistician", narrow=True)
    for view in ("comparison", "days", "rates", "trends", "since?since=300&"):
        statistician.go(f"/statistics/{view}{'' if '?' in view else '?'}period=2025-11")
        statistician.checked()
    statistician.go("/language/en?next=/accountability")
    statistician.checked()
    assert statistician.page.get_by_role("heading", name="Where it sits").is_visible()


def test_what_sits_somewhere_is_opened_from_its_sum(visit: Visit) -> None:
    leader = visit("leader")
    page = leader.page
    page.get_by_role("link", name="落实情况").click()
    leader.checked()
    row = page.get_by_role("row", name="久未办理").first
    count = int(row.get_by_role("link").inner_text())
    row.get_by_role("link").click()
    leader.checked()
    assert page.get_by_role("table").locator("tbody tr").count() == count
    page.get_by_role("table").get_by_role("link").first.click()
    assert "/petitions/" in page.url


def test_a_report_is_drafted_checked_signed_submitted_and_verified(visit: Visit) -> None:
    statistician, auditor, leader = visit("statistician"), visit("auditor"), visit("leader")
    page = statistician.page
    page.get_by_role("link", name="统计报表").click()
    page.get_by_label("期间", exact=True).select_option("06")
    page.get_by_role("button", name="拟制报表").click()
    statistician.checked()
    report = page.url.removeprefix(statistician.site).partition("?")[0]
    assert page.get_by_text("拟制人不得核对、签发自己的报表").count() > 0
    for officer, step in ((auditor, "核对"), (leader, "签发")):
        officer.go(report)
        officer.page.get_by_role("button", name=step, exact=True).click()
        assert "已办理" in officer.page.get_by_role("status").inner_text()
    statistician.go(report)
    page.get_by_label("报送对象").fill("省移民局")
    page.get_by_role("button", name="报送", exact=True).click()
    page.get_by_role("button", name="核验").click()
    statistician.checked()
    assert "全部一致" in page.get_by_role("status").inner_text()
