"""The feed of events: what other systems ask for by position, with the filter and the content of deliveries."""

from __future__ import annotations

from collections.abc import Callable, Collection
from hashlib import sha256
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request, Response
from msgspec import Meta, Struct
from msgspec.structs import asdict

from domain.subscriptions import EVENTS, Wanted
from domain.vocabulary import CHANNELS
from service.access import recording
from service.access.caller import caller
from service.api import described, problems
from service.api.basis import JSON
from service.api.bodies import Strict
from service.api.conditional import known_tags
from service.api.lists import PAGE, Limit
from service.api.offices import OFFICE
from service.api.places import own_office
from service.api.querying import WHOLE, asked_by
from service.api.words import Position, Word
from service.feeds import reading
from service.feeds.items import Item
from service.readmodels import needs
from service.readmodels.asking import question
from service.runtime import Instance

TAG = "feeds"
FEED = f"{OFFICE}/feed"
NAME = "feed"
Several = Annotated[Word, Meta(description="several, separated by commas")]


class FeedQuery(Strict, frozen=True):
    """Which events: behind the position `after`, of these names, then with one of these units, of these channels."""

    after: Annotated[Position, Meta(description="what `next` of the page before said")] = 0
    limit: Limit = PAGE
    event: Several | None = None
    unit: Several | None = None
    channel: Several | None = None


class FeedSaid(Struct, frozen=True):
    """Events in the order of the log, as deliveries have them; what the caller may not see today is left out.

    Ask again with `after` as `next` says, whether or not anything came; `more`: at once. A page may be short, and even
    empty, while there is more. With the ETag of a page in If-None-Match the answer is 304 while it stays as it is.
    `time` replayed: the office takes its times from its commands, as demonstrations do.
    """

    office: str
    time: str
    items: tuple[Item, ...]
    next: int
    more: bool


AskedFeed = Annotated[FeedQuery, Depends(asked_by(FeedQuery))]


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    words = described.reading("事件流 The feed of events", TAG, FeedQuery, FeedSaid, headers=("ETag",))
    routes.add_api_route(FEED, _feed(instance), methods=["GET"], name=NAME, **words)
    return routes


def _feed(instance: Instance) -> Callable[..., Response]:
    def told(office: str, said: AskedFeed, request: Request) -> Response:
        about = question(instance, caller().viewer, own_office(instance, office).profile.id, needs=needs.REGISTER)
        if said.after > about.position:
            zh, en = f"日志只到第{about.position}位", f"the log ends at position {about.position}"
            raise problems.invalid(f"{WHOLE}.after", zh, en)
        page = reading.page(instance, about, wanted_of(said), said.after, said.limit)
        time = "replayed" if about.office.replayed else "live"
        content = msgspec.json.encode(FeedSaid(about.id, time, tuple(page.items), page.next, page.more))
        tag = f'"{sha256(content).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        if tag in known_tags(request):
            return Response(status_code=304, headers=headers)
        if page.items:
            recording.named(instance, about, NAME, asdict(said), {each.data.petition for each in page.items})
        return Response(content, 200, headers, JSON)

    return told


def wanted_of(said: FeedQuery) -> Wanted:
    """The filter. Raises Refusal (422) for an event or channel that there is not."""
    return Wanted(
        _several("event", said.event, EVENTS), _several("unit", said.unit), _several("channel", said.channel, CHANNELS)
    )


def _several(name: str, said: str | None, known: Collection[str] | None = None) -> tuple[str, ...]:
    words = tuple(each.strip() for each in (said or "").split(",") if each.strip())
    for each in words:
        if known is not None and each not in known:
            raise problems.invalid(f"{WHOLE}.{name}", f"没有“{each}”", f"there is no {each!r}")
    return words
