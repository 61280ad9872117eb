"""A calendar is fetched by its secret link: judged anew each time, and on record as read before anything leaves."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256

from msgspec import Struct

from domain.access_record import CALENDAR
from service.access import recording
from service.access.caller import Caller, asking
from service.own_calendar.asking import LISTED, Calendar, calendar
from service.own_calendar.writing import written
from service.readmodels.asking import today
from service.runtime import Instance
from service.signin import accounts, calendar_links
from service.signin.calendar_links import Holder

NAME = "calendar"
"""What the list is called on record."""


class UnknownLink(LookupError):
    """No calendar is fetched by this link: it was never made, was renewed or revoked, or its account is not open."""


class Fetched(Struct, frozen=True):
    """The calendar: its entity tag and its size; no content where it is known already, or is not wanted."""

    tag: str
    size: int
    content: bytes = b""


class Fetch(Struct, frozen=True, kw_only=True):
    """By which link it is fetched, from where; which tags are known; whether the content is wanted at all (GET)."""

    link: str
    network: str = ""
    known: Collection[str] = ()
    content: bool = True


def fetched(instance: Instance, said: Fetch, now: datetime) -> Fetched:
    """The calendar of whose link it is. One that is known already shows nothing, and stands on no record.

    Raises: UnknownLink, Behind, LedgerError (what cannot be recorded is not shown).
    """
    with instance.pool.connection() as connection:
        holder = calendar_links.holder(connection, said.link, now)
    if holder is None or not accounts.is_open(instance, holder.office, holder.account):
        raise UnknownLink
    office = instance.offices.get(holder.office)
    viewer = instance.viewers.of(office, holder.person, today(instance, office))
    found = calendar(instance, office, viewer, holder.language)
    content = written(found)
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    if tag in said.known or not said.content:
        return Fetched(tag, len(content))
    _on_record(instance, found, holder, said.network)
    return Fetched(tag, len(content), content)


def _on_record(instance: Instance, found: Calendar, holder: Holder, network: str) -> None:
    if not found.petitions:
        return
    who = Caller(
        viewer=found.asked.viewer, authenticated=NAME, account=holder.account, session=str(holder.link),
        network=network, action=LISTED, via=CALENDAR,
    )  # fmt: skip
    with asking(who):
        recording.named(instance, found.asked, NAME, {}, found.petitions)
