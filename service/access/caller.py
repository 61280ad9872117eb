"""Who asks, for as long as one request or one command lasts.

Nobody is anybody by default: what asks without having been let in finds no caller and fails. The console is let in by
name, while there are no accounts (service/api/admission.py) and for the program's own work.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from msgspec import Struct

from domain.access import CONSOLE, Viewer


class Caller(Struct, frozen=True, kw_only=True):
    """The viewer, and how the service knows them: by which account and session, from which address.

    `authenticated` is "loopback" for the console, else how they signed in. `action` is what they were let in for,
    `purpose` what they said it was for, `via` how they read. `operator` is who sits at the console, where that is said.
    """

    viewer: Viewer
    authenticated: str = "loopback"
    account: UUID | None = None
    session: str = ""
    network: str = ""
    action: str = ""
    purpose: str = ""
    via: str = "api"
    operator: str = ""

    @property
    def console(self) -> bool:
        return self.viewer is CONSOLE

    @property
    def on_record(self) -> bool:
        """Whether what they are shown is recorded: of the console only where it is said who sits at it."""
        return not self.console or bool(self.operator)


THE_CONSOLE = Caller(viewer=CONSOLE)

_caller: ContextVar[Caller] = ContextVar("caller")


class NobodyAsks(RuntimeError):
    """Something was asked for whom nobody has been let in: an error of the program, answered as one."""


def caller() -> Caller:
    """Who asks. Raises NobodyAsks."""
    found = _caller.get(None)
    if found is None:
        raise NobodyAsks("nobody was let in to ask this")
    return found


def let_in(who: Caller) -> None:
    """From here on in this request it is they who ask."""
    _caller.set(who)


@contextmanager
def asking(who: Caller) -> Iterator[None]:
    """Meanwhile it is they who ask."""
    token = _caller.set(who)
    try:
        yield
    finally:
        _caller.reset(token)
