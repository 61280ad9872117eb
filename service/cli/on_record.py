"""What a command shows of petitions is on record before it is printed, as soon as people have accounts (R6.5).

Whoever is at the console is called by their account of this computer: `root@console`. What they read it for is said in
ZHUOLUO_PURPOSE, one of the words of domain/access_record.py. What cannot be recorded is not shown.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from domain.access import CONSOLE
from service.access import recording
from service.access.caller import Caller, asking
from service.cli.opening import at_the_console
from service.readmodels.asking import Question
from service.runtime import Instance
from service.signin.accounts import accounts_exist

PURPOSE = "ZHUOLUO_PURPOSE"
CLI = "cli"


def shown(
    instance: Instance,
    office: str,
    petition: UUID,
    *,
    action: str = "personal",
    fields: tuple[str, ...] = recording.EVERYTHING,
    version: int = 0,
    position: int = 0,
) -> None:
    """Records that something of a petition is about to be shown. Raises as `recording.read`."""
    with _asking(instance, action):
        recording.opened(instance, office, petition, fields, version, position)


def listed(
    instance: Instance, asked: Question, name: str, said: Mapping[str, object], rows: Iterable[Mapping[str, object]]
) -> None:
    """Records that these rows of a list are about to be shown; `said`: the filters. Raises as `recording.read`."""
    named = (row["petition"] for row in rows)
    with _asking(instance, "list"):
        recording.named(instance, asked, name, said, (each for each in named if isinstance(each, UUID)))


@contextmanager
def _asking(instance: Instance, action: str) -> Iterator[None]:
    operator = at_the_console() if accounts_exist(instance) else ""
    purpose = os.environ.get(PURPOSE, "")
    with asking(Caller(viewer=CONSOLE, via=CLI, operator=operator, action=action, purpose=purpose)):
        yield
