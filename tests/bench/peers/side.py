"""What is asked of a program that cases are carried through."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from msgspec import Struct

from tests.bench.casework import Desk
from tests.bench.lab import Lab


class Running(Struct, frozen=True):
    """A program that answers at `place`: its processes (those they began belong to them), its database, its desks.

    `desk(n)` signs the nth client in, which is not timed.
    """

    place: str
    processes: tuple[int, ...]
    database: str
    desk: Callable[[int], Desk]


class Side(Struct, frozen=True):
    """A program. `missing` says why it cannot be measured here, or nothing; `versions` of what it is made of."""

    name: str
    missing: Callable[[], str]
    versions: Callable[[], dict[str, str]]
    started: Callable[[Lab], AbstractContextManager[Running]]
