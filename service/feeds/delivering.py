"""Delivers what a subscription wants: one event after the other, in the order of the log, each until it was taken.

An event is read for the subscription's viewer by today's relations right before it goes out, put on record, posted, and
only then is the place moved behind it: whatever ends this process in between, the same event goes out again, with the
same id. One that is not taken stays the next one; it is tried again ever more seldom, and never given up.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic
from uuid import UUID

import msgspec
from msgspec import Struct

from domain.access import Viewer, may
from domain.access_record import JOB
from domain.account_events import TokenIssued
from domain.subscriptions import ON, Subscription, may_read
from domain.viewing import machine
from service.access import recording
from service.access.caller import Caller, asking
from service.feeds import posting, reading, secrets, standing
from service.feeds.items import Item
from service.feeds.pausing import LONGEST, pause
from service.feeds.posting import Undelivered
from service.feeds.standing import Standing
from service.ledger.submission import LedgerError
from service.offices import KnownOffice, UnknownOffice
from service.projector.following import Behind
from service.readmodels import needs
from service.readmodels.asking import Question, question
from service.runtime import Instance

TURN = 20.0
"""Seconds after which other jobs have their turn."""
ACTION, LIST = "list", "subscription"
JSON = "application/json"
GONE = "status 410"
"""A receiver that says it is gone is tried as seldom as can be, and never forgotten: who ends it is a person."""
NO_TOKEN, NO_SECRET, NOT_READ = "token", "secret", "unread"
"""Why nothing goes out: the token or the secret does not hold, or what is to go out cannot be read or recorded now."""


class _Run(Struct, frozen=True):
    """One run for one subscription: who reads, and what it is signed with."""

    instance: Instance
    office: str
    subscription: Subscription
    clock: Callable[[], datetime]


def message_id(subscription: UUID, position: int) -> str:
    """The id of a delivery: that of the same event to the same subscription, however often it goes out."""
    return f"msg_{subscription.hex}_{position}"


def body(item: Item) -> bytes:
    """What is posted."""
    return msgspec.json.encode(item)


def deliver(
    instance: Instance, office: str, id_: UUID, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> datetime | None:
    """Delivers for so long as its turn lasts; when to go on, None where all is delivered or nothing may be.

    Raises psycopg.Error, and UnknownOffice.
    """
    ends = monotonic() + TURN
    while True:
        place, run = _begun(instance, office, id_, clock)
        if place is None or run is None:
            return None
        if place.next_at is not None and clock() < place.next_at:
            return place.next_at
        if monotonic() > ends:
            return clock()
        try:
            if not _one(run, place):
                return None
        except Undelivered as failure:
            return _noted(run, place, failure)
        except (Behind, LedgerError):
            return _noted(run, place, Undelivered(NOT_READ))


def _begun(
    instance: Instance, office: str, id_: UUID, clock: Callable[[], datetime]
) -> tuple[Standing | None, _Run | None]:
    """Where it stands, as the events of the office say by now; nothing when it does not deliver."""
    known = instance.offices.get(office).state.subscriptions
    wanted = known.known.get(id_)
    if wanted is None or wanted.standing != ON:
        return None, None
    with instance.pool.connection() as connection:
        place = standing.current(connection, office, known).get(id_)
    return place, _Run(instance, office, wanted, clock)


def _one(run: _Run, place: Standing) -> bool:
    """Whether there may be more behind the next event, which was delivered. Raises Undelivered, Behind, LedgerError."""
    instance, now = run.instance, run.clock()
    if place.after >= instance.ledger.head(run.office).size:
        return False
    known = instance.offices.get(run.office)
    token, viewer = _reader(known, run.subscription, now)
    asked = question(instance, viewer, run.office, needs=needs.REGISTER)
    found = reading.page(instance, asked, run.subscription.wanted, place.after, 1)
    for item in found.items:
        _post(run, asked, token, item)
    with instance.pool.connection() as connection:
        standing.advanced(connection, place, found.next, run.clock() if found.items else None)
    return True


def _reader(known: KnownOffice, subscription: Subscription, now: datetime) -> tuple[TokenIssued, Viewer]:
    """The token as which it reads, and what that sees today. Raises Undelivered for one that holds no more."""
    token = known.state.accounts.tokens.get(subscription.token)
    if token is None or not may_read(known.state.accounts, subscription, now):
        raise Undelivered(NO_TOKEN)
    viewer = machine(known.profile, token.name, token.unit)
    if not may(viewer, ACTION, known.profile.id):
        raise Undelivered(NO_TOKEN)
    return token, viewer


def _post(run: _Run, asked: Question, token: TokenIssued, item: Item) -> None:
    """Puts the event on record as read, and posts it. Raises Undelivered, LedgerError."""
    instance, now, id_ = run.instance, run.clock(), run.subscription.id
    with instance.pool.connection() as connection:
        said = secrets.of(connection, instance.keys, id_, now)
    if not said:
        raise Undelivered(NO_SECRET)
    who = Caller(
        viewer=asked.viewer, authenticated=recording.TOKEN, account=token.token, action=ACTION, via=JOB,
        session=str(token.token),
    )  # fmt: skip
    with asking(who):
        recording.named(instance, asked, LIST, {"subscription": id_}, {item.data.petition})
    content = body(item)
    headers = {"Content-Type": JSON, **secrets.signed(said, message_id(id_, item.position), now, content)}
    posting.post(run.subscription.url, content, headers, instance.settings.webhook_networks)


def _noted(run: _Run, place: Standing, failure: Undelivered) -> datetime:
    """When it is tried again: after a pause that grows, not before the receiver asks for."""
    now = run.clock()
    rest = LONGEST if failure.why == GONE else pause(place.failures + 1, random.random())  # noqa: S311 - no secret
    next_at = now + max(rest, timedelta(seconds=failure.wait))
    with run.instance.pool.connection() as connection:
        standing.failed(connection, place, failure.why, now, next_at)
    return next_at


def waiting(instance: Instance, office: str, now: datetime) -> list[UUID]:
    """The subscriptions of an office behind which there is something, and which may be tried now."""
    try:
        known = instance.offices.get(office).state.subscriptions
    except UnknownOffice:
        return []
    if not known.delivering:
        return []
    head = instance.ledger.head(office).size
    with instance.pool.connection() as connection:
        rows = standing.current(connection, office, known)
    return [
        each.id
        for each in known.delivering
        if (place := rows[each.id]).after < head and (place.next_at is None or place.next_at <= now)
    ]
