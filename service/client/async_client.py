"""The client for programs that do other things while they wait."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, Self, TypeVar, overload

import httpx2

from service.client import exchange, files, paging
from service.client.call import Call
from service.client.client import TIMEOUT
from service.client.exchange import Answer
from service.client.paging import Rows
from service.client.retrying import Attempts, Patience
from service.client.types import FactsSaid, FeedSaid, Item, StatedFact

A = TypeVar("A")
P = TypeVar("P", bound=paging.Page)
R = TypeVar("R")


class AsyncClient:
    """As `Client`, awaited; files are read and written between the pieces, by threads beside the loop."""

    def __init__(
        self,
        place: str,
        *,
        token: str | None = None,
        purpose: str = "",
        patience: Patience = Patience(),  # noqa: B008 - it is frozen
        timeout: httpx2.Timeout = TIMEOUT,
        verify: ssl.SSLContext | bool = True,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._patience, self._sleep = patience, sleep
        self._http = httpx2.AsyncClient(
            base_url=exchange.base_url(place, token),
            headers=exchange.standing(token, purpose),
            timeout=timeout,
            verify=verify,
        )

    async def __aenter__(self) -> Self:
        await self._http.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def send(self, call: Call[A], *, purpose: str = "") -> A:
        """What is answered to the call. Raises what `errors` names."""
        return (await self.exchange(call, purpose=purpose)).said

    async def exchange(self, call: Call[A], *, purpose: str = "") -> Answer[A]:
        """The same with the headers of the answer."""
        answer = await self._answer(call, purpose, lambda response: response.aread())
        return exchange.answered(call, answer.status_code, answer.headers, answer.content)

    async def download(self, call: Call[bytes], to: Path, *, purpose: str = "") -> Path:
        """What is answered, in a file that is there once all of it has come."""

        async def keep(response: httpx2.Response) -> None:
            if response.status_code not in exchange.GOOD:
                await response.aread()
                return
            with files.whole(to) as opened:
                async for piece in response.aiter_bytes(files.PIECE):
                    await asyncio.to_thread(opened.write, piece)

        answer = await self._answer(call, purpose, keep)
        if answer.status_code not in exchange.GOOD:
            exchange.answered(call, answer.status_code, answer.headers, answer.content)
        return to

    async def pages(self, call: Call[P], *, purpose: str = "") -> AsyncIterator[P]:
        """All pages of a list, each asked for when it is wanted."""
        further: Call[P] | None = call
        while further is not None:
            page = await self.send(further, purpose=purpose)
            yield page
            further = paging.after(call, page)

    @overload
    def rows(self, call: Call[Rows[R]], *, purpose: str = "") -> AsyncIterator[R]: ...
    @overload
    def rows(self, call: Call[FactsSaid], *, purpose: str = "") -> AsyncIterator[StatedFact]: ...
    @overload
    def rows(self, call: Call[FeedSaid], *, purpose: str = "") -> AsyncIterator[Item]: ...
    async def rows(self, call: Call[Any], *, purpose: str = "") -> AsyncIterator[Any]:
        """The rows of all pages of a list: its rows, facts or items."""
        async for page in self.pages(call, purpose=purpose):
            for line in paging.lines(page):
                yield line

    async def _answer(
        self, call: Call[object], purpose: str, take: Callable[[httpx2.Response], Awaitable[object]]
    ) -> httpx2.Response:
        """The answer that stands, taken in while its connection is open."""
        attempts = Attempts(call, self._patience)
        while True:
            try:
                async with self._http.stream(**self._request(call, purpose)) as response:
                    wait = attempts.answered(response.status_code, response.headers)
                    if wait is None:
                        await take(response)
                        return response
            except httpx2.TransportError as error:
                wait = attempts.lost(error)
            await self._sleep(wait)

    def _request(self, call: Call[object], purpose: str) -> dict[str, Any]:
        exchange.at_home(self._http.cookies.jar, self._http.base_url)
        said = exchange.request(call, purpose)
        return said | ({"content": _pieces(call.body)} if isinstance(call.body, Path) else {})


async def _pieces(file: Path) -> AsyncIterator[bytes]:
    pieces = files.pieces(file)
    while piece := await asyncio.to_thread(next, pieces, b""):
        yield piece
