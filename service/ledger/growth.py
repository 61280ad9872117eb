"""Tells listeners in this process that a log has grown: a hint, never the only way to learn it."""

from __future__ import annotations

from threading import Event


class Growth:
    """The listeners of one log."""

    def __init__(self) -> None:
        self._listeners: tuple[Event, ...] = ()

    def listen(self, wake: Event) -> None:
        self._listeners = (*self._listeners, wake)

    def forget(self, wake: Event) -> None:
        self._listeners = tuple(other for other in self._listeners if other is not wake)

    def announce(self) -> None:
        """Wakes every listener."""
        for wake in self._listeners:
            wake.set()
