"""A live office whose people have accounts with addresses, and the server that takes their mail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from email.headerregistry import Address
from pathlib import Path
from uuid import UUID

import pytest

from domain import office as o
from service.database import Database
from service.jobs.runner import Runner
from service.mailing.configured import Mailing
from service.runtime import Instance, assembled
from service.settings import Settings
from service.signin import accounts, mailboxes
from service.web_guard.configured import WebSettings
from tests.service.jobs.conftest import clock, connection, new_instance
from tests.service.jobs.desks import CLERK, HOLDER, OFFICE, VIA, Clock, founded, told
from tests.service.mailing.smtp import Post, post

__all__ = ["clock", "connection", "new_instance"]

SENDER = Address("信访系统", "noreply", "example.org")
Work = Callable[..., int]


class Staff:
    """Gives people of the office posts, accounts and addresses."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance

    def has(
        self, login: str, person: str, *, address: str = "", post: str = "petition_section", unit: str = ""
    ) -> UUID:
        told(self.instance, o.PersonAppointed(person=person, post=post, unit=unit, since=date(2025, 1, 1)))
        opening = accounts.opening(login, person, reason="到岗")
        account = accounts.open_account(self.instance, OFFICE, opening, CLERK, VIA).id
        if address:
            self.reached_at(account, address)
        return account

    def reached_at(self, account: UUID, address: str) -> None:
        to = mailboxes.checked(address)
        event = mailboxes.setting(account, to, "核实")
        mailboxes.set_address(self.instance, OFFICE, event, to, CLERK, VIA)


@pytest.fixture
def smtp() -> Iterator[Post]:
    with post() as server:
        yield server


@pytest.fixture
def running(database: Database, home: Path, smtp: Post) -> Iterator[Callable[..., Instance]]:
    """An instance with these settings about mail; what is not said is as the server of the test needs it."""
    with ExitStack() as stack:

        def started(**said: object) -> Instance:
            about = {"host": smtp.host, "port": smtp.port, "sender": SENDER, **said}
            web = WebSettings(public="xinfang.example.gov.cn")
            settings = Settings(home, mail=Mailing(**about), web=web)  # type: ignore[arg-type]
            return stack.enter_context(assembled(settings, database))

        yield started


@pytest.fixture
def instance(running: Callable[..., Instance]) -> Instance:
    made = running()
    founded(made)
    return made


@pytest.fixture
def staff(instance: Instance) -> Staff:
    return Staff(instance)


@pytest.fixture
def holder(staff: Staff) -> UUID:
    """Who owes whatever nobody else is named for, with an address."""
    return staff.has("nihong", HOLDER, address="nihong@example.org")


@pytest.fixture
def work(instance: Instance, clock: Clock) -> Work:
    """Lets the runner do what it is due at that local time; how many jobs it finished."""
    runner = Runner(instance, clock=clock)

    def at(said: str) -> int:
        clock.set(said)
        return runner.once()

    return at
