"""A process that exchanges and is killed: `python -m tests.service.transfers.killed CONNINFO HOME OFFICE FOLDER STEPS`.

It works for its office until FOLDER says that all is done, packages going by files in there, and dies by its own hand
(SIGKILL) after so many STEPS; 0 lets it live. With `keyless` it takes what lies there
once, without a command key, which is the fault that the keys are there against. The lower office registers what came in
and reports a result of each.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import sleep
from typing import Any
from uuid import uuid4

from domain import commands as c
from domain.deciding import Refused
from domain.petition import Petition
from service.database import Database
from service.ledger.entry import Via
from service.runtime import Instance, assembled
from service.settings import Settings
from service.transfers import acts, packing, passing, taking
from tests.service.holder import ROOT
from tests.service.transfers import offices as at
from tests.service.transfers.offices import LOWER, UPPER

KEYLESS = "keyless"
DONE = "done"
POLL = 0.1
"""Seconds between two looks at the folder."""
OTHER = {UPPER: LOWER, LOWER: UPPER}


class Deaths:
    """Counts the places that are passed, and dies at the last of them; of 0 steps there is none."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def passed(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, does: Callable[..., Any]) -> Callable[..., Any]:
        """The same, with a chance to die before and after it."""

        def done(*said: Any, **named: Any) -> Any:
            self.passed()
            found = does(*said, **named)
            self.passed()
            return found

        return done


def arm(deaths: Deaths) -> None:
    """Death may come around each item that is taken and each parcel that is made."""
    taking._taken = deaths.around(taking._taken)
    taking._write = deaths.around(taking._write)
    packing.parcel = deaths.around(packing.parcel)


def keyless() -> None:
    """Takes each item as often as it comes: no key, no look whether it was taken, a petition of its own each time."""
    taking._Case.via = property(lambda _case: Via(acts.EXCHANGE))  # type: ignore[assignment]
    taking._was_taken = lambda case: False  # noqa: ARG005 - its name is part of its type
    acts.stream_here = lambda *_said: uuid4()


def pass_on(instance: Instance, office: str, folder: Path, deaths: Deaths) -> None:
    """Takes the package that lies there for the office, and lays down the next one for the other."""
    mine, theirs = folder / f"to-{office}", folder / f"to-{OTHER[office]}"
    if mine.exists():
        passing.accept(instance, office, mine.read_bytes())
    partner = passing.partner_of(instance, office, OTHER[office])
    package = passing.package(instance, office, partner)
    aside = theirs.with_suffix(".new")
    aside.write_bytes(package)
    deaths.passed()
    aside.replace(theirs)


def work(instance: Instance, deaths: Deaths) -> None:
    """The lower office registers what came in and reports the result of it."""
    for petition in at.unreported(instance, LOWER):
        for act in owed(at.state(instance, LOWER, petition)):
            deaths.passed()
            try:
                at.act(instance, LOWER, petition, act)
            except Refused:  # done by the one before, which was killed
                continue


def owed(state: Petition) -> list[c.Act]:
    """Of a petition whose result was not reported."""
    result = c.ReportResult(text="已办", to="assigner")
    return [c.Register(), result] if state.registered_at is None else [result]


def main(conninfo: str, home: str, office: str, folder: str, steps: str, *how: str) -> None:
    deaths = Deaths(int(steps))
    if KEYLESS in how:
        keyless()
    arm(deaths)
    database = Database(conninfo)
    with assembled(Settings(Path(home)), database) as instance:
        pass_on(instance, office, Path(folder), deaths)
        while KEYLESS not in how and not (Path(folder) / DONE).exists():
            if office == LOWER:
                work(instance, deaths)
            pass_on(instance, office, Path(folder), deaths)
            sleep(POLL)


def started(
    database: Database, home: Path, office: str, folder: Path, steps: int, *how: str
) -> subprocess.Popen[bytes]:
    """Such a process; whoever starts it waits for its end."""
    command = [sys.executable, "-m", "tests.service.transfers.killed", database.conninfo, str(home), office]
    return subprocess.Popen([*command, str(folder), str(steps), *how], cwd=ROOT)


if __name__ == "__main__":
    main(*sys.argv[1:])
