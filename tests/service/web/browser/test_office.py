"""The administrators set the office up by clicking; everybody else looks on."""

from __future__ import annotations

from collections.abc import Callable

from tests.service.web.browser.site import Visitor

Visit = Callable[..., Visitor]
BOOK = """[book]
id = "R5"
valid_from = 2027-01-01
extends = "R5"
zh = "江州市移民局接待规则（修订）"

[[override]]
kind = "duty"
id = "answer_hall"
clause = "R5.12"
roll = "next_working_day"
"""


def look(visitor: Visitor) -> None:
    visitor.page.get_by_role("button", name="查看影响").click()
    visitor.checked()


def confirm(visitor: Visitor) -> None:
    visitor.page.get_by_role("button", name="确认并记录").click()
    visitor.page.wait_for_load_state()
    visitor.checked()


def test_a_system_administrator_opens_a_unit_appoints_somebody_and_publishes_a_rulebook(visit: Visit) -> None:
    admin = visit("system_admin")
    page = admin.page
    page.get_by_role("link", name="机构管理").click()
    admin.checked()
    page.get_by_role("link", name="单位", exact=True).click()
    page.get_by_role("button", name="设立单位").click()
    page.get_by_label("单位名称").fill("督查室")
    page.get_by_label("类别").select_option(label="业务科室")
    look(admin)
    confirm(admin)
    page.get_by_role("link", name="人员", exact=True).click()
    page.get_by_role("button", name="任职").first.click()
    page.get_by_label("姓名").fill("杜小查")
    page.get_by_label("职务").select_option("supervisor")
    page.get_by_label("单位").fill("督查室")
    look(admin)
    assert page.get_by_text("杜小查成为督办员").is_visible()
    confirm(admin)
    page.get_by_role("link", name="规则", exact=True).click()
    page.get_by_role("button", name="发布本机构版本").click()
    page.get_by_label("文本（TOML）").fill(BOOK)
    page.get_by_label("理由").fill("局务会议决定")
    look(admin)
    assert page.get_by_text("末日逢休息日不顺延").is_visible()
    confirm(admin)
    admin.go("/office/history")
    for told in ("发布本机构规则", "任职", "设置单位"):
        assert page.get_by_role("heading", name=told).first.is_visible()
    admin.checked()


def test_a_security_administrator_grants_a_role_and_opens_an_account(visit: Visit) -> None:
    admin = visit("security_admin", script=False)
    page = admin.page
    admin.go("/office/access/grant")
    page.get_by_label("姓名").fill("钟小统")
    page.get_by_label("角色").select_option("statistician")
    page.get_by_label("理由").fill("负责统计")
    page.get_by_role("button", name="查看影响").click()
    assert page.get_by_text("钟小统成为统计员").is_visible()
    page.get_by_role("button", name="确认并记录").click()
    page.get_by_role("link", name="账号", exact=True).click()
    page.get_by_role("button", name="开设账号").click()
    page.get_by_label("姓名").fill("钟小统")
    page.get_by_label("用户名").fill("zhongxiaotong")
    page.get_by_role("button", name="查看影响").click()
    page.get_by_role("button", name="确认并记录").click()
    assert page.get_by_text("一次性代码").is_visible()
    admin.go("/office/history")
    for told in ("开设账号", "授权"):
        assert page.get_by_role("heading", name=told).first.is_visible()


def test_others_see_the_office_on_a_telephone_and_change_nothing(visit: Visit) -> None:
    clerk = visit("registrar", narrow=True)
    paths = ("", "/units", "/people", "/rulebooks", "/calendar", "/codes", "/codes/list?list=content_classes")
    for path in paths:
        clerk.go(f"/office{path}")
        clerk.checked()
        assert clerk.page.locator("main a[role=button]").filter(has_not_text="20").count() <= 1
    clerk.page.goto(f"{clerk.site}/office/units/set")
    assert "您的角色不能办理此事" in clerk.page.inner_text("main")
