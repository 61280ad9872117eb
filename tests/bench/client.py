"""Clients that carry cases through, each waiting for an answer before it asks again, and what they saw."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, RemoteDisconnected
from threading import Barrier, Thread
from time import perf_counter
from typing import Any
from urllib.parse import urlencode, urlsplit

from msgspec import Struct, field

SECONDS = 150
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
STALE = (RemoteDisconnected, ConnectionResetError, BrokenPipeError)


class Unexpected(Exception):
    """A server answered something else than what the action asks for."""


class Http:
    """One connection, kept as long as the server keeps it, with the cookies that it was given."""

    def __init__(self, place: str, headers: Mapping[str, str] | None = None) -> None:
        self.place = place
        self.cookies: dict[str, str] = {}
        self.headers = dict(headers or {})
        self._connection: HTTPConnection | None = None

    def __call__(
        self, method: str, path: str, body: bytes | None = None, kind: str = "", ok: Sequence[int] = (200, 201)
    ) -> bytes:
        """The answer's body. Raises Unexpected when its status is none of `ok`."""
        headers = {**self.headers, **({"Content-Type": kind} if kind else {})}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer, said = self._asked(method, path, body, headers)
        self._keep(answer)
        if answer.status not in ok:
            raise Unexpected(f"{method} {path}: {answer.status} {said[:300]!r}")
        return said

    def json(self, method: str, path: str, body: object | None = None, ok: Sequence[int] = (200, 201)) -> Any:
        given = None if body is None else json.dumps(body).encode()
        return json.loads(self(method, path, given, JSON if given else "", ok))

    def form(self, path: str, fields: Mapping[str, object], ok: Sequence[int] = (302,)) -> bytes:
        return self("POST", path, urlencode(fields).encode(), FORM, ok)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _asked(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[HTTPResponse, bytes]:
        """Asked once more only on a kept connection that the server had closed meanwhile."""
        if self._connection is not None:
            with suppress(*STALE):
                return self._exchanged(self._connection, method, path, body, headers)
            self.close()
        where = urlsplit(self.place)
        self._connection = HTTPConnection(where.hostname or "", where.port, timeout=SECONDS)
        try:
            return self._exchanged(self._connection, method, path, body, headers)
        except (OSError, HTTPException):
            self.close()  # what was begun on it cannot be taken up again
            raise

    @staticmethod
    def _exchanged(
        connection: HTTPConnection, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[HTTPResponse, bytes]:
        connection.request(method, path, body, dict(headers))
        answer = connection.getresponse()
        return answer, answer.read()

    def _keep(self, answer: HTTPResponse) -> None:
        for given in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = given.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        if answer.will_close:
            self.close()


class Seen(Struct):
    """What clients saw: seconds of each action by its name, whole lives, what went wrong, seconds in all."""

    actions: dict[str, list[float]] = field(default_factory=dict)
    lives: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def all(self) -> list[float]:
        """Seconds of each action, sorted."""
        return sorted(took for each in self.actions.values() for took in each)

    def add(self, other: Seen) -> None:
        for name, took in other.actions.items():
            self.actions.setdefault(name, []).extend(took)
        self.lives += other.lives
        self.wrong += other.wrong


Action = tuple[str, Callable[[], object]]
Life = Callable[[int], Sequence[Action]]
"""The actions of the nth case of a client, in their order."""


def closed_loop(lives: Sequence[Life], seconds: float, most: int | None = None) -> Seen:
    """One client for each of `lives`, all at once, until so many seconds are over or each made `most` cases.

    What is under way when the time is over is ended and counted; what fails is counted, and its case left.
    """
    start = Barrier(len(lives) + 1)
    told = [Seen() for _ in lives]
    threads = [
        Thread(target=_client, args=(life, seen, start, seconds, most)) for life, seen in zip(lives, told, strict=True)
    ]
    for thread in threads:
        thread.start()
    start.wait()
    began = perf_counter()
    for thread in threads:
        thread.join()
    whole = Seen(seconds=perf_counter() - began)
    for seen in told:
        whole.add(seen)
    return whole


def _client(life: Life, seen: Seen, start: Barrier, seconds: float, most: int | None) -> None:
    start.wait()
    end = perf_counter() + seconds
    nth = 0
    while perf_counter() < end and (most is None or nth < most) and len(seen.wrong) < 10:
        try:
            seen.lives += _lived(life(nth), seen, end)
        except Exception as error:  # noqa: BLE001 - counted and shown, whatever it is
            seen.wrong.append(f"{type(error).__name__}: {error}"[:300])
        nth += 1


def _lived(actions: Sequence[Action], seen: Seen, end: float) -> bool:
    """Whether all of it was done before the end."""
    for name, act in actions:
        began = perf_counter()
        if began > end:
            return False
        act()
        seen.actions.setdefault(name, []).append(perf_counter() - began)
    return True
