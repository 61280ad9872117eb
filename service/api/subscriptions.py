"""The endpoints of subscriptions: named, changed, paused, resumed, given another secret, ended, by who runs the system.

Where events go is said by the system administrator, what may be seen by the token that the security administrator
issues: no one of both lets anything out alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response
from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import asdict

from domain import office as o
from domain.subscriptions import EVENTS, Wanted
from domain.values import Actor
from domain.vocabulary import CHANNELS
from service.access.caller import caller
from service.api import described, problems
from service.api.basis import json
from service.api.bodies import Strict
from service.api.feed import TAG
from service.api.offices import OFFICE, Nothing
from service.api.posting import PostedRequest
from service.api.signing_in import VIA, Act, secret_post, uuid_of
from service.api.words import MEMBERS, Name, Position, Text, Word, code
from service.feeds import listing, subscribing
from service.feeds.listing import Listed
from service.runtime import Instance

SUBSCRIPTIONS = f"{OFFICE}/subscriptions"
ONE = f"{SUBSCRIPTIONS}/{{subscription}}"
READ = (problems.NO_OFFICE, problems.WRONG_HOST, problems.INVALID)
WRITE = (*READ, problems.MALFORMED, problems.REFUSED, problems.TOO_LARGE, problems.WRONG_TYPE, problems.UNAVAILABLE)
Some = Meta(max_length=MEMBERS)


class SubscriptionBody(Strict, frozen=True, kw_only=True):
    """事件订阅: where events of petitions go, of which kinds, read as the unit of that token.

    `after`: only what stands behind that position of the log; if it is not said, what comes in from now on, or, where
    a subscription is changed, what stands behind where it is.
    """

    name: Name
    url: Annotated[Word, Meta(description="https, without user, query and fragment; http for this computer only")]
    token: Annotated[UUID, Meta(description="the id of a machine token with the scope read")]
    events: Annotated[tuple[Annotated[str, code(*EVENTS)], ...], Some] = ()
    units: Annotated[tuple[Name, ...], Some] = ()
    channels: Annotated[tuple[Annotated[str, code(*CHANNELS)], ...], Some] = ()
    after: Position | None = None
    reason: Text


class WhyBody(Strict, frozen=True):
    """Why it is done."""

    reason: Text


class ResumeBody(Strict, frozen=True, kw_only=True):
    """It goes on, at once: behind the position `after`, forwards or back, or where it stands."""

    after: Position | None = None
    reason: Text


class SubscriptionSaid(Listed, frozen=True, kw_only=True, omit_defaults=True):
    """A subscription, and how far it has come. `secret` is what deliveries are signed with, shown once.

    `standing`: on, failing, paused or ended. `behind`: events of the log behind its position, wanted or not.
    """

    secret: str | UnsetType = UNSET


class SubscriptionsSaid(Struct, frozen=True):
    """The subscriptions of an office, also those that ended."""

    rows: tuple[SubscriptionSaid, ...]


BODIES: tuple[type[Struct], ...] = (SubscriptionBody, WhyBody, ResumeBody)
ANSWERS: tuple[type[Struct], ...] = (SubscriptionSaid, SubscriptionsSaid)
_NAMED = {
    "name": "市级平台",
    "url": "https://exchange.example.gov.cn/hooks/zhuoluo",
    "token": "0b7e3a52-6b0f-4c55-9d6e-1f6f5a3c1d01",
    "events": ["Registered", "Answered", "Closed"],
    "reason": "与市级平台对接。",
}
EXAMPLES: Mapping[str, Any] = {
    "subscriptions": _NAMED,
    "changes": _NAMED,
    "pauses": {"reason": "对方系统维护。"},
    "resumptions": {"after": 1200, "reason": "对方系统恢复，补发。"},
    "secrets": {"reason": "定期更换。"},
    "endings": {"reason": "对接结束。"},
}
"""A request for each address, by its end."""


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    known = described.plain("事件订阅 The subscriptions of an office", TAG, SubscriptionsSaid, READ)
    routes.add_api_route(SUBSCRIPTIONS, _listed(instance), methods=["GET"], name="subscriptions", **known)
    for path, act, summary, body in _writes(instance):
        end = path.rsplit("/", 1)[1]
        missing = () if path == SUBSCRIPTIONS else (problems.NO_SUBSCRIPTION,)
        words = secret_post(summary, TAG, body, EXAMPLES[end], SubscriptionSaid, (*WRITE, *missing))
        routes.add_api_route(path, act, methods=["POST"], name=f"subscription-{end}", **words)
    return routes


def _writes(instance: Instance) -> Iterator[tuple[str, Act, str, type[Struct]]]:
    yield SUBSCRIPTIONS, _named(instance), "指定订阅 Name a subscription", SubscriptionBody
    yield f"{ONE}/changes", _changed(instance), "变更订阅 Change a subscription", SubscriptionBody
    yield f"{ONE}/pauses", _told(instance, o.SubscriptionPaused, WhyBody), "暂停推送 Pause", WhyBody
    yield f"{ONE}/resumptions", _told(instance, o.SubscriptionResumed, ResumeBody), "恢复推送 Resume", ResumeBody
    yield f"{ONE}/secrets", _secret(instance), "更换密钥 Change the secret", WhyBody
    yield f"{ONE}/endings", _told(instance, o.SubscriptionEnded, WhyBody), "终止订阅 End a subscription", WhyBody


def _actor() -> Actor:
    """Whoever was let in."""
    asking = caller()
    return Actor(asking.viewer.person, unit=asking.viewer.unit, authenticated=asking.authenticated)


def _listed(instance: Instance) -> Callable[..., Response]:
    def told(office: str, _said: Nothing) -> Response:
        rows = listing.listed(instance, office)
        return json(SubscriptionsSaid(tuple(SubscriptionSaid(**asdict(each)) for each in rows)))

    return told


def _answer(instance: Instance, office: str, subscription: UUID, secret: str | UnsetType = UNSET) -> Response:
    return json(SubscriptionSaid(**asdict(listing.one(instance, office, subscription)), secret=secret))


def said_of(body: SubscriptionBody) -> subscribing.Said:
    """What somebody says of a subscription, by the body of a request."""
    wanted = Wanted(body.events, body.units, body.channels)
    return subscribing.Said(
        name=body.name, url=body.url, token=body.token, wanted=wanted, after=body.after, reason=body.reason
    )


def _known(instance: Instance, office: str, said: str) -> UUID:
    return subscribing.found(instance, office, str(uuid_of(said))).id


def _named(instance: Instance) -> Act:
    def named(office: str, posted: PostedRequest) -> Response:
        made = subscribing.name(instance, office, said_of(posted.said(SubscriptionBody)), _actor(), VIA)
        return _answer(instance, office, made.id, made.secret)

    return named


def _changed(instance: Instance) -> Act:
    def changed(office: str, subscription: str, posted: PostedRequest) -> Response:
        body, known = posted.said(SubscriptionBody), _known(instance, office, subscription)
        subscribing.rename(instance, office, known, said_of(body), _actor(), VIA)
        return _answer(instance, office, known)

    return changed


def _told(instance: Instance, kind: Callable[..., Any], body: type[Struct]) -> Act:
    """An event that says no more than its body."""

    def told(office: str, subscription: str, posted: PostedRequest) -> Response:
        said, known = posted.said(body), _known(instance, office, subscription)
        subscribing.change(instance, office, kind(subscription=known, **asdict(said)), _actor(), VIA)
        return _answer(instance, office, known)

    return told


def _secret(instance: Instance) -> Act:
    def changed(office: str, subscription: str, posted: PostedRequest) -> Response:
        said, known = posted.said(WhyBody), _known(instance, office, subscription)
        secret = subscribing.changed_secret(instance, office, known, said.reason, _actor(), VIA)
        return _answer(instance, office, known, secret)

    return changed
