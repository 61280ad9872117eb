"""The people of a small office, who open accounts and sign in to them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from domain.accounts import Account
from domain.values import Actor
from service.ledger.entry import Via
from service.runtime import Instance
from service.signin import accounts, one_time
from service.signin.one_time import Redeemed
from service.signin.sessions import Opened
from service.signin.signing_in import Said, sign_in

OFFICE = "yimin"
ADMINISTRATOR = Actor("管理员", authenticated="console")
PASSWORD = "quiet lanterns over the river"  # noqa: S105 - of nobody
HOME, ELSEWHERE = "10.0.0.7", "192.0.2.66"


class Clock:
    """Stands still until it is turned on."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)

    def __call__(self) -> datetime:
        return self.now

    def on(self, **later: float) -> datetime:
        self.now += timedelta(**later)
        return self.now


class People:
    """Opens accounts and signs in, at the time of the clock."""

    def __init__(self, instance: Instance, clock: Clock) -> None:
        self.instance, self.clock = instance, clock

    def account(self, login: str = "tiantian", person: str = "田甜", password: str = PASSWORD) -> Account:
        """An account with a password."""
        opened = accounts.open_account(self.instance, OFFICE, accounts.opening(login, person), ADMINISTRATOR, Via())
        code = one_time.invitation(self.instance, OFFICE, opened.id, self.clock())
        return self.redeem(code, login, password=password)

    def redeem(self, code: str, login: str, person: str = "", password: str = PASSWORD) -> Account:
        said = Redeemed(code, login, password, person)
        return one_time.redeem(self.instance, said, HOME, self.clock(), Via())

    def sign_in(self, login: str = "tiantian", password: str = PASSWORD, code: str = "", address: str = HOME) -> Opened:
        return sign_in(self.instance, Said(login, password, code), address, self.clock())
