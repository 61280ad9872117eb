"""The daily work of six offices under their six rule sets, from receipt to archive, clicked as each of their people.

After the accounts are there nothing is asked of the program but through its pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime
from itertools import count

import pytest
from playwright.sync_api import Browser, Locator, Page

from domain import wording
from service.api.verbs import VERBS
from service.bundled import bundled_calendar
from service.demo.story import Told as Act
from service.demo.year.laying import ZONE
from service.ledger.entry import Via
from service.runtime import Instance
from service.signin import accounts, credentials
from service.signin.demo import ACTOR, shown
from tests.service.web.browser.lives import AT_INTAKE, LIVES, life, typed
from tests.service.web.browser.site import Visitor, visiting

PASSWORD = "quiet lanterns over the river"  # noqa: S105 - of nobody
LOGINS = (f"officer{nth}" for nth in count(1))
NUMBER = re.compile(r"[^\s]*〔\d{4}〕[^\s]*|[A-Z0-9]*\d{4}[-0-9]+")


class People:
    """Whoever acts in a life, each at a browser of their own, signed in when they are first needed."""

    def __init__(self, instance: Instance, browser: Browser, site: str, office: str, stack: ExitStack) -> None:
        self._instance, self._browser, self._site, self._office, self._stack = instance, browser, site, office, stack
        self._here: dict[str, Visitor] = {}

    def at(self, person: str) -> Visitor:
        if person not in self._here:
            login, password = self._shown(person) or self._opened(person)
            visitor = self._stack.enter_context(visiting(self._browser, self._site))
            visitor.sign_in(login, password)
            self._here[person] = visitor
        return self._here[person]

    def _shown(self, person: str) -> tuple[str, str] | None:
        """What the sign-in page of the demo says of the person."""
        known = shown(self._instance.settings.home)
        mine = (each for each in known if (each.office, each.person) == (self._office, person))
        return next(((each.login, each.password) for each in mine), None)

    def _opened(self, person: str) -> tuple[str, str]:
        login = next(LOGINS)
        opening = accounts.opening(login, person)
        account = accounts.open_account(self._instance, self._office, opening, ACTOR, Via(channel="test"))
        with self._instance.pool.connection() as connection:
            credentials.set_password(self._instance, account, PASSWORD, connection)
        return login, PASSWORD

    @property
    def all(self) -> tuple[Visitor, ...]:
        return tuple(self._here.values())


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as made:
        yield made


def fill(page: Page, values: Mapping[str, str]) -> None:
    """Types what stands in each control, opening the fold that it is under; of an empty one nothing."""
    for name, value in values.items():
        control = page.locator(f'#content [name="{name}"]')
        if value == "" or control.count() == 0:
            continue
        _settled(page)
        _unfold(control.first)
        kind = control.first.evaluate("each => each.type || each.tagName.toLowerCase()")
        if kind == "checkbox":
            control.first.check()
        elif kind == "radio":
            page.locator(f'#content [name="{name}"][value="{value}"]').check()
        elif kind.startswith("select"):
            control.first.select_option(value)
        else:
            control.first.fill(value)


def _settled(page: Page) -> None:
    """What hangs on the field before has been laid out anew: it is asked for when that one is left."""
    page.evaluate("document.activeElement.blur()")
    page.locator("#sections.htmx-request").wait_for(state="detached")


def _unfold(control: Locator) -> None:
    control.evaluate(
        "each => { for (let d = each.closest('details'); d; d = d.parentElement.closest('details')) d.open = true }"
    )


def taken_in(visitor: Visitor, acts: list[Act]) -> str:
    """Receives, opens and registers by the form of the intake; the address of the petition."""
    receive = acts[0]
    visitor.go(f"/intake?channel={receive.said['channel']}")
    for act in acts:
        beside = "open." if act.verb == "open" else ""
        fill(visitor.page, {beside + name: value for name, value in typed(act).items() if name != "channel"})
    visitor.checked()
    visitor.page.locator("#content button[data-main]").click()
    visitor.page.wait_for_load_state()
    assert visitor.page.locator(".faults").count() == 0, visitor.page.locator(".faults").inner_text()
    visitor.checked()
    link = visitor.page.locator('#content a[href^="/petitions/"]').first.get_attribute("href")
    assert link is not None
    return "/".join(link.split("/")[:3])


def carried_out(visitor: Visitor, petition: str, act: Act) -> None:
    """Opens the petition, clicks the act, fills in its form and sends it."""
    visitor.go(petition)
    verb = wording.verb(VERBS[act.verb].kind.__name__, "zh")
    visitor.page.locator(f'#content a[href="{petition}/acts/{act.verb}"]').first.click()
    visitor.page.wait_for_load_state()
    fill(visitor.page, typed(act))
    visitor.page.locator("#content button[data-main]").click()
    visitor.page.wait_for_load_state()
    faults = visitor.page.locator(".faults")
    assert faults.count() == 0, f"{act.verb}: {faults.first.inner_text()}"
    assert verb in visitor.page.locator("[role=status]").first.inner_text()


@pytest.mark.slow
@pytest.mark.parametrize("book", LIVES)
def test_a_petition_is_led_from_receipt_to_archive_by_the_people_of_its_office(
    book: str, demo: Instance, browser: Browser, site: str, stack: ExitStack
) -> None:
    today = datetime.now(ZONE).date()
    office, acts = life(book, today, bundled_calendar())
    people = People(demo, browser, site, office, stack)
    begun = [act for act in acts if act.verb in AT_INTAKE]
    petition = taken_in(people.at(begun[0].actor["name"]), begun)
    for act in acts:
        if act.verb not in AT_INTAKE:
            carried_out(people.at(act.actor["name"]), petition, act)
    last = people.at(acts[-1].actor["name"])
    last.go(petition)
    assert "已归档" in last.page.locator("#content").inner_text()
    for visitor in people.all:
        visitor.checked()
