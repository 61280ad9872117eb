"""The calendar of receptions: a leader publishes who sits, records what was held, appoints; others only look."""

from __future__ import annotations

from collections.abc import Callable

from tests.service.web.browser.site import Visitor

Visit = Callable[..., Visitor]


def test_a_rota_is_published_after_a_look_and_stands_in_the_calendar(visit: Visit) -> None:
    leader = visit("leader")
    page = leader.page
    page.get_by_role("navigation").get_by_role("link", name="领导接待", exact=True).click()
    leader.checked()
    page.get_by_role("button", name="公布轮值表").first.click()
    leader.checked()
    seat = page.locator("#content select[name^='slots.']").first
    offered = [each for each in seat.locator("option").evaluate_all("all => all.map(each => each.value)") if each]
    seat.select_option(offered[0])
    page.locator("#content button[data-main]").click()
    leader.checked()
    page.locator("#content button[data-main]").click()
    page.wait_for_url("**done=receptions-rota")
    assert "轮值表已公布" in page.get_by_role("status").inner_text()
    assert page.locator("table.month").get_by_text(offered[0]).count() >= 1
    leader.checked()


def test_everybody_with_figures_reads_the_receptions_on_a_telephone(visit: Visit) -> None:
    reader = visit("statistician", narrow=True)
    for path in ("/receptions", "/receptions/checklists", "/receptions/analyses"):
        reader.go(path)
        reader.checked()
    assert reader.page.get_by_role("button", name="公布轮值表").count() == 0
