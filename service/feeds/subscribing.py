"""Subscriptions are named, paused, resumed, given another secret, ended. First the event, then the rows that follow.

Cut short between the two, the next command, or the next run of deliveries, finishes it; a secret that was not kept was
shown to nobody, and another one is made by `changed_secret`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from msgspec import Struct
from psycopg import Connection

from domain import office as o
from domain.deciding import Refused, structural
from domain.subscription_events import SubscriptionEvent
from domain.subscriptions import ENDED, Subscription, Subscriptions, Wanted
from domain.values import Actor
from service.feeds import secrets, standing
from service.feeds.standing import Standing
from service.jobs import queue
from service.ledger.entry import Via
from service.runtime import Instance

KIND = "deliver"
"""The kind of job that delivers; its key is the id of the subscription."""


class UnknownSubscription(LookupError):
    """The office has no such subscription."""

    def __init__(self, said: str) -> None:
        super().__init__(f"there is no subscription {said!r} here (没有订阅“{said}”)")


class Named(Struct, frozen=True):
    """A subscription that was named just now; `secret` is shown once."""

    id: UUID
    secret: str


class Said(Struct, frozen=True, kw_only=True):
    """What somebody says of a subscription. `after` None: behind the newest event, or where a known one stands."""

    name: str
    url: str
    token: UUID
    wanted: Wanted = Wanted()
    after: int | None = None
    reason: str


def of_office(instance: Instance, office: str) -> Subscriptions:
    """The subscriptions of an office. Raises UnknownOffice."""
    return instance.offices.get(office).state.subscriptions


def found(instance: Instance, office: str, said: str) -> Subscription:
    """The subscription with this name or id; of several of one name that which has not ended.

    Raises UnknownSubscription, UnknownOffice.
    """
    known = of_office(instance, office).known.values()
    fitting = [each for each in known if said in (each.name, str(each.id))]
    if not fitting:
        raise UnknownSubscription(said)
    return next((each for each in fitting if each.standing != ENDED), fitting[-1])


def standings(instance: Instance, office: str) -> dict[UUID, Standing]:
    """How far each subscription that has not ended has come."""
    known = of_office(instance, office)
    with instance.pool.connection() as connection:
        return dict(standing.current(connection, office, known))


def name(instance: Instance, office: str, said: Said, actor: Actor, via: Via) -> Named:
    """A new subscription, which delivers what comes in from now on, or behind `after`.

    Raises: Refused, UnknownOffice, LedgerError.
    """
    head = instance.ledger.head(office).size
    made = Named(uuid4(), secrets.new_secret())
    _written(instance, office, naming(made.id, said, head if said.after is None else said.after), actor, via)
    _keep(instance, office, made.id, made.secret)
    return made


def rename(instance: Instance, office: str, subscription: UUID, said: Said, actor: Actor, via: Via) -> None:
    """The subscription is from now on as it is said here; its secret stays. Raises as `name`, UnknownSubscription."""
    known = found(instance, office, str(subscription))
    change(instance, office, naming(known.id, said, said.after), actor, via)


def naming(subscription: UUID, said: Said, after: int | None) -> o.SubscriptionNamed:
    """The event that says a subscription so."""
    return o.SubscriptionNamed(
        subscription=subscription,
        name=said.name.strip(),
        url=said.url.strip(),
        token=said.token,
        events=_once(said.wanted.events),
        units=_once(said.wanted.units),
        channels=_once(said.wanted.channels),
        after=after,
        reason=said.reason,
    )


def _once(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(words)))


def changed_secret(instance: Instance, office: str, subscription: UUID, reason: str, actor: Actor, via: Via) -> str:
    """Another secret, shown once; for a day deliveries are signed with the one before as well. Raises as `name`."""
    _written(instance, office, o.SubscriptionSecretChanged(subscription=subscription, reason=reason), actor, via)
    secret = secrets.new_secret()
    _keep(instance, office, subscription, secret)
    return secret


def change(instance: Instance, office: str, event: SubscriptionEvent, actor: Actor, via: Via) -> None:
    """Carries out an event; one that is resumed, or told anew, is tried at once. Raises as `name`."""
    _written(instance, office, event, actor, via)
    if isinstance(event, o.SubscriptionResumed | o.SubscriptionNamed):
        with instance.pool.connection() as connection, connection.transaction():
            _hasten(connection, office, event.subscription)


def _written(instance: Instance, office: str, event: SubscriptionEvent, actor: Actor, via: Via) -> None:
    """Writes the event, in an office with replayed time at the last time recorded, and makes the rows so."""
    check_position(instance, office, event)
    head = instance.ledger.head(office)
    at = head.recorded_at if instance.offices.get(office).replayed else None
    instance.offices.add(office, event, actor, via, at=at)
    known = of_office(instance, office)
    with instance.pool.connection() as connection, connection.transaction():
        standing.mend(connection, office, known)


def check_position(instance: Instance, office: str, event: SubscriptionEvent) -> None:
    """Raises Refused for a position behind the end of the log."""
    position, size = getattr(event, "after", None), instance.ledger.head(office).size
    if position is not None and position > size:
        raise Refused((structural(f"日志只到第{size}位", f"the log ends at position {size}"),))


def _hasten(connection: Connection[Any], office: str, subscription: UUID) -> None:
    standing.at_once(connection, subscription)
    now = datetime.now(UTC)
    queue.wake(connection, queue.Wanted(kind=KIND, office=office, key=str(subscription), run_after=now), now)


def _keep(instance: Instance, office: str, subscription: UUID, secret: str) -> None:
    with instance.pool.connection() as connection, connection.transaction():
        secrets.keep(connection, instance.keys, subscription, secret, datetime.now(UTC))
        _hasten(connection, office, subscription)
