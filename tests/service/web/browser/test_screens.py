"""Every page with the data of the demo: accessible, within its window, in the dark, magnified, printed, in English.

With ZHUOLUO_SCREENS set the pictures of the manual are taken anew (`make screens`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from msgspec import Struct
from playwright.sync_api import ViewportSize

from tests.service.web.browser.site import Visitor

PICTURES = Path(__file__).parents[4] / "service" / "web" / "manual" / "pictures"
TAKEN = bool(os.environ.get("ZHUOLUO_SCREENS"))
CHINESE = re.compile(r"[\u3400-\u9fff]{2,}")
LATIN = re.compile(r"\b(?!(?:CSV|XLSX|PDF|MAC|IP|ID|API|R[1-6]|S1)\b)[A-Za-z]{2,}\b")
"""Words that stand on no Chinese page."""
SAID = "label:not(.choice), legend, button, thead th, [role=button]"
OWN = """all => all.map(each => {
  const own = each.cloneNode(true);
  own.querySelectorAll(".unseen, select, datalist").forEach(part => part.remove());
  return own.textContent;
})"""
MAGNIFIED: ViewportSize = {"width": 720, "height": 450}
"""What remains of the window when everything is twice as large."""


class Screen(Struct, frozen=True):
    """A page, by whom it is looked at; `first`: the link that leads on to it."""

    name: str
    role: str
    path: str
    first: str = ""


SCREENS = (
    Screen("signin", "", "/signin"),
    Screen("query", "", "/query"),
    Screen("my-day-registrar", "registrar", "/"),
    Screen("my-day-handler", "handler", "/"),
    Screen("my-day-leader", "leader", "/"),
    Screen("intake-letter", "registrar", "/intake?channel=letter"),
    Screen("intake-visit", "registrar", "/intake?channel=visit"),
    Screen("register", "registrar", "/register"),
    Screen("petition", "coordinator", "/register?state=in_handling", "#content tbody a[href^='/petitions/']"),
    Screen("overdue", "supervisor", "/overdue"),
    Screen("approvals", "leader", "/approvals"),
    Screen("receptions", "coordinator", "/receptions"),
    Screen("statistics", "statistician", "/statistics"),
    Screen("reports", "statistician", "/reports"),
    Screen("accountability", "supervisor", "/accountability"),
    Screen("audit", "auditor", "/audit"),
    Screen("office", "system_admin", "/office"),
    Screen("account", "handler", "/account"),
    Screen("manual", "registrar", "/manual"),
)


def shown(visit: Callable[..., Visitor], screen: Screen, *, narrow: bool) -> Visitor:
    visitor = visit(screen.role, narrow=narrow, again=True)
    visitor.go(screen.path)
    if screen.first:
        visitor.page.locator(screen.first).first.click()
        visitor.page.wait_for_load_state()
    return visitor


def taken(visitor: Visitor, name: str) -> None:
    """The picture for the manual."""
    if TAKEN:
        PICTURES.mkdir(exist_ok=True)
        visitor.page.screenshot(path=PICTURES / f"{name}.jpg", type="jpeg", quality=60)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda each: each.name)
def test_the_page_is_accessible_and_fits_on_a_desk_and_on_a_telephone(
    visit: Callable[..., Visitor], screen: Screen
) -> None:
    for narrow in (False, True):
        visitor = shown(visit, screen, narrow=narrow)
        visitor.checked()
        taken(visitor, f"{screen.name}-{'narrow' if narrow else 'wide'}")


@pytest.mark.parametrize("screen", SCREENS, ids=lambda each: each.name)
def test_the_page_is_whole_in_the_dark_magnified_printed_and_in_english(
    visit: Callable[..., Visitor], screen: Screen
) -> None:
    visitor = shown(visit, screen, narrow=False)
    page = visitor.page
    assert LATIN.findall(wording(visitor)) == []
    page.emulate_media(color_scheme="dark")
    visitor.checked()
    page.emulate_media(color_scheme="light", media="print")
    assert page.locator("nav.main:visible").count() == 0, "what is only clicked is not printed"
    page.emulate_media(media="screen")
    page.set_viewport_size(MAGNIFIED)
    assert visitor.overflow() <= 0
    visitor.go(f"/language/en?next={quote(page.url.removeprefix(visitor.site))}")
    assert page.locator("html").get_attribute("lang") == "en"
    assert CHINESE.findall(wording(visitor)) == []
    visitor.checked()


def wording(visitor: Visitor) -> str:
    """What the page itself says, beside what is told of petitions and people: labels, buttons, columns."""
    said = visitor.page.locator("#content").locator(SAID)
    return "\n".join(said.evaluate_all(OWN))
