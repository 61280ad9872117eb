"""The endpoints of the exchange between offices: the partners, the book, what was refused; and where packages come in.

A package speaks for itself: it is signed by the log key of an office that this one has named and encrypted to this one,
so no token is asked for. The answer is a package too: the receipts, and what waits for the one who asks.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from anyio import to_thread
from fastapi import APIRouter, Depends, Request, Response
from msgspec import Meta, Struct
from msgspec.structs import asdict

from domain.partners import RELATIONS
from domain.values import Actor
from service.access import recording
from service.access.caller import caller
from service.api import described, problems
from service.api.basis import json
from service.api.bodies import Strict
from service.api.lists import PAGE, Limit
from service.api.offices import OFFICE, Nothing
from service.api.places import found_petition, known_office, own_office
from service.api.posting import PostedRequest
from service.api.querying import asked_by
from service.api.signing_in import VIA, secret_post
from service.api.words import Name, Position, Text, Word, code
from service.readmodels import needs
from service.readmodels.asking import question
from service.runtime import Instance
from service.transfers import following, listing, naming, passing
from service.transfers.following import Stage
from service.transfers.listing import Listed, PartnerListed
from service.transfers.naming import Card, Said
from service.transfers.running import MEDIA_TYPE

TAG = "exchange"
EXCHANGE = f"{OFFICE}/exchange"
PARTNERS = f"{EXCHANGE}/partners"
PACKAGES = f"{EXCHANGE}/packages"
CARD = f"{EXCHANGE}/card"
REFUSALS = f"{EXCHANGE}/refusals"
FOLLOWED = f"{OFFICE}/petitions/{{petition}}/exchange"
READ = (problems.NO_OFFICE, problems.WRONG_HOST, problems.INVALID, problems.BEHIND)
WRITE = (*READ, problems.MALFORMED, problems.REFUSED, problems.TOO_LARGE, problems.WRONG_TYPE, problems.UNAVAILABLE)
LIST = "exchange"
TAKEN = """
交换包: a package of another office, as docs/exchange.md has it. What was taken before changes nothing; the answer is a
package for the sender, with the receipts and what waits for it. It is let in by its signature, not by a token.
"""


class PartnerBody(Strict, frozen=True, kw_only=True):
    """指定交换机构: an office by its card; what is sent to its unit from here on goes there.

    `relation`: whether it stands above, below or beside. `unit`: what it is called as a unit here, its name if that is
    not said. `url`: where packages are posted; without one they are carried, or moved within the installation.
    """

    office: Annotated[str, Meta(pattern="^[a-z0-9-]{1,32}$")]
    name: Name
    verifiers: Annotated[tuple[Word, ...], Meta(max_length=8)]
    sealing: Annotated[Word, Meta(description="X25519 public key of the card, base 64")]
    relation: Annotated[str, code(*RELATIONS)]
    unit: Word = ""
    url: Word = ""
    reason: Text


class DismissalBody(Strict, frozen=True):
    """撤销交换机构, and why."""

    reason: Text


class CardSaid(Struct, frozen=True, kw_only=True):
    """交换名片: the keys by which another office names this one. Compare the fingerprint by another way."""

    format: str
    office: str
    name: str
    verifiers: tuple[str, ...]
    sealing: str
    fingerprint: str


class PartnersSaid(Struct, frozen=True):
    """The offices exchanged with. `waiting`: what each has not acknowledged yet; `why` nothing goes there now."""

    rows: tuple[PartnerListed, ...]


class BookSaid(Struct, frozen=True):
    """交换台账: what went to other offices and came from them, the newest first; what may not be seen is left out."""

    rows: tuple[Listed, ...]
    next: int | None


class RefusedRow(Struct, frozen=True):
    """A package that was not taken: from whom it said it is, why, how often it came."""

    partner: str
    why: str
    zh: str
    en: str
    digest: str
    times: int
    refused_at: datetime


class RefusalsSaid(Struct, frozen=True):
    """What came and was not taken, the newest first."""

    rows: tuple[RefusedRow, ...]


class StagesSaid(Struct, frozen=True):
    """The matter in this office and, where they are at hand and may be seen, in others: what the logs cite."""

    stages: tuple[Stage, ...]


class BookQuery(Strict, frozen=True):
    """Which entries: all, out, in, or pending; those before a position of the log, as `next` said."""

    which: Annotated[str, code(*listing.DIRECTIONS)] = "all"
    before: Position | None = None
    limit: Limit = PAGE


BODIES: tuple[type[Struct], ...] = (PartnerBody, DismissalBody)
ANSWERS: tuple[type[Struct], ...] = (CardSaid, PartnersSaid, BookSaid, RefusalsSaid, StagesSaid)
EXAMPLES: dict[str, Any] = {
    "partners": {
        "office": "xian",
        "name": "甲县信访局",
        "verifiers": ["zhuoluo-5a5a/xian/matters+9f2c1d04+AXv0L1j0N3kFJZ3zS8Gm0cQ1m0dJm2s6i3a7b8c9d0e1"],
        "sealing": "w2kq3wI0W1p7d6x1q0y7m3F3f9S9bqN3m0l9c1e2r3s=",
        "relation": "below",
        "url": "https://xian.example.gov.cn/api/v1/offices/xian/exchange/packages",
        "reason": "建立机构间交换。",
    },
    "dismissals": {"reason": "机构合并，停止交换。"},
}
"""A request for each address, by its end."""


class Package(Response):
    """Described as what it is."""

    media_type = MEDIA_TYPE


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    for path, tell, summary, said in (
        (PARTNERS, _partners, "交换机构 The offices exchanged with", PartnersSaid),
        (CARD, _card, "交换名片 The card of the office", CardSaid),
        (REFUSALS, _refusals, "拒收记录 What was refused", RefusalsSaid),
    ):
        routes.add_api_route(path, tell(instance), methods=["GET"], **described.plain(summary, TAG, said, READ))
    book = described.reading("交换台账 The exchange book", TAG, BookQuery, BookSaid)
    routes.add_api_route(EXCHANGE, _book(instance), methods=["GET"], **book)
    stages = described.plain("跨机构追踪 Across offices", TAG, StagesSaid, (*READ, problems.NO_PETITION))
    routes.add_api_route(FOLLOWED, _followed(instance), methods=["GET"], **stages)
    named = secret_post("指定交换机构 Name", TAG, PartnerBody, EXAMPLES["partners"], PartnersSaid, WRITE)
    routes.add_api_route(PARTNERS, _named(instance), methods=["POST"], **named)
    kinds = (*WRITE, problems.NO_PARTNER)
    gone = secret_post("撤销交换机构 Dismiss", TAG, DismissalBody, EXAMPLES["dismissals"], PartnersSaid, kinds)
    routes.add_api_route(f"{PARTNERS}/{{partner}}/dismissals", _dismissed(instance), methods=["POST"], **gone)
    routes.add_api_route(PACKAGES, _taken(instance), methods=["POST"], response_class=Package, **_described())
    return routes


def _described() -> dict[str, Any]:
    kinds = (*WRITE, problems.BAD_PACKAGE, problems.SLOW)
    responses = described.answers("200", "", kinds)
    responses[200]["content"] = {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}
    content = {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}
    return {
        "name": "exchange-package",
        "summary": "接收交换包 Take a package of another office",
        "description": " ".join(TAKEN.split()),
        "tags": [TAG],
        "responses": responses,
        "openapi_extra": {"requestBody": {"required": True, "content": content}},
    }


def _partners(instance: Instance) -> Callable[..., Response]:
    def told(office: str, _said: Nothing) -> Response:
        return _partners_said(instance, own_office(instance, office).profile.id)

    return told


def _partners_said(instance: Instance, office: str) -> Response:
    return json(PartnersSaid(tuple(listing.partners(instance, office))))


def _card(instance: Instance) -> Callable[..., Response]:
    def told(office: str, _said: Nothing) -> Response:
        card = naming.card(instance, own_office(instance, office).profile.id)
        return json(CardSaid(**asdict(card), fingerprint=card.fingerprint))

    return told


def _refusals(instance: Instance) -> Callable[..., Response]:
    def told(office: str, _said: Nothing) -> Response:
        found = listing.refusals(instance, own_office(instance, office).profile.id)
        return json(RefusalsSaid(tuple(RefusedRow(**asdict(each)) for each in found)))

    return told


def _book(instance: Instance) -> Callable[..., Response]:
    def told(office: str, said: Annotated[BookQuery, Depends(asked_by(BookQuery))]) -> Response:
        id_ = own_office(instance, office).profile.id
        asked = question(instance, caller().viewer, id_, needs=needs.REGISTER)
        before = listing.LAST if said.before is None else said.before
        page = listing.entries(instance, asked, said.which, before=before, limit=said.limit)
        recording.named(instance, asked, LIST, asdict(said), (each.petition for each in page.rows if each.petition))
        return json(BookSaid(page.rows, page.next))

    return told


def _followed(instance: Instance) -> Callable[..., Response]:
    def told(office: str, petition: str, _said: Nothing) -> Response:
        id_ = own_office(instance, office).profile.id
        of: UUID = found_petition(instance, id_, petition)
        stages = following.follow(instance, caller().viewer, id_, of)
        recording.opened(instance, id_, of, ())
        return json(StagesSaid(tuple(stages)))

    return told


def _actor() -> Actor:
    """Whoever was let in."""
    asking = caller()
    return Actor(asking.viewer.person, unit=asking.viewer.unit, authenticated=asking.authenticated)


def _named(instance: Instance) -> Callable[..., Response]:
    def named(office: str, posted: PostedRequest) -> Response:
        body, id_ = posted.said(PartnerBody), own_office(instance, office).profile.id
        card = Card(office=body.office, name=body.name, verifiers=body.verifiers, sealing=body.sealing)
        said = Said(unit=body.unit, relation=body.relation, url=body.url, reason=body.reason)
        naming.name(instance, id_, card, said, _actor(), VIA)
        return _partners_said(instance, id_)

    return named


def _dismissed(instance: Instance) -> Callable[..., Response]:
    def dismissed(office: str, partner: str, posted: PostedRequest) -> Response:
        body, id_ = posted.said(DismissalBody), own_office(instance, office).profile.id
        known = passing.partner_of(instance, id_, partner)
        naming.dismiss(instance, id_, known.office, body.reason, _actor(), VIA)
        return _partners_said(instance, id_)

    return dismissed


def _taken(instance: Instance) -> Callable[..., Any]:
    async def taken(office: str, request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0].strip() != MEDIA_TYPE:
            raise problems.Refusal(problems.WRONG_TYPE)
        given = await request.body()
        return await to_thread.run_sync(_answer, instance, office, given)

    return taken


def _answer(instance: Instance, office: str, given: bytes) -> Response:
    """Takes the package, and packs what there is for its sender. Raises BadParcel, UnknownOffice, LedgerError."""
    id_ = known_office(instance, office).profile.id
    partner, _ = passing.accept(instance, id_, given)
    return Package(passing.package(instance, id_, partner))
