"""Packages carried between two installations as on a medium, and opened to be changed by who has the keys."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from service.evidence import checkpoint
from service.evidence import note as notes
from service.instance_keys import InstanceKeys
from service.runtime import Instance
from service.transfers import packing, parcel, passing, sealing
from service.transfers.parcel import Parcel
from service.transfers.sealing import Header
from service.transfers.taking import Took
from tests.service.transfers.conftest import Pair
from tests.service.transfers.offices import LOWER, UPPER


def down(pair: Pair, limit: int = packing.MOST) -> bytes:
    """The package of the upper office for the lower one."""
    return passing.package(pair.upper, UPPER, passing.partner_of(pair.upper, UPPER, LOWER), limit)


def up(pair: Pair) -> bytes:
    return passing.package(pair.lower, LOWER, passing.partner_of(pair.lower, LOWER, UPPER))


def given_below(pair: Pair, package: bytes) -> Took:
    return passing.accept(pair.lower, LOWER, package)[1]


def given_above(pair: Pair, package: bytes) -> Took:
    return passing.accept(pair.upper, UPPER, package)[1]


def exchanged(pair: Pair, rounds: int = 2) -> None:
    """Media go to and fro."""
    for _ in range(rounds):
        given_below(pair, down(pair))
        given_above(pair, up(pair))


def forged(pair: Pair, change: Callable[[Parcel], Parcel], by: Instance | None = None) -> bytes:
    """The next package for the lower office, its content changed and signed anew; `by`: with keys of that instance."""
    signer = by or pair.upper
    partner = passing.partner_of(pair.upper, UPPER, LOWER)
    as_it_is = packing.parcel(pair.upper, UPPER, partner)
    origin = checkpoint.of(notes.read(as_it_is.checkpoint)).origin
    made = change(as_it_is)
    header = Header(
        sender=UPPER, receiver=LOWER, made_at=made.made_at, first=1, last=1, key=sealing.key_id(partner.sealing)
    )
    signers = InstanceKeys(signer.keys).signers()
    return sealing.sealed(header, parcel.encoded(made), origin, signers, partner.sealing)


def first_changed(made: Parcel, **changes: object) -> Parcel:
    """The parcel with its first item changed."""
    first, *rest = made.items
    return replace(made, items=(replace(first, **changes), *rest))
