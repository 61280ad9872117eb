"""Token buckets in this process: so many requests a second for each address and each session."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from math import ceil
from time import monotonic

from service.web_guard.configured import Rate

MOST = 20_000
"""Subjects remembered. Who is forgotten, the one not seen for longest, begins with a full bucket."""


class Buckets:
    """One bucket a subject. Not for threads: used by the one event loop of a process."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, subject: str) -> int:
        """Takes a token: 0, or the whole seconds until there is one again. Cost: two dictionary steps."""
        now, full = self._clock(), float(self._rate.burst)
        tokens, before = self._held.pop(subject, (full, now))
        tokens = min(full, tokens + (now - before) * self._rate.per_second)
        allowed = tokens >= 1
        self._held[subject] = (tokens - 1 if allowed else tokens, now)
        if len(self._held) > MOST:
            self._held.popitem(last=False)
        return 0 if allowed else max(1, ceil((1 - tokens) / self._rate.per_second))
