"""The subscriptions of an office as its events made them: which there are, what each wants, which deliver."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain import subscription_events as se
from domain.accounts import Accounts, holds
from domain.deciding import OfficeProfile, Reason, structural
from domain.events import TOPICS
from domain.values import Moment
from domain.vocabulary import CHANNELS

ON, PAUSED, ENDED = "on", "paused", "ended"
SCOPE = "read"
"""What a token has to be for, so that a subscription may see as it does."""
EVENTS: Mapping[str, tuple[str, ...]] = {
    name: tuple(topic for topic in TOPICS if topic.partition("/")[0] == name)
    for name in dict.fromkeys(topic.partition("/")[0] for topic in TOPICS)
}
"""The names of the events of petitions, and the topics of each."""
LOCALHOST = "localhost"
LONGEST = 500
"""Characters of an address."""


class Wanted(Struct, frozen=True):
    """Which events: by their names, the unit that has the petition after it, its channel. Of what says nothing all."""

    events: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics of the events."""
        return tuple(topic for name in self.events or EVENTS for topic in EVENTS.get(name, ()))


class Subscription(Struct, frozen=True):
    """A subscription. `after` is the position that was said last, `moved` how often one was said."""

    id: UUID
    name: str
    url: str
    token: UUID
    wanted: Wanted
    standing: str = ON
    after: int = 0
    moved: int = 0


class Subscriptions(Struct, frozen=True):
    """Every subscription that there ever was, by id."""

    known: Mapping[UUID, Subscription] = {}

    @property
    def delivering(self) -> tuple[Subscription, ...]:
        """Those that are neither paused nor ended."""
        return tuple(each for each in self.known.values() if each.standing == ON)


def after(state: Subscriptions, event: se.SubscriptionEvent) -> Subscriptions:
    """The subscriptions after an event."""
    match event:
        case se.SubscriptionNamed():
            return _named(state, event)
        case se.SubscriptionPaused():
            return _with(state, replace(state.known[event.subscription], standing=PAUSED))
        case se.SubscriptionResumed():
            return _with(state, _from(replace(state.known[event.subscription], standing=ON), event.after))
        case se.SubscriptionSecretChanged():
            return state
        case se.SubscriptionEnded():
            return _with(state, replace(state.known[event.subscription], standing=ENDED))


def _named(state: Subscriptions, event: se.SubscriptionNamed) -> Subscriptions:
    known = state.known.get(event.subscription)
    wanted = Wanted(event.events, event.units, event.channels)
    if known is None:
        first = Subscription(event.subscription, event.name, event.url, event.token, wanted)
        return _with(state, _from(first, event.after or 0))
    told = replace(known, name=event.name, url=event.url, token=event.token, wanted=wanted)
    return _with(state, _from(told, event.after))


def _from(subscription: Subscription, position: int | None) -> Subscription:
    """It goes on behind the position, if one is said."""
    return subscription if position is None else replace(subscription, after=position, moved=subscription.moved + 1)


def _with(state: Subscriptions, subscription: Subscription) -> Subscriptions:
    return Subscriptions({**state.known, subscription.id: subscription})


class Judged(Struct, frozen=True):
    """What an event is judged by: the subscriptions, accounts and office before it, and when."""

    subscriptions: Subscriptions
    accounts: Accounts
    profile: OfficeProfile
    occurred: Moment


def objections(case: Judged, event: se.SubscriptionEvent) -> Iterator[Reason]:
    """Every reason against an event."""
    if not event.reason.strip():
        yield structural("须写明理由", "a reason is needed")
    position = getattr(event, "after", None)
    if position is not None and position < 0:
        yield structural("位置不能小于0", "`after` is below 0")
    yield from _CHECKS[type(event)](case, event)


