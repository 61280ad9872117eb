"""`zhuoluo account enrol` and `confirm`: the owner of an account sets up a second factor at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click

from service.cli.opening import opened
from service.cli.printing import JSON, format_option, note, print_facts
from service.cli.secret_input import secret
from service.runtime import Instance
from service.signin import second_factor, sessions
from service.signin.signing_in import Said, sign_in

CONSOLE = ""
"""The network of the console, which is none: its failures delay nobody else."""


@click.command("enrol")
@click.argument("login")
@format_option
def enrolled(login: str, kind: str) -> None:
    """Set up an authenticator (TOTP) for one's own account; asks for the password and shows the QR code."""
    password = secret("密码 password")
    with opened() as instance, _signed_in(instance, login, password) as account:
        made = second_factor.set_up(instance, account.account, login)
    if kind != JSON and sys.stdout.isatty():
        click.echo(made.qr())
    print_facts(kind, {"secret": made.secret, "uri": made.uri})
    note("只显示一次 shown once; 扫码后 then: zhuoluo account confirm LOGIN")


@click.command("confirm")
@click.argument("login")
@format_option
def confirmed(login: str, kind: str) -> None:
    """Confirm it with a code that it shows, and print the recovery codes; asks for password and code."""
    password, code = secret("密码 password"), secret("动态码 code")
    now = datetime.now(UTC)
    with opened() as instance, _signed_in(instance, login, password) as account:
        codes = second_factor.confirm(instance, account.account, code, now)
    print_facts(kind, {"recovery_codes": list(codes) if kind == JSON else "  ".join(codes)})
    note("恢复码只显示一次，每个可用一次 shown once, each good once")


@contextmanager
def _signed_in(instance: Instance, login: str, password: str) -> Iterator[sessions.Opened]:
    """Signed in while it lasts. Raises as `sign_in`."""
    made = sign_in(instance, Said(login, password), CONSOLE, datetime.now(UTC))
    try:
        yield made
    finally:
        sessions.revoke(instance, made.account, made.id)
