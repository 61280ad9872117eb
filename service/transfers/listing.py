"""The exchange as it is listed: the partners and how each stands, what went out and came in, what was refused and why.

A petition that the viewer may not know of stands in no list; the numbers of what waits count it for everybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import asdict

from domain.partners import Partner
from domain.transfers import RECEIPT
from projections.exchange import Entry
from service.readmodels.asking import Question
from service.readmodels.headings import TABLE
from service.readmodels.truth import true_of, values
from service.runtime import Instance
from service.transfers import channels, passing
from service.transfers.channels import Channel, Refusal

WAITING, ACKNOWLEDGED, DECLINED, TAKEN = "waiting", "acknowledged", "declined", "taken"
LOCAL, HTTP, MEDIUM = "local", "http", "medium"
DIRECTIONS: Mapping[str, str] = {
    "all": f"what <> '{RECEIPT}'",
    "out": f"outgoing AND what <> '{RECEIPT}'",
    "in": f"NOT outgoing AND what <> '{RECEIPT}'",
    "pending": f"outgoing AND what <> '{RECEIPT}' AND answered IS NULL",
}
"""Which entries each list has; receipts stand with what they are for."""
NEWEST = "own < %(before)s ORDER BY own DESC, partner LIMIT %(limit)s"
COUNTS = f"""outgoing AND what <> '{RECEIPT}' AND answered IS NULL"""
CALLED = f"""
SELECT h.petition, h.number, h.title FROM {TABLE} h WHERE h.petition = ANY(%(petitions)s::uuid[]) AND {true_of("h")}
"""  # noqa: S608 - constants
LARGEST = 200
LAST = 2**62
WHY: Mapping[str, tuple[str, str]] = {
    "unresolved": ("对方地址无法解析", "the name of its address leads nowhere"),
    "not-allowed": (
        "对方地址不在允许的网段（ZHUOLUO_WEBHOOK_NETWORKS）",
        "its address is in no network that may be reached (ZHUOLUO_WEBHOOK_NETWORKS)",
    ),
    "unreachable": ("对方没有应答", "it does not answer"),
    "certificate": ("对方的证书不被信任", "its certificate is not trusted"),
    "timeout": ("对方超时", "it took too long"),
    "unknown": ("对方尚未将本机构列为交换机构", "it does not know this office yet"),
    "dismissed": ("对方已撤销与本机构的交换", "it has dismissed this office"),
}
"""What the words for why nothing goes there mean; others stand in the list of refusals, here or there."""


class PartnerListed(Struct, frozen=True, kw_only=True):
    """An office exchanged with. `way`: local, http or medium; `waiting`: what it has not acknowledged yet."""

    partner: str
    name: str
    unit: str
    relation: str
    way: str
    url: str
    waiting: int
    seen: int
    heard_at: datetime | None
    sent_at: datetime | None
    failures: int
    why: str
    zh: str
    en: str
    next_at: datetime | None


class Listed(Struct, frozen=True, kw_only=True):
    """What went out or came in. `state`: waiting, acknowledged, declined or taken; `declined`: why.

    `position` and `answered` are places in the logs: of the event sent in its sender's, of the receipt in the other's.
    """

    direction: str
    partner: str
    what: str
    sent_as: str
    petition: UUID | None
    number: str
    title: str
    state: str
    position: int
    own: int
    recorded_at: datetime | None
    answered: int | None
    answered_at: datetime | None
    declined: str


class Page(Struct, frozen=True):
    """Entries, the newest first; `next`: ask again before that position of the log, None: there are no more."""

    rows: tuple[Listed, ...]
    next: int | None


def partners(instance: Instance, office: str) -> list[PartnerListed]:
    """The partners of an office, by their ids. Raises UnknownOffice, Behind."""
    known = instance.offices.get(office).state.partners.known
    with instance.pool.connection() as connection:
        paces = channels.of_office(connection, office)
    with instance.exchange.book(office) as book:
        waits = [each.partner for each in book.asked(COUNTS, {})]
    return [
        _partner(instance, each, paces.get(each.office), waits.count(each.office))
        for each in sorted(known.values(), key=lambda each: each.office)
    ]


def _partner(instance: Instance, known: Partner, pace: Channel | None, waiting: int) -> PartnerListed:
    pace = pace or Channel(partner=known.office)
    why = pace.last_error or ""
    zh, en = WHY.get(why, (f"未能送达（{why}）", f"nothing goes there ({why})") if why else ("", ""))
    way = LOCAL if passing.is_local(instance, known) else HTTP if known.url else MEDIUM
    said = {name: getattr(known, name) for name in ("name", "unit", "relation", "url")}
    paced = {name: getattr(pace, name) for name in ("seen", "heard_at", "sent_at", "failures", "next_at")}
    return PartnerListed(partner=known.office, way=way, waiting=waiting, why=why, zh=zh, en=en, **said, **paced)


def entries(
    instance: Instance, asked: Question, which: str = "all", *, before: int = LAST, limit: int = LARGEST
) -> Page:
    """A page of the exchange book, as far as whoever asks may know of its petitions. Raises Behind."""
    with instance.exchange.book(asked.id) as book:
        found = book.asked(f"{DIRECTIONS[which]} AND {NEWEST}", {"before": before, "limit": limit + 1})
    shown = found[:limit]
    rows = _shown(instance, asked, shown)
    return Page(tuple(rows), shown[-1].own if len(found) > limit else None)


def _shown(instance: Instance, asked: Question, found: Sequence[Entry]) -> list[Listed]:
    named = {each.petition for each in found if each.petition is not None}
    with instance.pool.connection() as connection:
        seen = asked.seeing.among(connection, named)
    with instance.reading(asked.seeing) as connection:
        rows = connection.execute(CALLED, {**values(asked), "petitions": sorted(seen)}).fetchall()
    called = {petition: (number, title) for petition, number, title in rows}
    return [_listed(each, called) for each in found if each.petition is None or each.petition in seen]


def _listed(each: Entry, called: Mapping[UUID, tuple[str, str]]) -> Listed:
    number, title = called.get(each.petition, ("", "")) if each.petition else ("", "")
    fields = asdict(each)
    kept = {name: fields[name] for name in Listed.__struct_fields__ if name in fields}
    return Listed(
        direction="out" if each.outgoing else "in",
        state=state_of(each),
        number=number or "",
        title=title or "",
        **kept,
    )


def state_of(each: Entry) -> str:
    """What has become of it."""
    if each.declined:
        return DECLINED
    if not each.outgoing:
        return TAKEN
    return ACKNOWLEDGED if each.answered is not None else WAITING


def of_petition(instance: Instance, asked: Question, petition: UUID) -> list[Listed]:
    """What of a petition went to other offices and came from them, receipts among them, in the order of the log."""
    with instance.exchange.book(asked.id) as book:
        found = book.of_petition(petition)
    return _shown(instance, asked, found)


def refusals(instance: Instance, office: str) -> list[Refusal]:
    """What came and was not taken, the newest first."""
    with instance.pool.connection() as connection:
        return channels.refusals(connection, office)
