"""An auditor replays a case step by step, sees who read it and how the log is signed, and takes a bundle along."""

from __future__ import annotations

from collections.abc import Callable
from zipfile import ZipFile

from tests.service.web.browser.site import Visitor

Visit = Callable[..., Visitor]


def read_by(visitor: Visitor) -> str:
    """The number of the petition that somebody opens from the register."""
    visitor.go("/register?state=in_handling")
    link = visitor.page.locator("#content tbody a[href^='/petitions/']").first
    number = link.inner_text().strip()
    link.click()
    visitor.page.wait_for_load_state()
    return number


def test_an_auditor_replays_a_case_and_sees_who_read_it(visit: Visit) -> None:
    reader, auditor = visit("coordinator"), visit("auditor")
    number, who = read_by(reader), reader.page.locator("header .who").inner_text().split("·")[0].strip()
    page = auditor.page
    page.get_by_role("navigation").get_by_role("link", name="审计", exact=True).click()
    auditor.checked()
    page.get_by_label("信访件登记号").fill(number)
    page.get_by_role("button", name="重演", exact=True).click()
    assert "1/" in page.locator("#event").inner_text()
    auditor.checked()
    page.locator("a[rel=next]").click()
    page.wait_for_url("**step=2")
    assert "2/" in page.locator("#event").inner_text()
    assert page.get_by_text("叶哈希").count() == 1
    auditor.checked()
    auditor.go("/audit")
    page.get_by_label("信访件登记号").fill(number)
    page.get_by_role("button", name="查阅记录").click()
    page.wait_for_url("**/audit/readings?**")
    assert page.locator("#content table").get_by_text(who).count() >= 1
    auditor.checked()


def test_an_auditor_sees_the_health_of_the_log_and_saves_a_bundle(visit: Visit) -> None:
    auditor = visit("auditor")
    page = auditor.page
    for path in ("/audit/log", "/audit/unusual", "/audit/verification", "/audit/person?person=登小记"):
        auditor.go(path)
        auditor.checked()
    auditor.go("/register?state=in_handling")
    number = page.locator("#content tbody a[href^='/petitions/']").first.inner_text().strip()
    auditor.go("/audit")
    page.get_by_label("信访件登记号").fill(number)
    page.get_by_role("button", name="证据包").click()
    page.wait_for_url("**/audit/bundle?**")
    auditor.checked()
    with page.expect_download() as saved:
        page.get_by_role("button", name="下载证据包").click()
    with ZipFile(saved.value.path()) as bundle:
        assert "verify.py" in {name.rpartition("/")[2] for name in bundle.namelist()}


def test_the_pages_of_audit_are_whole_on_a_telephone_and_in_english(visit: Visit) -> None:
    auditor = visit("auditor", narrow=True)
    auditor.page.goto(f"{auditor.site}/language/en?next=/audit")
    for path in ("/audit", "/audit/log", "/audit/unusual", "/audit/bundle"):
        auditor.go(path)
        assert auditor.page.locator("html").get_attribute("lang") == "en"
        auditor.checked()