def _naming(case: Judged, event: se.SubscriptionNamed) -> Iterator[Reason]:
    known = case.subscriptions.known.get(event.subscription)
    if known is not None and known.standing == ENDED:
        yield structural("该订阅已终止", "the subscription has ended")
    if not event.name.strip():
        yield structural("名称为空", "`name` is empty")
    others = (each for each in case.subscriptions.known.values() if each.standing != ENDED)
    if any(each.name == event.name and each.id != event.subscription for each in others):
        yield structural(f"已有名为“{event.name}”的订阅", f"there is a subscription called {event.name!r}")
    yield from address_faults(event.url)
    yield from _token(case, event.token)
    yield from _filter(case, event)


def address_faults(url: str) -> Iterator[Reason]:
    """It stands in the ledger for ever, where a secret has no place; what is asked for goes over TLS."""
    parts = _split(url)
    if parts is None or parts.scheme not in ("https", "http") or not parts.hostname:
        yield structural("接收地址应以 https:// 开头", "`url` is no address that begins with https://")
        return
    if parts.scheme == "http" and not _on_loopback(parts.hostname):
        yield structural(
            "http:// 只用于本机，其他地址须用 https://", "`url`: http is for this computer only: say https"
        )
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        zh = "接收地址将永久留痕，不得带用户名、密码、参数或者片段"
        yield structural(zh, "`url` stands on record for ever: no user, password, query or fragment")


def _split(url: str) -> SplitResult | None:
    """The parts of an address that can be one: a sound port, nothing that is no sign of an address."""
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
        sound = parts.port != 0
    except ValueError:
        return None
    return parts if sound else None


def _on_loopback(host: str) -> bool:
    try:
        return host == LOCALHOST or ip_address(host).is_loopback
    except ValueError:
        return False


def _token(case: Judged, token: UUID) -> Iterator[Reason]:
    known = case.accounts.tokens.get(token)
    at = case.occurred.at
    if known is None or (at is not None and not holds(case.accounts, token, at)):
        yield structural(
            "没有此有效令牌：订阅以机器令牌的单位查阅", "there is no such token that holds: it says who reads"
        )
    elif SCOPE not in known.scopes:
        yield structural(f"令牌“{known.name}”不得查阅（{SCOPE}）", f"the token {known.name!r} has no scope {SCOPE}")


def _filter(case: Judged, event: se.SubscriptionNamed) -> Iterator[Reason]:
    for field, said, known, zh in (
        ("events", event.events, EVENTS, "事件"),
        ("units", event.units, case.profile.units_by_name, "单位"),
        ("channels", event.channels, CHANNELS, "信访形式"),
    ):
        for each in said:
            if each not in known:
                yield structural(f"没有{zh}“{each}”", f"`{field}`: there is no {each!r}")


def _is(*standings: str) -> Callable[[Judged, Any], Iterator[Reason]]:
    """A check that the subscription is there and stands in one of these ways."""

    def check(case: Judged, event: Any) -> Iterator[Reason]:
        known = case.subscriptions.known.get(event.subscription)
        if known is None:
            yield structural("没有此订阅", "there is no such subscription")
        elif known.standing not in standings:
            words = {ON: "推送中", PAUSED: "已暂停", ENDED: "已终止"}
            yield structural(f"该订阅{words[known.standing]}", f"the subscription is {known.standing}")

    return check


def _resumed(case: Judged, event: se.SubscriptionResumed) -> Iterator[Reason]:
    """One that delivers can be put to another position only."""
    yield from _is(*((PAUSED,) if event.after is None else (ON, PAUSED)))(case, event)


_CHECKS: Mapping[type[Struct], Callable[[Judged, Any], Iterator[Reason]]] = {
    se.SubscriptionNamed: _naming,
    se.SubscriptionPaused: _is(ON),
    se.SubscriptionResumed: _resumed,
    se.SubscriptionSecretChanged: _is(ON, PAUSED),
    se.SubscriptionEnded: _is(ON, PAUSED),
}


def may_read(state: Accounts, subscription: Subscription, at: datetime) -> bool:
    """Whether the token as which the subscription reads still holds, and is for reading."""
    known = state.tokens.get(subscription.token)
    return known is not None and SCOPE in known.scopes and holds(state, subscription.token, at)
