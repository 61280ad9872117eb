"""`zhuoluo account`: who may sign in. Passwords and codes are typed or piped in, never said as arguments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

from domain import office as o
from domain.accounts import CLOSED, CREDENTIALS, PASSWORD
from service.access.granting import first_administrator
from service.cli.arguments import as_option, office_option
from service.cli.opening import VIA, opened, operator
from service.cli.printing import format_option, note, print_facts, print_rows
from service.cli.second_factor import CONSOLE, confirmed, enrolled
from service.cli.secret_input import secret
from service.runtime import Instance
from service.signin import accounts, mailboxes, one_time, sessions
from service.signin.oidc_settings import provider

F = TypeVar("F", bound=Callable[..., Any])

COLUMNS = {
    "login": "用户名 login",
    "person": "姓名 person",
    "standing": "状态 standing",
    "identities": "统一身份 identities",
    "mail": "提醒邮箱 e-mail",
    "account": "编号 id",
}
reason_option = click.option("--reason", required=True, help="why 理由")
login_argument = click.argument("login")


@click.group("account")
def account() -> None:
    """账号: who may sign in, by which login; the events of it stand in the log of the office."""


account.add_command(enrolled)
account.add_command(confirmed)


@account.command("list")
@office_option
@format_option
def listed(office: str, kind: str) -> None:
    """Show the accounts of an office."""
    with opened() as instance:
        known = accounts.mend(instance, office).accounts
        boxes = mailboxes.mailboxes(instance, known)
        rows = [
            {
                "account": str(each.id),
                "login": each.login,
                "person": each.person,
                "standing": each.standing,
                "identities": " ".join(f"{issuer}#{subject}" for issuer, subject in each.identities),
                "mail": boxes[each.id].address if each.id in boxes else "",
            }
            for each in known.values()
        ]
    print_rows(kind, rows, COLUMNS, "账号 accounts")


@account.command("first")
@click.argument("office")
@format_option
def first(office: str, kind: str) -> None:
    """Print a one-time code, good for 15 minutes, with which the first account of an office is made."""
    with opened() as instance:
        code = one_time.first_code(instance, office, datetime.now(UTC))
    print_facts(kind, {"office": office, "code": code})
    note("代码只显示一次，15分钟内有效 shown once, good for 15 minutes: zhuoluo account redeem LOGIN --person NAME")


@account.command("redeem")
@login_argument
@click.option("--person", default="", help="for the first account of an office: whose it is")
@format_option
def redeemed(login: str, person: str, kind: str) -> None:
    """Set the password of an account with a one-time code; both are asked for, or read from standard input."""
    code = secret("一次性代码 one-time code")
    password = secret("新密码 new password", again=True)
    with opened() as instance:
        said = one_time.Redeemed(code, login, password, person)
        made = one_time.redeem(instance, said, CONSOLE, datetime.now(UTC), VIA, first_administrator(instance))
    print_facts(kind, {"account": str(made.id), "login": made.login, "person": made.person})


@account.command("open")
@login_argument
@office_option
@click.option("--person", required=True, help="whose it is, by the name in the office")
@click.option("--reason", default="", help="why 理由")
@as_option
@format_option
def opened_for(login: str, office: str, person: str, reason: str, name: str | None, kind: str) -> None:
    """Open an account for a person of the office and print the code to set its password with, good for a week."""
    with opened() as instance:
        event = accounts.opening(login, person, reason=reason)
        made = accounts.open_account(instance, office, event, operator(name), VIA)
        code = one_time.invitation(instance, office, made.id, datetime.now(UTC))
    print_facts(kind, {"account": str(made.id), "login": made.login, "person": made.person, "code": code})
    note("代码只显示一次，7天内有效 shown once, good for a week: zhuoluo account redeem LOGIN")


def _changing(name: str, kind: Callable[..., o.AccountEvent], help_: str) -> click.Command:
    @account.command(name, help=help_)
    @login_argument
    @office_option
    @reason_option
    @as_option
    @format_option
    def changed(login: str, office: str, reason: str, **more: Any) -> None:
        with opened() as instance:
            known = accounts.found(instance, office, login)
            event = kind(account=known.id, reason=reason)
            after = accounts.change(instance, office, event, operator(more["name"]), VIA).accounts[known.id]
        print_facts(more["kind"], {"login": after.login, "standing": after.standing})

    return changed


_changing("close", o.AccountClosed, "Close an account for ever; its login is not given again.")
_changing("block", o.AccountBlocked, "Block an account: whoever is signed in is signed out at once.")
_changing("release", o.AccountReleased, "Release an account that was blocked.")


@account.command("reset")
@login_argument
@click.argument("what", type=click.Choice([each.replace("_", "-") for each in CREDENTIALS]))
@office_option
@reason_option
@as_option
@format_option
def reset(login: str, what: str, office: str, reason: str, **more: Any) -> None:
    """Make a password or second factor void; for a password, print the code to set a new one with."""
    which = what.replace("-", "_")
    with opened() as instance:
        known = accounts.found(instance, office, login)
        event = o.CredentialReset(account=known.id, what=which, reason=reason)
        after = accounts.change(instance, office, event, operator(more["name"]), VIA).accounts[known.id]
        facts = {"login": known.login, "reset": what}
        if which == PASSWORD and after.standing != CLOSED:
            facts["code"] = one_time.invitation(instance, office, known.id, datetime.now(UTC))
    print_facts(more["kind"], facts)


@account.command("mail")
@login_argument
@click.option("--address", default="", help="where reminders go; not given: nowhere any more")
@office_option
@reason_option
@as_option
@format_option
def mail(login: str, address: str, office: str, reason: str, **more: Any) -> None:
    """Set the e-mail address to which reminders of an account go, or take it away; you vouch that it is theirs."""
    with opened() as instance:
        known, to = accounts.found(instance, office, login), mailboxes.checked(address)
        event = mailboxes.setting(known.id, to, reason)
        mailboxes.set_address(instance, office, event, to, operator(more["name"]), VIA)
    print_facts(more["kind"], {"login": known.login, "mail": to})


def _linking(name: str, kind: Callable[..., o.AccountEvent], help_: str) -> click.Command:
    @account.command(name, help=help_)
    @login_argument
    @office_option
    @click.option("--provider", "which", required=True, help="a provider of oidc.toml")
    @click.option("--subject", required=True, help="who it is there (sub)")
    @reason_option
    @as_option
    @format_option
    def linked(login: str, office: str, which: str, **more: Any) -> None:
        with opened() as instance:
            known = accounts.found(instance, office, login)
            issuer = provider(instance.settings.home, which).issuer
            event = kind(account=known.id, issuer=issuer, subject=more["subject"], reason=more["reason"])
            after = accounts.change(instance, office, event, operator(more["name"]), VIA).accounts[known.id]
        identities = [f"{issuer}#{subject}" for issuer, subject in after.identities]
        print_facts(more["kind"], {"login": known.login, "identities": identities})

    return linked


_linking("link", o.IdentityLinked, "Let an identity of a provider (OpenID Connect) sign in to an account.")
_linking("unlink", o.IdentityUnlinked, "Take the link of an identity away.")


@click.group("session")
def session() -> None:
    """会话: who is signed in, and ending it at once."""


@session.command("list")
@login_argument
@office_option
@format_option
def sessions_listed(login: str, office: str, kind: str) -> None:
    """Show the sessions of an account."""
    with opened() as instance:
        known = accounts.found(instance, office, login)
        found = sessions.of_account(instance, known.id, datetime.now(UTC))
    rows = [{name: getattr(each, name) for name in each.__struct_fields__} for each in found]
    columns = {
        "id": "编号 id",
        "via": "方式 via",
        "opened_at": "登录 opened",
        "used_at": "使用 used",
        "ends_at": "到期 ends",
    }
    print_rows(kind, rows, columns, f"会话 sessions {known.login}")


@session.command("revoke")
@login_argument
@office_option
@click.option("--session", "which", type=click.UUID, help="one of them; all if not given")
@format_option
def sessions_revoked(login: str, office: str, which: Any, kind: str) -> None:
    """End one session of an account, or all of them, at once."""
    with opened() as instance:
        print_facts(kind, {"login": login, "ended": _ended(instance, office, login, which)})


def _ended(instance: Instance, office: str, login: str, which: Any) -> int:
    known = accounts.found(instance, office, login)
    if which is None:
        return sessions.revoke_all(instance, known.id)
    sessions.revoke(instance, known.id, which)
    return 1
