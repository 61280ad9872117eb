"""Carries an erasure out and kills itself at its N-th step: `python -m … HOME CONNINFO NUMBER N [key-first]`.

A step is what changes files, and what stands before and behind each thing that is written. `key-first`:
the control, which destroys the keys before it says so. Prints "done" when it comes to its end.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from service import roles
from service.database import Database
from service.erasure import carrying
from service.likeness import table
from service.projector import schema
from service.runtime import assembled
from service.settings import Settings
from tests.service.erasure.people import CLERK, OFFICE, VIA
from tests.service.keystore.killed import Steps


def stepped(steps: Steps, of: Any, name: str) -> None:
    """Takes a step before and behind each call."""
    call: Callable[..., Any] = getattr(of, name)

    def called(*given: Any, **named: Any) -> Any:
        steps.step()
        found = call(*given, **named)
        steps.step()
        return found

    setattr(of, name, called)


def main(home: str, conninfo: str, number: str, at: str, *options: str) -> None:
    steps = Steps(int(at))
    database = Database(conninfo, logins=roles.own_logins(conninfo))
    with assembled(Settings(Path(home)), database) as instance:
        for of, name in (
            (instance.offices, "add"),
            (instance.keys.subjects.shelf, "destroy"),
            (instance.likeness, "current"),
            (table, "write"),
            (schema, "advance"),
        ):
            stepped(steps, of, name)
        sys.addaudithook(steps.audit)
        if options:
            (found,) = [
                each for each in instance.offices.get(OFFICE).state.erasures.proposals if each.number == int(number)
            ]
            for subject in found.proposed.subjects:
                instance.keys.subjects.destroy(subject)
        carrying.carry_out(instance, OFFICE, int(number), CLERK, VIA)
        sys.stdout.write("done\n")
        sys.stdout.flush()
        os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
