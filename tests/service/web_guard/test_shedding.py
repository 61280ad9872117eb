"""At overload what was let in is answered, the rest is told at once when to ask again, and health stays green."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial, wraps
from typing import Any

import anyio
import httpx2
import pytest
from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from service.web_guard.shedding import ALIVE, Shedding

THREADS, MOST = 4, 12
"""So many are worked on, and so many are inside with those that wait."""
TIMES = 5
"""So many times what there is room for is asked at once."""


def in_a_thread(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """The test in a thread and a loop of its own: that of this thread may belong to a browser."""

    @wraps(test)
    def run(**given: Any) -> None:
        with ThreadPoolExecutor(1) as thread:
            thread.submit(anyio.run, partial(test, **given)).result()

    return run


class Work:
    """What a request does in its thread: it is counted, and waits until all may go on."""

    def __init__(self) -> None:
        self.begun = 0
        self.done = 0
        self.go = threading.Event()
        self._guard = threading.Lock()

    def __call__(self) -> None:
        with self._guard:
            self.begun += 1
        assert self.go.wait(30)
        with self._guard:
            self.done += 1


def served(work: Work, most: int) -> Starlette:
    async def working(_request: Request) -> PlainTextResponse:
        await to_thread.run_sync(work)
        return PlainTextResponse("done")

    async def alive(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("alive")

    app = Starlette(routes=[Route("/work", working, methods=["GET", "POST"]), Route(ALIVE, alive)])
    app.add_middleware(Shedding, most=most)
    return app


@asynccontextmanager
async def asked(work: Work, most: int = MOST) -> AsyncIterator[httpx2.AsyncClient]:
    to_thread.current_default_thread_limiter().total_tokens = THREADS
    transport = httpx2.ASGITransport(app=served(work, most))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


async def crowd(client: httpx2.AsyncClient, work: Work, wanted: int) -> list[httpx2.Response]:
    """The answers to so many requests at once; those that work go on once every other one was answered or waits."""
    answers: list[httpx2.Response] = []

    async def one() -> None:
        answers.append(await client.post("/work", json={"asked": True}))

    async with anyio.create_task_group() as all_of_them:
        for _ in range(wanted):
            all_of_them.start_soon(one)
        limiter = to_thread.current_default_thread_limiter()
        while work.begun + limiter.statistics().tasks_waiting + len(answers) < wanted:  # noqa: ASYNC110 - no event tells
            await anyio.sleep(0.005)
        health = await client.get(ALIVE)
        assert (health.status_code, health.text) == (200, "alive"), "while every thread is busy and the queue is full"
        work.go.set()
    return answers


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@in_a_thread
async def test_what_is_let_in_is_answered_and_the_rest_is_told_at_once() -> None:
    work = Work()
    async with asked(work) as client:
        answers = await crowd(client, work, TIMES * MOST)
        good = [each for each in answers if each.status_code == 200]
        turned_away = [each for each in answers if each.status_code == 503]
        assert len(good) == MOST == work.done, "as many as there is room for, each worked on once"
        assert len(good) + len(turned_away) == len(answers)
        assert {each.headers["retry-after"] for each in turned_away} == {"2"}
        assert {each.json()["type"] for each in turned_away} == {"urn:zhuoluo:problem:overloaded"}
        assert (await client.get("/work")).status_code == 200, "it is over by itself"


@in_a_thread
async def test_without_the_wall_all_of_them_would_wait() -> None:
    """The control: with room for everybody the queue is as long as the crowd."""
    work = Work()
    async with asked(work, 10_000) as client:
        answers = await crowd(client, work, TIMES * MOST)
    assert {each.status_code for each in answers} == {200}
    assert work.done == TIMES * MOST


class Slow:
    """Asks as the server does, so that a body can be held back and an answer left unread."""

    def __init__(self) -> None:
        self.held = anyio.Event()
        self.statuses: dict[str, int] = {}
        self._shedding = Shedding(self._app, most=1)

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/broken":
            raise ZeroDivisionError
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": []})
        if scope["path"] == "/read-slowly":
            await self.held.wait()
        await send({"type": "http.response.body", "body": b""})

    async def ask(self, path: str, *come: Message) -> None:
        """Sends these parts of a body, and nothing more until all are let go."""
        waiting = list(come)

        async def receive() -> Message:
            if not waiting:
                await self.held.wait()
                return {"type": "http.disconnect"}
            return waiting.pop(0)

        async def send(message: Message) -> None:
            if "status" in message:
                self.statuses[path] = message["status"]

        headers = [(b"content-length", b"99999")] if path == "/large" else []
        await self._shedding({"type": "http", "path": path, "method": "POST", "headers": headers}, receive, send)


@in_a_thread
async def test_who_sends_or_reads_slowly_takes_no_place_and_one_that_breaks_gives_it_back() -> None:
    whole: Message = {"type": "http.request", "body": b"", "more_body": False}
    slow = Slow()
    async with anyio.create_task_group() as others:
        others.start_soon(slow.ask, "/nothing-comes")
        others.start_soon(slow.ask, "/part-comes", {"type": "http.request", "body": b"a", "more_body": True})
        others.start_soon(slow.ask, "/large", {"type": "http.request", "body": b"a" * 99_999, "more_body": True})
        others.start_soon(slow.ask, "/read-slowly", whole)
        await anyio.wait_all_tasks_blocked()
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                await slow.ask("/broken", whole)
        await slow.ask("/well", whole)
        slow.held.set()
    assert slow.statuses["/well"] == 200
