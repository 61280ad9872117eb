"""A server with pages on this computer, and a real browser in front of it that notes what must not happen."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, Request, StorageState, ViewportSize, expect

from service.api.app import create_app
from service.runtime import Instance

CHROMIUM = Path("/usr/bin/chromium")
MUST = "ZHUOLUO_BROWSER_TESTS"
"""`must`: a machine without the browser fails instead of passing over its tests."""
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--lang=zh-CN",
)  # fmt: skip
AXE = (Path(__file__).parents[3] / "vendor" / "axe-core" / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIOLATIONS = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.__violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""
PATIENCE = 60_000
"""Milliseconds: a busy machine takes its time."""
expect.set_options(timeout=PATIENCE)
WIDE: ViewportSize = {"width": 1440, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}


def must_have_browser() -> None:
    if not CHROMIUM.exists():
        told = "no /usr/bin/chromium: apt-get install chromium fonts-noto-cjk"
        if os.environ.get(MUST) == "must":
            pytest.fail(told)
        pytest.skip(told)


@contextmanager
def serving(instance: Instance) -> Iterator[str]:
    """The instance served by the real server on a free port of loopback; its address."""
    parts = (instance.likeness, instance.gate, instance.sums, instance.signing, instance.access_index)
    instance.projector.start()
    for part in parts:
        part.start()
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(instance), host="127.0.0.1", port=0, log_level="warning", proxy_headers=False, ws="none"
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
        assert thread.is_alive()
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://localhost:{port}"
    finally:
        server.should_exit = True
        thread.join(20)


@dataclass
class Visitor:
    """One person at one browser. What a page does that it must not is gathered, and asked for at the end."""

    page: Page
    site: str
    wrong: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        answer = self.page.goto(f"{self.site}{path}")
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"

    def sign_in(self, login: str, password: str) -> None:
        self.page.goto(f"{self.site}/signin")
        self.page.get_by_label("用户名").fill(login)
        self.page.get_by_label("密码").fill(password)
        self.page.get_by_role("button", name="登录", exact=True).click()
        self.page.wait_for_load_state()

    def axe(self) -> list[str]:
        """Every violation of WCAG 2.2 AA, and of good practice, that axe finds on the page as it is now."""
        self.page.evaluate(AXE)
        found: Any = self.page.evaluate(
            "tags => axe.run({runOnly: {type: 'tag', values: tags}})"
            ".then(r => r.violations.map(v => [v.id, v.help, v.nodes.map(n => n.html.slice(0, 200))]))",
            TAGS,
        )
        return [f"{self.page.url} {rule}: {told} {nodes[:3]}" for rule, told, nodes in found]

    def violations(self) -> list[str]:
        """What the content security policy stopped on the page at hand."""
        return [f"{self.page.url} {told}" for told in self.page.evaluate("window.__violations || []")]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def checked(self) -> None:
        """The page is accessible, fits, and asks for nothing that it must not."""
        assert self.violations() == []
        assert self.axe() == []
        assert self.overflow() <= 0, f"{self.page.url} is wider than its window"
        assert self.wrong == []

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).hostname != "localhost" and not request.url.startswith("data:"):
            self.wrong.append(f"asked another host: {request.url}")


@contextmanager
def visiting(
    browser: Browser, site: str, *, script: bool = True, narrow: bool = False, state: StorageState | None = None
) -> Iterator[Visitor]:
    """A browser of its own for one person; `state`: the cookies that it has already."""
    context = browser.new_context(
        viewport=NARROW if narrow else WIDE,
        java_script_enabled=script,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",  # a colour on its way from light to dark is none of the page's
        storage_state=state,
    )
    context.add_init_script(VIOLATIONS)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    visitor = Visitor(page, site)
    page.on("request", visitor._asked)
    page.on("pageerror", lambda error: visitor.wrong.append(f"script: {error}"))
    page.on("console", lambda told: visitor.wrong.append(f"console: {told.text}") if told.type == "error" else None)
    try:
        yield visitor
    finally:
        context.close()
