"""The client for programs that wait for each answer."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self, TypeVar, overload

import httpx2

from service.client import exchange, files, paging
from service.client.call import Call
from service.client.exchange import Answer
from service.client.paging import Rows
from service.client.retrying import Attempts, Patience
from service.client.types import FactsSaid, FeedSaid, Item, StatedFact

A = TypeVar("A")
P = TypeVar("P", bound=paging.Page)
R = TypeVar("R")

TIMEOUT = httpx2.Timeout(30.0, connect=5.0)


class Client:
    """Speaks with a server at `place`; may be used by several threads.

    `token`: that of a machine; without one, sign in by `changes.sign_in` or sit at the console of the server.
    `purpose`: what petitions are read for (handling, verification, supervision, audit, statistics), where the office
    asks. `verify`: the certificates that are believed, those of the system if not said.

    Raises: ValueError for no address of a server, or a token that would go over a network in the clear.
    """

    def __init__(
        self,
        place: str,
        *,
        token: str | None = None,
        purpose: str = "",
        patience: Patience = Patience(),  # noqa: B008 - it is frozen
        timeout: httpx2.Timeout = TIMEOUT,
        verify: ssl.SSLContext | bool = True,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._patience, self._sleep = patience, sleep
        self._http = httpx2.Client(
            base_url=exchange.base_url(place, token),
            headers=exchange.standing(token, purpose),
            timeout=timeout,
            verify=verify,
        )

    def __enter__(self) -> Self:
        self._http.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def send(self, call: Call[A], *, purpose: str = "") -> A:
        """What is answered to the call. Raises what `errors` names: Refused, Changed, Unreachable and others."""
        return self.exchange(call, purpose=purpose).said

    def exchange(self, call: Call[A], *, purpose: str = "") -> Answer[A]:
        """The same with the headers of the answer: ETag, and whether it was carried out before."""
        answer = self._answer(call, purpose, lambda response: response.read())
        return exchange.answered(call, answer.status_code, answer.headers, answer.content)

    def download(self, call: Call[bytes], to: Path, *, purpose: str = "") -> Path:
        """What is answered, in a file that is there once all of it has come."""

        def keep(response: httpx2.Response) -> None:
            if response.status_code not in exchange.GOOD:
                response.read()
                return
            with files.whole(to) as opened:
                for piece in response.iter_bytes(files.PIECE):
                    opened.write(piece)

        answer = self._answer(call, purpose, keep)
        if answer.status_code not in exchange.GOOD:
            exchange.answered(call, answer.status_code, answer.headers, answer.content)
        return to

    def pages(self, call: Call[P], *, purpose: str = "") -> Iterator[P]:
        """All pages of a list, each asked for when it is wanted."""
        further: Call[P] | None = call
        while further is not None:
            page = self.send(further, purpose=purpose)
            yield page
            further = paging.after(call, page)

    @overload
    def rows(self, call: Call[Rows[R]], *, purpose: str = "") -> Iterator[R]: ...
    @overload
    def rows(self, call: Call[FactsSaid], *, purpose: str = "") -> Iterator[StatedFact]: ...
    @overload
    def rows(self, call: Call[FeedSaid], *, purpose: str = "") -> Iterator[Item]: ...
    def rows(self, call: Call[Any], *, purpose: str = "") -> Iterator[Any]:
        """The rows of all pages of a list: its rows, facts or items."""
        for page in self.pages(call, purpose=purpose):
            yield from paging.lines(page)

    def _answer(self, call: Call[object], purpose: str, take: Callable[[httpx2.Response], object]) -> httpx2.Response:
        """The answer that stands, taken in while its connection is open."""
        attempts = Attempts(call, self._patience)
        while True:
            try:
                with self._http.stream(**self._request(call, purpose)) as response:
                    wait = attempts.answered(response.status_code, response.headers)
                    if wait is None:
                        take(response)
                        return response
            except httpx2.TransportError as error:
                wait = attempts.lost(error)
            self._sleep(wait)

    def _request(self, call: Call[object], purpose: str) -> dict[str, Any]:
        exchange.at_home(self._http.cookies.jar, self._http.base_url)
        said = exchange.request(call, purpose)
        return said | ({"content": files.pieces(call.body)} if isinstance(call.body, Path) else {})
