"""Turns: work that several threads do side by side, and whose results come one behind the other."""

from __future__ import annotations

from threading import Event


class Turn:
    """A place in a row. Who has it waits until the one before has left its own, and leaves it in any case."""

    def __init__(self, before: Turn | None) -> None:
        self._before = before
        self._left = Event()

    def wait(self) -> None:
        """Returns when all before have left theirs."""
        before = self._before
        while before is not None:
            before._left.wait()  # noqa: SLF001 - of its own kind
            before = before._before  # noqa: SLF001 - the same
        self._before = None

    def leave(self) -> None:
        """Lets the next one through; more than once is as good as once."""
        self._left.set()


def turns(number: int) -> list[Turn]:
    """So many places, in order."""
    made: list[Turn] = []
    for _ in range(number):
        made.append(Turn(made[-1] if made else None))
    return made
