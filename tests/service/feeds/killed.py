"""A process that delivers and is killed: `python -m tests.service.feeds.killed CONNINFO HOME SUBSCRIPTION WHERE NTH`.

WHERE is a place in the delivery of one event (PLACES), NTH the how many-th time that it comes there. With `careless`
the place of the subscription is moved before the event goes out.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

from service.access import recording
from service.database import Database
from service.feeds import delivering, posting, standing
from service.feeds.networks import networks
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.service.holder import ROOT
from tests.service.jobs.desks import OFFICE

PLACES = ("before-record", "after-record", "after-post", "after-advance")
NOWHERE = "nowhere"
CARELESS = "careless"


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Counted:
    """Does what it stands for, and dies before or after the n-th time."""

    def __init__(self, does: Callable[..., Any], nth: int, *, before: bool) -> None:
        self._does, self._nth, self._before, self._times = does, nth, before, 0

    def __call__(self, *said: Any) -> Any:
        self._times += 1
        if self._before and self._times == self._nth:
            die()
        done = self._does(*said)
        if self._times == self._nth:
            die()
        return done


def replace(module: ModuleType, name: str, by: Callable[..., Any]) -> None:
    """Whoever calls it by its module calls the other from now on."""
    setattr(module, name, by)


def arm(where: str, nth: int) -> None:
    """Puts the death where it is wanted."""
    if where in ("before-record", "after-record"):
        replace(recording, "named", Counted(recording.named, nth, before=where == "before-record"))
    if where == "after-post":
        replace(posting, "post", Counted(posting.post, nth, before=False))
    if where == "after-advance":
        replace(standing, "advanced", Counted(standing.advanced, nth, before=False))


def careless(instance: Instance) -> None:
    """Moves the place first: the fault that the order of things is there against."""
    posts = delivering._post

    def moved_first(run: Any, asked: Any, token: Any, item: Any) -> None:
        with instance.pool.connection() as connection:
            connection.execute(
                "UPDATE feeds.subscription SET after = %s WHERE id = %s", (item.position, run.subscription.id)
            )
        posts(run, asked, token, item)

    replace(delivering, "_post", moved_first)


def dead(
    database: Database, home: Path, subscription: UUID, where: str, nth: int = 1, *how: str
) -> subprocess.Popen[bytes]:
    """Such a process; whoever starts it waits for its end."""
    command = [sys.executable, "-m", "tests.service.feeds.killed", database.conninfo, str(home), str(subscription)]
    return subprocess.Popen([*command, where, str(nth), *how], cwd=ROOT)


def main(conninfo: str, home: str, subscription: str, where: str, nth: str, *how: str) -> None:
    settings = Settings(Path(home), webhook_networks=networks("127.0.0.0/8"))
    with assembled(settings, Database(conninfo)) as instance:
        arm(where, int(nth))
        if CARELESS in how:
            careless(instance)
        delivering.deliver(instance, OFFICE, UUID(subscription))


if __name__ == "__main__":
    main(*sys.argv[1:])
