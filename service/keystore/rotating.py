"""Goes over to another KEK: every key is wrapped anew, nothing that is sealed is touched.

The shelf says first which KEK is in use from now on, then key after key is wrapped by it. Cut short, it is finished by
being called again; until then keys of both kinds open. The old KEK stays until somebody removes it.
"""

from __future__ import annotations

from msgspec import Struct

from service.keystore.files import BadKey
from service.keystore.shelves import Standing
from service.keystore.store import KeyStore
from service.keystore.wrapping import UNWRAPPED, MissingKek


class KekStatus(Struct, frozen=True):
    """Which KEK is in use, how many keys each wraps ("" = never wrapped), which are at hand."""

    current: str
    rotating: bool
    wraps: dict[str, int]
    at_hand: tuple[str, ...]


class Rotated(Struct, frozen=True):
    """The KEK in use now, and how many keys were wrapped anew by this call. `resumed`: another had begun it."""

    current: str
    rewrapped: int
    resumed: bool


def status(store: KeyStore) -> KekStatus:
    """How the keys stand. Cost: reads every key."""
    standing = store.standing()
    ring = store.ring
    return KekStatus(standing.current, standing.rotating, dict(store.wrappings()), ring.ids() if ring else ())


def rotate(store: KeyStore) -> Rotated:
    """Wraps every key by a new KEK, or finishes what was cut short. Raises BadKey, MissingKek; then nothing is lost."""
    standing = store.standing()
    store.check()
    _check_all(store)
    if not standing.rotating:
        store.shelf.turn(Standing(_next(store, standing.current), rotating=True))
    current = store.standing().current
    rewrapped = sum(store.rewrap(kid) for kid in store.shelf.kids())
    store.shelf.turn(Standing(current))
    return Rotated(current, rewrapped, standing.rotating)


def remove(store: KeyStore, kek: str) -> None:
    """Removes a KEK that wraps nothing any more. Raises BadKey while it does, or is in use."""
    found = status(store)
    if kek == found.current or found.rotating:
        message = f"{kek} is in use, or a rotation is under way: finish it first (主密钥在用，或轮换未完成)"
        raise BadKey(message)
    if found.wraps.get(kek):
        message = f"{found.wraps[kek]} keys are wrapped by {kek}: run 'zhuoluo keys kek rotate' (仍有密钥由其加密)"
        raise BadKey(message)
    if store.ring is None or kek not in store.ring.ids():
        message = f"there is no KEK {kek} here (没有此主密钥)"
        raise BadKey(message)
    store.ring.remove(kek)


def _next(store: KeyStore, current: str) -> str:
    """The KEK to go over to; the one in use where all that is missing is that older keys are wrapped at all."""
    ring = store.ring
    assert ring is not None  # noqa: S101 - check() has found the KEK in use in it
    wraps = store.wrappings()
    if wraps and set(wraps) <= {UNWRAPPED, current} and wraps[UNWRAPPED]:
        return current
    return ring.following(current).id


def _check_all(store: KeyStore) -> None:
    """Raises MissingKek when a key could not be opened: before anything is changed."""
    at_hand = set(store.ring.ids()) if store.ring else set()
    for kek, keys in store.wrappings().items():
        if keys and kek != UNWRAPPED and kek not in at_hand and store.ring:
            raise MissingKek(kek, store.ring)
