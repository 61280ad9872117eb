"""The subscriptions of an office as they are listed: what each wants, how far it has come, what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from domain.subscriptions import ON, Subscription
from service.feeds import subscribing
from service.feeds.standing import Standing
from service.runtime import Instance

FAILING = "failing"
WHY: Mapping[str, tuple[str, str]] = {
    "token": ("机器令牌已撤销、到期或者不得查阅", "its token was revoked, has expired, or is not for reading"),
    "secret": ("没有密钥：请更换密钥", "it has no secret: change the secret"),
    "unread": ("暂时无法读取或者留痕", "the event cannot be read or put on record now"),
    "unresolved": ("接收地址无法解析", "the name of the receiver leads nowhere"),
    "not-allowed": (
        "接收地址不在允许的网段（ZHUOLUO_WEBHOOK_NETWORKS）",
        "the receiver is in no network that deliveries may go to (ZHUOLUO_WEBHOOK_NETWORKS)",
    ),
    "unreachable": ("接收方没有应答", "the receiver does not answer"),
    "certificate": ("接收方的证书不被信任", "the certificate of the receiver is not trusted"),
    "timeout": ("接收方超时", "the receiver took too long"),
}
"""What the words for why nothing goes out mean."""


class Listed(Struct, frozen=True, kw_only=True):
    """A subscription. `standing`: on, failing, paused or ended; `behind`: events of the log behind its position.

    `why` it fails, since `failing_since`; not tried again before `next_at`.
    """

    subscription: UUID
    name: str
    url: str
    token: UUID
    events: tuple[str, ...]
    units: tuple[str, ...]
    channels: tuple[str, ...]
    standing: str
    after: int
    behind: int
    failures: int = 0
    why: str = ""
    zh: str = ""
    en: str = ""
    failing_since: datetime | None = None
    next_at: datetime | None = None
    delivered_at: datetime | None = None


def listed(instance: Instance, office: str) -> list[Listed]:
    """All of them, also those that ended. Raises UnknownOffice."""
    rows = subscribing.standings(instance, office)
    head = instance.ledger.head(office).size
    known = subscribing.of_office(instance, office).known.values()
    return [_listed(each, rows.get(each.id), head) for each in known]


def one(instance: Instance, office: str, subscription: UUID) -> Listed:
    """That one. Raises UnknownSubscription, UnknownOffice."""
    known = subscribing.found(instance, office, str(subscription))
    return next(each for each in listed(instance, office) if each.subscription == known.id)


def _listed(known: Subscription, row: Standing | None, head: int) -> Listed:
    wanted, after = known.wanted, row.after if row else known.after
    why = (row.last_error or "") if row else ""
    zh, en = WHY.get(why, (f"接收方答复 {why}", f"the receiver answered {why}") if why else ("", ""))
    return Listed(
        subscription=known.id,
        name=known.name,
        url=known.url,
        token=known.token,
        events=wanted.events,
        units=wanted.units,
        channels=wanted.channels,
        standing=FAILING if why and known.standing == ON else known.standing,
        after=after,
        behind=head - after if row else 0,
        failures=row.failures if row else 0,
        why=why,
        zh=zh,
        en=en,
        failing_since=row.failing_since if row else None,
        next_at=row.next_at if row else None,
        delivered_at=row.delivered_at if row else None,
    )
