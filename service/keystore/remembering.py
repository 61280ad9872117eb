"""A bounded memory of keys, each for a few seconds: so that a destroyed key stops opening in every process."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

from domain.subjects import subject_of

V = TypeVar("V")

LIFETIME = 3.0
"""Seconds for which a key is used without asking the store again."""
MOST = 20_000
"""Keys remembered at a time; the one asked for longest ago goes first."""


class Memory(Generic[V]):
    """Values by key id or subject."""

    def __init__(self, lifetime: float = LIFETIME, most: int = MOST, clock: Callable[[], float] = monotonic) -> None:
        self._lifetime, self._most, self._clock = lifetime, most, clock
        self._kept: dict[str, tuple[float, V]] = {}
        self._guard = Lock()
        self.age = 0
        """Grows with each `forget`: what was looked up before is not remembered after it."""

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, name: str) -> V | None:
        kept = self._kept.get(name)
        return kept[1] if kept is not None and kept[0] > self._clock() else None

    def keep(self, name: str, value: V, age: int) -> None:
        """Remembers what was looked up when the memory had this `age`."""
        with self._guard:
            if age != self.age:
                return
            self._kept.pop(name, None)
            if len(self._kept) >= self._most:
                del self._kept[next(iter(self._kept))]
            self._kept[name] = (self._clock() + self._lifetime, value)

    def forget(self, subject: str) -> None:
        """Forgets every key of a subject, at once."""
        with self._guard:
            self.age += 1
            for name in [name for name in self._kept if subject_of(name) == subject]:
                del self._kept[name]
