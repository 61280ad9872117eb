"""Makes the parcel for a partner: what stands in the log behind the last that it has, shown under a signed head.

It may be made as often as wanted: the same events stand in it, in the same order, until the partner says that it has
them; a later parcel holds all that an earlier one held and that was not heard of.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from psycopg import Connection

from domain.access import CONSOLE
from domain.access_record import HANDLING, JOB
from domain.partners import Partner
from projections.exchange import Entry
from service.access import recording
from service.access.caller import Caller, asking
from service.evidence import proofs
from service.evidence.note import Note
from service.evidence.store import Stored
from service.ledger import leaf
from service.ledger.application import MATTERS
from service.readmodels import needs
from service.readmodels.asking import question
from service.runtime import Instance
from service.transfers import channels
from service.transfers.carrying import carried
from service.transfers.channels import Channel
from service.transfers.parcel import Continued, Item, Parcel, Seen, Shown
from service.transfers.table import Book
from service.transfers.verifying import known_head

MOST = 50
"""Events in one parcel: what a partner takes in a few seconds."""
ACTION, LIST = "exchange", "exchange"
EVENTS = """
SELECT stream, version, topic, recorded_at, position, content, stamp, mac FROM ledger.event
WHERE office = %s AND log = %s AND position = ANY(%s) ORDER BY position
"""


def parcel(instance: Instance, office: str, partner: Partner, limit: int = MOST) -> Parcel:
    """The next parcel for the partner, on record as shown before it leaves.

    Raises: Behind, LedgerError, what signing and opening raise.
    """
    with instance.pool.connection() as connection:
        channel = channels.of(connection, office, partner.office)
    with instance.exchange.book(office) as book:
        entries = book.outbox(partner.office, channel.seen, limit)
        before = book.before(partner.office, entries[0].position) if entries else 0
        seen = _seen(instance, book, partner)
    stored = instance.checkpoints.current(office, MATTERS)
    items = _items(instance, office, entries, before, stored.note)
    _on_record(instance, office, partner, entries)
    with instance.pool.connection() as connection:
        continues = _continues(connection, office, channel, stored)
        channels.sent(connection, office, partner.office, stored.size, datetime.now(UTC))
    return Parcel(
        sender=office,
        sender_name=instance.offices.get(office).profile.name,
        receiver=partner.office,
        made_at=datetime.now(UTC),
        checkpoint=stored.text,
        continues=continues,
        items=items,
        seen=seen,
    )


def _seen(instance: Instance, book: Book, partner: Partner) -> Seen:
    """What was taken of the partner last, and the head of its log that is known by that."""
    last = book.last(partner.office)
    if last is None:
        return Seen()
    head = known_head(instance, book, partner)
    return Seen(last.position, (head.size,) if head else ())


def _items(instance: Instance, office: str, entries: Sequence[Entry], before: int, note: Note) -> tuple[Item, ...]:
    shown = _shown(instance, office, [each.position for each in entries], note)
    found = []
    for entry, event in zip(entries, shown, strict=True):
        given = carried(instance, office, entry)
        found.append(Item(after=before, what=entry.what, sent_as=entry.sent_as, event=event, carried=given))
        before = entry.position
    return tuple(found)


def _shown(instance: Instance, office: str, positions: Sequence[int], note: Note) -> list[Shown]:
    """The events at these positions with their paths. Raises Unprovable."""
    with instance.pool.connection() as connection:
        rows = connection.execute(EVENTS, (office, MATTERS, list(positions)), binary=True).fetchall()
        return [_one(connection, office, row, note) for row in rows]


def _one(connection: Connection[Any], office: str, row: tuple[Any, ...], note: Note) -> Shown:
    stream, version, topic, recorded_at, position, content, stamp, mac = row
    told = leaf.instant(recorded_at)
    hash_ = leaf.leaf(leaf.Identity(office, MATTERS, stream, version, topic), told, content, stamp, mac)
    proof = proofs.inclusion(connection, office, MATTERS, position, hash_, note)
    return Shown(
        stream=stream,
        version=version,
        topic=topic,
        recorded_at=told,
        position=position,
        content=content,
        stamp=stamp,
        mac=mac,
        path=proof.path,
    )


def _continues(connection: Connection[Any], office: str, channel: Channel, stored: Stored) -> tuple[Continued, ...]:
    """That the head continues each head that the partner may know."""
    older = [size for size in channel.sizes if 0 < size <= stored.size]
    return tuple(
        Continued(
            size, tuple(proofs.steps(connection, office, MATTERS, size, stored.size) if size < stored.size else ())
        )
        for size in older
    )


def _on_record(instance: Instance, office: str, partner: Partner, entries: Sequence[Entry]) -> None:
    """Puts on record which petitions are shown to the other office. Raises LedgerError."""
    petitions = {entry.petition for entry in entries if entry.petition is not None and entry.what != "receipt"}
    if not petitions:
        return
    about = question(instance, CONSOLE, office, needs=needs.NOTHING)
    who = Caller(viewer=CONSOLE, operator=f"office:{partner.office}", action=ACTION, via=JOB, purpose=HANDLING)
    with asking(who):
        recording.named(instance, about, LIST, {"partner": partner.office}, petitions)
