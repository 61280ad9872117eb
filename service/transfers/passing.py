"""Passes parcels: made into packages and taken from them, whatever carries them; moved within one installation."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from domain.partners import Partner
from service.evidence import checkpoint
from service.evidence import note as notes
from service.instance_keys import InstanceKeys
from service.offices import UnknownOffice
from service.runtime import Instance
from service.transfers import channels, packing, parcel, sealing, taking
from service.transfers.channels import Refusal
from service.transfers.parcel import BadParcel, Parcel
from service.transfers.sealing import Header
from service.transfers.taking import Took
from service.transfers.verifying import believed, known_head, verifiers

LONGEST_NAME = 64


class UnknownPartner(LookupError):
    """The office exchanges with no office of that id."""

    def __init__(self, said: str) -> None:
        super().__init__(f"there is no office {said!r} exchanged with here (没有交换机构“{said}”)")


def partner_of(instance: Instance, office: str, said: str) -> Partner:
    """The partner of that id, name or unit. Raises UnknownPartner, UnknownOffice."""
    known = instance.offices.get(office).state.partners.known
    fitting = (each for each in known.values() if said in (each.office, each.name, each.unit))
    found = known.get(said) or next(fitting, None)
    if found is None:
        raise UnknownPartner(said)
    return found


def is_local(instance: Instance, partner: Partner) -> bool:
    """Whether the partner is an office of this installation: of its id, and signed with a key of this instance."""
    try:
        instance.offices.get(partner.office)
    except UnknownOffice:
        return False
    own = {signer.public for signer in InstanceKeys(instance.keys).signers()}
    return any(key.public in own for key in verifiers(partner))


def package(instance: Instance, office: str, partner: Partner, limit: int = packing.MOST) -> bytes:
    """The next parcel for a partner as it leaves the house. Raises as `packing.parcel`."""
    made = packing.parcel(instance, office, partner, limit)
    return _sealed(instance, made, partner)


def _sealed(instance: Instance, made: Parcel, partner: Partner) -> bytes:
    header = Header(
        sender=made.sender,
        receiver=made.receiver,
        made_at=made.made_at,
        first=made.items[0].event.position if made.items else 0,
        last=made.items[-1].event.position if made.items else 0,
        key=sealing.key_id(partner.sealing),
    )
    origin = checkpoint.of(notes.read(made.checkpoint)).origin
    signers = InstanceKeys(instance.keys).signers()
    return sealing.sealed(header, parcel.encoded(made), origin, signers, partner.sealing)


def accept(instance: Instance, office: str, given: bytes, sender: str = "") -> tuple[Partner, Took]:
    """Takes a package; `sender`: only one of that office. Raises BadParcel, which stands in the list of refusals then.

    Also raises LedgerError, UnknownOffice: then it can be handed in again.
    """
    said = ""
    try:
        header = sealing.header_of(given)
        said = header.sender
        partner = _believable(instance, office, header, sender)
        key = sealing.exchange_key(instance.keys, office)
        content = sealing.opened(given, office, key, verifiers(partner))
        return partner, _took(instance, office, partner, parcel.decoded(content))
    except BadParcel as bad:
        _refused(instance, office, said, bad, given)
        raise


def _believable(instance: Instance, office: str, header: Header, sender: str) -> Partner:
    state = instance.offices.get(office).state.partners
    if sender and header.sender != sender:
        raise BadParcel("sender", f"应来自{sender}", f"it is not from {sender!r}")
    partner = state.known.get(header.sender)
    if partner is None:
        gone = header.sender in state.dismissed
        shown = header.sender[:LONGEST_NAME]
        zh, en = f"机构{shown}不在交换机构之列", f"{shown!r} is no office exchanged with here"
        if gone:
            zh, en = f"机构{shown}已被撤销交换", f"{shown!r} was dismissed: nothing of it is taken"
        raise BadParcel("dismissed" if gone else "unknown", zh, en)
    return partner


def _took(instance: Instance, office: str, partner: Partner, given: Parcel) -> Took:
    """Believes the parcel, takes it, and keeps how far the partner says it has come."""
    with instance.exchange.book(office) as book:
        known = known_head(instance, book, partner)
    found = believed(given, office, partner, known)
    took = taking.take(instance, office, partner, found)
    head = instance.ledger.head(office).size
    with instance.pool.connection() as connection:
        sizes = [size for size in given.seen.sizes if size <= head]
        channels.heard(connection, office, partner.office, min(given.seen.upto, head), sizes, datetime.now(UTC))
    return took


def _refused(instance: Instance, office: str, sender: str, bad: BadParcel, given: bytes) -> None:
    now, digest = datetime.now(UTC), sha256(given).hexdigest()
    refusal = Refusal(sender[:LONGEST_NAME], bad.why, bad.zh, bad.en, digest, 1, now)
    with instance.pool.connection() as connection:
        channels.refused(connection, office, refusal)


def move(instance: Instance, office: str, partner: Partner, limit: int = packing.MOST) -> Took:
    """Moves the next parcel to a partner of this installation, where this office is one too. Raises BadParcel."""
    made = packing.parcel(instance, office, partner, limit)
    there = partner.office
    try:
        header = Header(sender=office, receiver=there, made_at=made.made_at, first=0, last=0, key="")
        own = _believable(instance, there, header, "")
        took = _took(instance, there, own, made)
    except BadParcel as bad:
        _refused(instance, there, office, bad, f"{bad.why} {made.checkpoint}".encode())
        raise
    with instance.exchange.book(there) as book:
        last = book.last(office)
    with instance.pool.connection() as connection:
        seen = last.position if last else 0
        channels.heard(connection, office, there, seen, (_size(made),), datetime.now(UTC))
    return took


def _size(made: Parcel) -> int:
    return checkpoint.of(notes.read(made.checkpoint)).size


def has_more(instance: Instance, office: str, partner: Partner) -> bool:
    """Whether something goes to the partner that it is not known to have."""
    with instance.pool.connection() as connection:
        seen = channels.of(connection, office, partner.office).seen
    with instance.exchange.book(office) as book:
        return book.last_sent(partner.office) > seen
