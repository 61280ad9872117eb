"""Accounts to try the program with: one for every role, their passwords printed on the sign-in page. For demos only.

The file `ZHUOLUO_HOME/demo-accounts.toml` says that this instance is one; without it nothing is shown and nothing has
a known password.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from domain.accounts import CLOSED
from domain.values import Actor
from service.ledger.entry import Via
from service.runtime import Instance
from service.signin import accounts, credentials

FILE = "demo-accounts.toml"
ACTOR = Actor("demo", authenticated="console")
VIA = Via(channel="demo")
WORDS = (
    "amber", "basket", "candle", "donkey", "ember", "feather", "harbour", "island",
    "jacket", "kettle", "lantern", "meadow", "needle", "orchard", "pebble", "quilt",
    "ribbon", "saddle", "timber", "umbrella", "valley", "walnut", "yarrow",
)  # fmt: skip
WORDS_EACH = 4


class DemoAccount(Struct, frozen=True):
    """An account of a demo, with its password."""

    role: str
    person: str
    office: str
    login: str
    password: str


class _Shown(Struct):
    account: tuple[DemoAccount, ...] = ()


def open_demo_accounts(instance: Instance, office: str, people: Mapping[str, str]) -> tuple[DemoAccount, ...]:
    """One account for every role (role: person), kept in the file of the demo; what is there already stays.

    A role is the login too. Raises: Refused, UnknownOffice, Busy, LedgerError.
    """
    known = {(each.office, each.role): each for each in shown(instance.settings.home)}
    for role, person in people.items():
        if (office, role) not in known:
            known[office, role] = _opened(instance, office, role, person)
    _write(instance.settings.home, tuple(known.values()))
    return tuple(each for each in known.values() if each.office == office)


def _opened(instance: Instance, office: str, role: str, person: str) -> DemoAccount:
    """The account with a new password: opened now, or by a demo that was cut short."""
    password = "-".join(secrets.choice(WORDS) for _ in range(WORDS_EACH))
    held = accounts.mend(instance, office).accounts.values()
    account = next((each for each in held if each.person == person and each.standing != CLOSED), None)
    if account is None:
        account = accounts.open_account(instance, office, accounts.opening(role, person), ACTOR, VIA)
    with instance.pool.connection() as connection:
        credentials.set_password(instance, account, password, connection)
    return DemoAccount(role, person, office, account.login, password)


def shown(home: Path) -> tuple[DemoAccount, ...]:
    """The accounts that the sign-in page shows; none where this is no demo."""
    try:
        return msgspec.toml.decode((home / FILE).read_bytes(), type=_Shown).account
    except FileNotFoundError:
        return ()


def _write(home: Path, found: tuple[DemoAccount, ...]) -> None:
    said = {name: "\n".join(_entry(each)) for name, each in ((each.login, each) for each in found)}
    aside = home / f".{FILE}"
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("# Accounts of a demo. Never put this file into an installation that is used.\n")
        file.write("\n".join(said.values()))
    aside.replace(home / FILE)


def _entry(account: DemoAccount) -> list[str]:
    values = ((name, getattr(account, name)) for name in account.__struct_fields__)
    return ["[[account]]", *(f"{name} = {msgspec.json.encode(value).decode()}" for name, value in values), ""]
