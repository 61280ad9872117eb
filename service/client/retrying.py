"""When a call is sent again, and after how long: nothing is done twice, and a server in trouble is not crowded."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from httpx2 import ConnectError, ConnectTimeout, PoolTimeout, TransportError, UnsupportedProtocol

from service.client.call import Call
from service.client.errors import PASSING, TOO_MANY, Unreachable, is_problem, seconds

NEVER_SENT = (ConnectError, ConnectTimeout, PoolTimeout)


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a call is sent and how long is waited, in seconds: at most `doubled` from `first` up to `longest`.

    What is waited is drawn evenly between nothing and that ("full jitter"), beside what Retry-After asks for; a wait
    that would bring the sum above `in_all` is not begun.
    """

    attempts: int = 6
    first: float = 0.2
    longest: float = 10.0
    in_all: float = 60.0


NONE = Patience(attempts=1)


class Attempts:
    """The attempts of one call."""

    def __init__(self, call: Call[object], patience: Patience, chance: Callable[[], float] = random.random) -> None:
        self._call, self._patience, self._chance = call, patience, chance
        self._made, self._waited = 0, 0.0

    def lost(self, error: TransportError) -> float:
        """Seconds until the next attempt after no answer came. Raises Unreachable when there is to be none."""
        sent = not isinstance(error, (*NEVER_SENT, UnsupportedProtocol))
        may = not isinstance(error, UnsupportedProtocol) and (self._call.repeatable or not sent)
        wait = self._next(0.0) if may else None
        if wait is None:
            raise Unreachable(str(error) or type(error).__name__, sent=sent, key=self._call.key) from error
        return wait

    def answered(self, status: int, headers: Mapping[str, str]) -> float | None:
        """Seconds until the next attempt after this answer; None: it stands.

        A problem that passes says when to try again; what says so by status alone comes from something in between.
        """
        asked = seconds(headers)
        passing = status in PASSING and (asked is not None or not is_problem(headers))
        if not passing or not (self._call.repeatable or status == TOO_MANY):
            return None
        return self._next(asked or 0.0)

    def _next(self, least: float) -> float | None:
        self._made += 1
        most: float = min(self._patience.longest, self._patience.first * 2.0 ** (self._made - 1))
        wait: float = least + self._chance() * most
        if self._made >= self._patience.attempts or self._waited + wait > self._patience.in_all:
            return None
        self._waited += wait
        return wait
