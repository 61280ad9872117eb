"""What a fault test has counted, for the table of promises."""

from __future__ import annotations

from collections.abc import Callable

Recording = Callable[[str, object], None]
"""pytest's `record_property`."""
COUNTED = ("rounds", "lost", "doubled", "wrong")


def counted(record: Recording, rounds: int, lost: int = 0, doubled: int = 0, wrong: int = 0) -> None:
    """Notes how often it was tried and what was found; behind the assertions, so that the test has held."""
    for name, number in zip(COUNTED, (rounds, lost, doubled, wrong), strict=True):
        record(name, number)
