"""A thread that takes a turn every so often, behind the requests, until it is closed."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod


class Background(ABC):
    """What goes on in a thread of its own. Whoever inherits it says what a turn is."""

    def __init__(self, name: str, pace: float) -> None:
        self._name = name
        self._pace = pace
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Takes turns, `pace` seconds apart, until `close`."""
        self._thread = threading.Thread(target=self._follow, name=self._name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def _follow(self) -> None:
        while not self._stopped.wait(self._pace):
            self.turn()

    @abstractmethod
    def turn(self) -> None:
        """One turn; an error is kept and told, never raised: it would end the thread."""
