"""Opens the instance that a command works on, and says who gives the command."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager

from domain.values import Actor
from service.ledger.entry import Via
from service.postgres import exit_on_sigterm
from service.runtime import Instance, running
from service.settings import Settings

CONSOLE = "console"
VIA = Via(channel="cli")


@contextmanager
def opened(*, restoring: bool = False) -> Iterator[Instance]:
    """The instance of this environment; a database started for it is stopped at the end. Raises as `running`.

    `restoring`: for what may be done while a restore is not settled.
    """
    exit_on_sigterm()
    with running(Settings.from_environment(), restoring=restoring) as instance:
        yield instance


def operator(name: str | None) -> Actor:
    """Who gives the command: the name given, else the account of the operating system."""
    return Actor(name or _account(), authenticated=CONSOLE)


def at_the_console() -> str:
    """Who sits at the console, as nobody is called who has signed in."""
    return f"{_account()}@{CONSOLE}"


def _account() -> str:
    """As the system has it: what LOGNAME says anybody can choose."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # an account without a name, as in some containers
        return f"uid-{os.getuid()}"
