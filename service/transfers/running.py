"""The job of the exchange: one for each partner that can be reached, until all that goes there is there.

What is moved within the installation is taken at once; what goes over HTTP is answered with a package of the partner,
which brings its receipts along. A partner that cannot be reached is tried again ever more seldom, and never given up.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from time import monotonic

from domain.partners import Partner
from service.feeds import posting
from service.feeds.pausing import pause
from service.feeds.posting import Undelivered
from service.offices import UnknownOffice
from service.runtime import Instance
from service.transfers import channels, passing
from service.transfers.parcel import BadParcel
from service.transfers.sealing import LARGEST

KIND = "exchange"
TURN = 20.0
"""Seconds after which other jobs have their turn."""
STALE = timedelta(minutes=10)
"""So long after it was heard of last a partner is asked, also where nothing goes there: it may not reach us."""
MEDIA_TYPE = "application/vnd.zhuoluo.exchange"


def run(instance: Instance, office: str, partner: str) -> datetime | None:
    """Passes what there is for so long as its turn lasts; when to go on, None where nothing waits or nothing may go.

    Raises UnknownOffice, LedgerError, Behind.
    """
    ends = monotonic() + TURN
    more = False
    while True:
        known = instance.offices.get(office).state.partners.known.get(partner)
        if known is None or not (more or _is_due(instance, office, known, datetime.now(UTC))):
            return None
        if monotonic() > ends:
            return datetime.now(UTC)
        try:
            more = once(instance, office, known)
        except BadParcel as bad:
            return _noted(instance, office, known, bad.why)
        except Undelivered as failure:
            return _noted(instance, office, known, failure.why, failure.wait)


def _is_due(instance: Instance, office: str, partner: Partner, now: datetime) -> bool:
    """Whether it can be reached, and something goes there, or it was not heard of for long."""
    if not partner.url and not passing.is_local(instance, partner):
        return False
    if passing.has_more(instance, office, partner):
        return True
    with instance.pool.connection() as connection:
        heard = channels.of(connection, office, partner.office).heard_at
    return bool(partner.url) and (heard is None or heard < now - STALE)


def once(instance: Instance, office: str, partner: Partner) -> bool:
    """Passes one parcel; whether the partner may have more for us. Raises BadParcel, Undelivered, LedgerError."""
    if passing.is_local(instance, partner):
        passing.move(instance, office, partner)
        return False
    given = passing.package(instance, office, partner)
    headers = {"Content-Type": MEDIA_TYPE, "Accept": MEDIA_TYPE}
    answer = posting.ask(partner.url, given, headers, instance.settings.webhook_networks, LARGEST)
    _, took = passing.accept(instance, office, answer, partner.office)
    return took.taken + took.declined > 0


def _noted(instance: Instance, office: str, partner: Partner, why: str, wait: int = 0) -> datetime:
    """When it is tried again: after a pause that grows, not before the partner asks for."""
    with instance.pool.connection() as connection:
        failures = channels.of(connection, office, partner.office).failures
        rest = pause(failures + 1, random.random())  # noqa: S311 - no secret
        next_at = datetime.now(UTC) + max(rest, timedelta(seconds=wait))
        channels.failed(connection, office, partner.office, why, next_at)
    return next_at


def waiting(instance: Instance, office: str, now: datetime) -> Iterator[str]:
    """The partners to which something goes, and which may be tried now."""
    try:
        known = instance.offices.get(office).state.partners.known
    except UnknownOffice:
        return
    if not known:
        return
    with instance.pool.connection() as connection:
        paces = channels.of_office(connection, office)
    for partner in known.values():
        pace = paces.get(partner.office)
        rests = pace is not None and pace.next_at is not None and pace.next_at > now
        if not rests and _is_due(instance, office, partner, now):
            yield partner.office
