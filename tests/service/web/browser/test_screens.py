"""Every page as it looks with the demo's data: accessible, within its window, in both widths, dark, English, printed.

With ZHUOLUO_SCREENS set the pictures of the manual are taken anew (`make screens`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import Struct

from tests.service.web.browser.site import Visitor

PICTURES = Path(__file__).parents[4] / "service" / "web" / "manual" / "pictures"
TAKEN = bool(os.environ.get("ZHUOLUO_SCREENS"))
CHINESE = re.compile(r"[\u3400-\u9fff]{2,}")


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
    visitor = visit(screen.role, narrow=narrow)
    visitor.go(screen.path)
    if screen.first:
        visitor.page.locator(screen.first).first.click()
        visitor.page.wait_for_load_state()
    return visitor


@pytest.mark.parametrize("screen", SCREENS, ids=lambda each: each.name)
def test_the_page_is_accessible_and_fits_on_a_desk_and_on_a_telephone(
    visit: Callable[..., Visitor], screen: Screen
) -> None:
    for narrow in (False, True):
        visitor = shown(visit, screen, narrow=narrow)
        visitor.checked()
        if TAKEN:
            PICTURES.mkdir(exist_ok=True)
            place = PICTURES / f"{screen.name}-{'narrow' if narrow else 'wide'}.jpg"
            visitor.page.screenshot(path=place, type="jpeg", quality=60)
