"""Keys of instances, stated in the logs of the offices: made, taken into use, retired.

A key is stated in every office's log before anything is written or signed with it, by an event that is written with a
key which holds already. So whoever has no such key can state none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from domain import office as o
from domain.values import Actor
from service.instance_keys import InstanceKeys
from service.keys import BadKey
from service.ledger.entry import Via
from service.offices import KnownOffice
from service.runtime import Instance


class KeyInUse(Exception):
    """The key is the one that this instance writes or signs with."""


def rotate_mac(instance: Instance, name: str, actor: Actor, via: Via) -> str:
    """Makes a MAC key, states it in every log, and takes it into use for processes that start from now on; its id.

    Raises Refused, LedgerError.
    """
    keys = InstanceKeys(instance.keys)
    old, new = keys.mac, keys.add_mac()
    for office in _offices(instance, ()):
        founding = o.InstanceKeyStated(instance=name, mac=old, founding=not office.state.evidence.keys)
        before = () if office.state.evidence.macs else (founding,)
        _add(instance, office, (*before, o.InstanceKeyStated(instance=name, mac=new)), actor, via)
    keys.use(mac=new)
    return new


def rotate_signing(instance: Instance, name: str, actor: Actor, via: Via) -> str:
    """Makes a signing key, states it in every log, and lets both sign until the old one is retired; the public key."""
    keys = InstanceKeys(instance.keys)
    old = keys.signers()[0].public.hex()
    new = keys.add_signing()
    for office in _offices(instance, ()):
        first = o.InstanceKeyStated(instance=name, public=old)
        before = () if old in office.state.evidence.publics else (first,)
        _add(instance, office, (*before, o.InstanceKeyStated(instance=name, public=new)), actor, via)
    keys.use(signing=(new, old))
    return new


def retire(instance: Instance, key: str, reason: str, actor: Actor, via: Via) -> int:
    """Retires a MAC key (by its id) or a signing key (by its public key) in every log where it holds; in how many.

    Raises KeyInUse, KeyHeld, BadKey, Refused, LedgerError.
    """
    keys = InstanceKeys(instance.keys)
    held = [each for each in _offices(instance, ()) if key in _holding(each)]
    if not held:
        message = f"no office has stated a key {key} that holds (没有在用的密钥)"
        raise BadKey(message)
    left = tuple(public for public in public_keys(keys) if public != key)
    if key == keys.mac or not left:
        message = f"{key} is the key that this instance uses: rotate it first (本实例正在使用，须先更换)"
        raise KeyInUse(message)
    if key in keys.macs() or key in public_keys(keys):
        keys.refuse_held(key)
    for office in held:
        _add(instance, office, (o.InstanceKeyRetired(key=key, reason=reason),), actor, via)
    keys.use(signing=left)
    return len(held)


def state(instance: Instance, offices: Sequence[str], stated: o.InstanceKeyStated, actor: Actor, via: Via) -> int:
    """States keys of another instance in the logs of these offices, of all when none is named; in how many.

    Raises Refused, UnknownOffice, LedgerError.
    """
    keys = InstanceKeys(instance.keys)
    done = 0
    for office in _offices(instance, offices):
        own = o.InstanceKeyStated(instance="founding", mac=keys.mac, founding=True)
        before = (own,) if stated.mac and not office.state.evidence.keys else ()
        _add(instance, office, (*before, stated), actor, via)
        done += 1
    return done


def unstated(instance: Instance, office: KnownOffice, name: str) -> list[o.InstanceKeyStated]:
    """What the office has not stated yet of the keys that this instance writes and signs with."""
    keys, evidence = InstanceKeys(instance.keys), office.state.evidence
    macs = () if keys.mac in evidence.macs else (keys.mac,)
    publics = (public for public in public_keys(keys) if public not in evidence.publics)
    written = [o.InstanceKeyStated(instance=name, mac=mac, founding=not evidence.keys) for mac in macs]
    return [*written, *(o.InstanceKeyStated(instance=name, public=public) for public in publics)]


def add(instance: Instance, office: KnownOffice, events: Sequence[o.InstanceKeyStated], actor: Actor, via: Via) -> None:
    """States these keys in the log of the office, all of them or none. Raises Refused, LedgerError."""
    if events:
        _add(instance, office, events, actor, via)


def restate(instance: Instance, office: str, name: str, actor: Actor, via: Via) -> bool:
    """States the keys of this instance again where a restore took that along, by a key that holds there still.

    True when something was stated. Raises BadKey when none of the keys that hold is at hand.
    """
    keys = InstanceKeys(instance.keys)
    known = instance.offices.get(office)
    evidence = known.state.evidence
    mac = keys.mac if evidence.macs and keys.mac not in evidence.macs else ""
    newest = public_keys(keys)[0]
    public = newest if evidence.publics and newest not in evidence.publics else ""
    if not mac and not public:
        return False
    at_hand = keys.macs()
    holding = next((each for each in (keys.mac, *at_hand) if not evidence.macs or each in evidence.macs), None)
    if holding is None:
        message = f"none of the keys that hold in {office} is here: {', '.join(evidence.macs)} (在用密钥均不在此处)"
        raise BadKey(message)
    with instance.ledger.log(office).writing_by(at_hand[holding]):
        _add(instance, known, (o.InstanceKeyStated(instance=name, mac=mac, public=public),), actor, via)
    return True


def public_keys(keys: InstanceKeys) -> tuple[str, ...]:
    """The public keys that this instance signs with, the newest first."""
    return tuple(signer.public.hex() for signer in keys.signers())


def _holding(office: KnownOffice) -> tuple[str, ...]:
    return (*office.state.evidence.macs, *office.state.evidence.publics)


def _offices(instance: Instance, wanted: Sequence[str]) -> Iterator[KnownOffice]:
    for office in wanted or instance.offices.ids():
        yield instance.offices.get(office)


def _add(instance: Instance, office: KnownOffice, events: Sequence[o.OfficeEvent], actor: Actor, via: Via) -> None:
    instance.offices.add_all(office.state.id, events, actor, via, at=at_of(instance, office))


def at_of(instance: Instance, office: KnownOffice) -> datetime | None:
    """The time to record: in a log whose time is replayed that of its last event."""
    return instance.ledger.head(office.state.id).recorded_at if office.replayed else None
