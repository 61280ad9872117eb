"""The demo, served by each worker for its tests in a browser; whoever signs in does so as its page says."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, StorageState, sync_playwright

from service.demo.accounts import open_accounts
from service.runtime import Instance, assembled
from service.settings import Settings
from service.signin.demo import shown
from tests.demos import copied
from tests.servers import AnyServer
from tests.service.web.browser.site import CHROMIUM, FLAGS, Visitor, must_have_browser, serving, visiting


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    must_have_browser()
    with sync_playwright() as playwright:
        chinese = {"LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8"}  # its own words too: of dates, of files
        started = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=list(FLAGS), env={**os.environ, **chinese}
        )
        yield started
        started.close()


@pytest.fixture(scope="session")
def demo(server: AnyServer, template: str, database_names: Iterator[str]) -> Iterator[Instance]:
    """The demo as `make demo` loads it, with its accounts."""
    must_have_browser()
    with (
        copied(server, template, next(database_names)) as copy,
        assembled(Settings(copy.home), copy.database) as instance,
    ):
        open_accounts(instance)
        yield instance


@pytest.fixture(scope="session")
def site(demo: Instance) -> Iterator[str]:
    with serving(demo) as address:
        yield address


@pytest.fixture(scope="session")
def kept() -> dict[str, StorageState]:
    """The session of each role that some tests share: who only looks need not sign in for each page."""
    return {}


@pytest.fixture
def visit(
    browser: Browser, site: str, demo: Instance, kept: dict[str, StorageState]
) -> Iterator[Callable[..., Visitor]]:
    """Somebody at a browser: signed in by their role in the demo, or as nobody; `again`: in the session they have."""
    known = {each.role: each for each in shown(demo.settings.home)}
    with ExitStack() as stack:

        def visit(role: str = "", *, script: bool = True, narrow: bool = False, again: bool = False) -> Visitor:
            state = kept.get(role) if again else None
            visitor = stack.enter_context(visiting(browser, site, script=script, narrow=narrow, state=state))
            if role and state is None:
                visitor.sign_in(known[role].login, known[role].password)
            if role and again:
                kept.setdefault(role, visitor.page.context.storage_state())
            return visitor

        yield visit
