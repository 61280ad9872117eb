"""GET /calendar/LINK.ics: a calendar, for programs that subscribe to it. The link is all that they have to show."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from anyio import to_thread
from fastapi import APIRouter, Request, Response

from service.api import problems
from service.api.conditional import known_tags
from service.api.problems import Refusal
from service.own_calendar.fetching import Fetch, UnknownLink, fetched
from service.own_calendar.writing import TYPE
from service.runtime import Instance
from service.signin.chance import digest
from service.web_guard.configured import Rate
from service.web_guard.rates import Buckets

FEED = "/calendar/{link}.ics"
RATE = Rate(1 / 30, 20)
"""For each link: programs that are told to come each hour come more often, and several may share one."""
HEADERS = {"X-Robots-Tag": "noindex, nofollow", "Content-Disposition": 'inline; filename="zhuoluo.ics"'}


def public(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(FEED, _told(instance, Buckets(RATE)), methods=["GET", "HEAD"], name="calendar_feed")
    return routes


def _told(instance: Instance, rates: Buckets) -> Callable[..., Awaitable[Response]]:
    async def told(request: Request, link: str) -> Response:
        if wait := rates.wait(digest(link).hex()):
            raise Refusal(problems.TOO_MANY_REQUESTS, headers={"Retry-After": str(wait)})
        return await to_thread.run_sync(_answer, instance, request, link)

    return told


def _answer(instance: Instance, request: Request, link: str) -> Response:
    network = request.scope.get("state", {}).get("client_address") or ""
    said = Fetch(link=link, network=str(network), known=known_tags(request), content=request.method == "GET")
    try:
        found = fetched(instance, said, datetime.now(UTC))
    except UnknownLink:
        raise Refusal(problems.NOT_FOUND) from None
    headers = {**HEADERS, "ETag": found.tag}
    if found.tag in said.known:
        return Response(status_code=304, headers=headers)
    return Response(found.content, 200, {**headers, "Content-Length": str(found.size)}, TYPE)
