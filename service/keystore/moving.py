"""Moves the keys of subjects from the folder of an embedded instance to a server.

Every key and every mark of a destroyed subject is copied and read back before the first is taken away; cut short, it is
finished by being called again. No process may use the folder meanwhile.
"""

from __future__ import annotations

from msgspec import Struct

from service.keystore.files import BadKey
from service.keystore.folder import FolderShelf
from service.keystore.shelves import Standing
from service.keystore.store import KeyStore
from service.keystore.wrapping import Kekring, unwrap, wrap, wrapped_by


class Moved(Struct, frozen=True):
    """How many keys and marks of destroyed subjects lie at the new place now."""

    keys: int
    destroyed: int


def move(source: FolderShelf, target: KeyStore) -> Moved:
    """Moves all of it. Raises BadKey when a key cannot be opened, or differs at the new place: then all stays."""
    ring = target.ring
    if ring is None:
        message = "no key-encryption key was given (没有主密钥)"
        raise BadKey(message)
    said = source.standing()
    if said is not None and target.shelf.standing() is None:
        target.shelf.begin(said.current)
        target.shelf.turn(Standing(said.current, rotating=said.rotating))
    target.check()
    marks = [target.shelf.destroy(subject) for subject in source.destroyed()]
    kids = [kid for kid in source.kids() if _copied(source, target, ring, kid)]
    source.say_moved(target.shelf.place)
    for kid in kids:
        source.drop(kid)
    return Moved(len(kids), len(marks))


def _copied(source: FolderShelf, target: KeyStore, ring: Kekring, kid: str) -> bool:
    """Whether there was such a key, which lies at the new place now. Raises BadKey."""
    blob = source.load(kid)
    if blob is None:
        return False
    key = unwrap(ring, kid, blob)
    kek = ring.find(target.standing().current)
    assert kek is not None  # noqa: S101 - target.check() has found it
    target.shelf.put(kid, blob if wrapped_by(blob) else wrap(kek, kid, key))
    kept = target.shelf.load(kid)
    if kept is None or unwrap(ring, kid, kept) != key:
        message = f"{kid} is another key at {target.shelf.place}: nothing was taken away (两处密钥不一致)"
        raise BadKey(message)
    return True
