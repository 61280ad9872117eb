"""`GET /metrics`: for programs on this computer, and for others that bring the token of the settings.

It stands before sign-in, so that it answers when the database does not, and its token opens nothing else.
"""

from __future__ import annotations

import logging
from hmac import compare_digest
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

from anyio import to_thread
from fastapi import Response
from prometheus_client import CollectorRegistry, Gauge, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from service.api import problems
from service.metrics.requests import Requests
from service.metrics.standing import Standing
from service.runtime import Instance
from service.secret_files import BadSecretFile, read_secret
from service.signin.identity import CHALLENGE, bearer_of

LOGGER = logging.getLogger("zhuoluo.metrics")
PATH = "/metrics"
SHORTEST = 16
"""Characters of a token."""
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host")
"""What a proxy on this computer adds: then it is not this computer that asks."""


class Metrics:
    """The numbers of one server."""

    def __init__(self, instance: Instance) -> None:
        self._registry = CollectorRegistry()
        self.requests = Requests(self._registry)
        self._busy = Gauge("zhuoluo_threads_busy", "Threads that work on requests.", registry=self._registry)
        self._waiting = Gauge("zhuoluo_threads_waiting", "Requests that wait for one.", registry=self._registry)
        ProcessCollector(registry=self._registry)
        self._registry.register(Standing(instance))

    async def text(self) -> bytes:
        """All of them, in the text format of Prometheus. Cost: one look at the database each 5 s."""
        threads = to_thread.current_default_thread_limiter().statistics()
        self._busy.set(threads.borrowed_tokens)
        self._waiting.set(threads.tasks_waiting)
        return await to_thread.run_sync(generate_latest, self._registry)


class Shown:
    """ASGI middleware that answers at PATH and lets everything else pass."""

    def __init__(self, app: ASGIApp, metrics: Metrics, instance: Instance) -> None:
        self._app, self._metrics, self._instance = app, metrics, instance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._app(scope, receive, send)
            return
        scope["route"] = SimpleNamespace(path=PATH)
        await (await self._answer(scope))(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response:
        headers = Headers(scope=scope)
        if not _from_here(scope, headers) and not _opens(headers, self._instance.settings.metrics_token_file):
            return problems.answer(problems.BAD_TOKEN, quote(PATH), headers=CHALLENGE)
        if scope["method"] not in ("GET", "HEAD"):
            return problems.answer(problems.WRONG_METHOD, quote(PATH), headers={"Allow": "GET, HEAD"})
        return Response(await self._metrics.text(), media_type=CONTENT_TYPE_LATEST)


def _from_here(scope: Scope, headers: Headers) -> bool:
    return bool(scope.get("state", {}).get("from_here")) and not any(name in headers for name in FORWARDED)


def _opens(headers: Headers, file: Path | None) -> bool:
    """Whether the request brings the token; the file is read each time, so that a new token holds at once."""
    brought = bearer_of(headers)
    if file is None or not brought:
        return False
    try:
        token = read_secret(file)
    except BadSecretFile as bad:
        LOGGER.error("the token of metrics cannot be used (指标令牌不可用): %s", bad)  # noqa: TRY400 - its words say all
        return False
    if len(token) < SHORTEST:
        LOGGER.error("the token of metrics is shorter than %d characters (指标令牌过短): %s", SHORTEST, file)
        return False
    return compare_digest(brought.encode(), token.encode())
