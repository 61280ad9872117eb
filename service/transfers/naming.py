"""Names and dismisses the offices exchanged with; the card by which an office makes itself known to others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

import msgspec
from msgspec import Struct

from domain import office as o
from domain.deciding import OfficeProfile, Refused, structural
from domain.partners import BELOW
from domain.values import Actor
from service.evidence import note as notes
from service.evidence.note import ED25519, BadNote
from service.ledger.application import MATTERS
from service.ledger.entry import Via
from service.runtime import Instance
from service.transfers import sealing

FORMAT = "zhuoluo-exchange-card/1"
GROUPS = 4


class BadCard(ValueError):
    """This is no card of an office."""


class Card(Struct, frozen=True, kw_only=True):
    """交换名片: who an office is to others: its id and name, the keys of its log, what packages are encrypted to."""

    format: str = FORMAT
    office: str
    name: str
    verifiers: tuple[str, ...]
    sealing: str

    @property
    def fingerprint(self) -> str:
        """What is compared by another way: 16 bytes of the SHA-256 of the card's fields, in groups of four digits."""
        said = "\n".join((self.format, self.office, *sorted(self.verifiers), self.sealing))
        digits = sha256(said.encode()).hexdigest()[:32]
        return " ".join(digits[n : n + GROUPS] for n in range(0, len(digits), GROUPS))


def text_of(shown: Card) -> str:
    """The card as it is read from a file."""
    return msgspec.json.format(msgspec.json.encode(shown), indent=2).decode()


def card(instance: Instance, office: str) -> Card:
    """The card of an office of this installation. Raises UnknownOffice, and what signing raises."""
    profile = instance.offices.get(office).profile
    origin = instance.checkpoints.current(office, MATTERS).head.origin
    public = sealing.public_of(sealing.exchange_key(instance.keys, office))
    keys = tuple(str(key) for key in instance.checkpoints.verifiers(origin))
    return Card(office=office, name=profile.name, verifiers=keys, sealing=public)


def read(file: bytes) -> Card:
    """The card of a file. Raises BadCard."""
    try:
        found = msgspec.json.decode(file, type=Card)
        kinds = [notes.verifier(key).kind for key in found.verifiers]
    except (msgspec.MsgspecError, BadNote, UnicodeError, RecursionError) as error:
        message = f"this is no card of an office: {error} (不是交换名片)"
        raise BadCard(message) from None
    if found.format != FORMAT or any(kind != ED25519 for kind in kinds):
        message = f"this is no card that is known here: {found.format[:40]} (不识的交换名片)"
        raise BadCard(message)
    return found


class Said(Struct, frozen=True, kw_only=True):
    """What an office says of another beside its card: as which unit it is sent things, how it stands, where it is."""

    unit: str = ""
    relation: str
    url: str = ""
    reason: str


def name(instance: Instance, office: str, shown: Card, said: Said, actor: Actor, via: Via) -> o.PartnerNamed:
    """Names an office to exchange with, or says anew of it. Raises Refused, UnknownOffice, LedgerError."""
    events = named(instance.offices.get(office).profile, shown, said)
    add(instance, office, events, actor, via)
    event = events[-1]
    assert isinstance(event, o.PartnerNamed)  # noqa: S101 - named() says so
    return event


def named(profile: OfficeProfile, shown: Card, said: Said) -> list[o.OfficeEvent]:
    """The events by which an office names another one, the last of them PartnerNamed. Raises Refused."""
    try:
        for key in shown.verifiers:
            notes.verifier(key)
    except BadNote as bad:
        raise Refused((structural(f"公钥有误：{bad}", f"a verifier key is none: {bad}"),)) from None
    event = o.PartnerNamed(
        partner=shown.office,
        name=shown.name.strip(),
        unit=said.unit.strip() or shown.name.strip(),
        relation=said.relation,
        verifiers=shown.verifiers,
        sealing=shown.sealing,
        url=said.url.strip(),
        reason=said.reason,
    )
    return [*_unit(profile, event), event]


def _unit(profile: OfficeProfile, event: o.PartnerNamed) -> Iterator[o.UnitSet]:
    """The unit that stands for the other office, in an office that has told its units and has none of that name."""
    if profile.units and event.unit not in profile.units_by_name:
        kind = "subordinate" if event.relation == BELOW else "outside_body"
        yield o.UnitSet(name=event.unit, kind=kind, reason=event.reason)


def dismiss(instance: Instance, office: str, partner: str, reason: str, actor: Actor, via: Via) -> None:
    """Nothing goes there any more, nothing of it is taken. Raises as `name`."""
    add(instance, office, [o.PartnerDismissed(partner=partner, reason=reason)], actor, via)


def add(instance: Instance, office: str, events: Sequence[o.OfficeEvent], actor: Actor, via: Via) -> None:
    """Writes these events, all of them or none. Raises Refused, LedgerError."""
    at = instance.ledger.head(office).recorded_at if instance.offices.get(office).replayed else None
    instance.offices.add_all(office, events, actor, via, at=at)
