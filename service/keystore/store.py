"""The key store: keys of subjects by their ids, unwrapped for whoever seals or opens, remembered for seconds."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from time import monotonic
from typing import NamedTuple

from domain.subjects import kid_of, subject_of
from service.keystore import remembering
from service.keystore.files import KEY_BYTES, BadKey
from service.keystore.remembering import Memory
from service.keystore.shelves import Shelf, Standing, SubjectDestroyed
from service.keystore.shredlist import ShredList
from service.keystore.wrapping import Kek, Kekring, MissingKek, unwrap, wrap, wrapped_by


class Key(NamedTuple):
    """A key and its id."""

    kid: str
    secret: bytes


class KeyStore:
    """The keys on one shelf. Without a `ring` of KEKs keys are kept as they are: for benches and tests only."""

    def __init__(
        self,
        shelf: Shelf,
        ring: Kekring | None = None,
        *,
        shred_list: ShredList | None = None,
        lifetime: float = remembering.LIFETIME,
        most: int = remembering.MOST,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.shelf = shelf
        self.ring = ring
        self.shred_list = shred_list
        self._memory: Memory[Key] = Memory(lifetime, most, clock)
        self._newest: Memory[Key] = Memory(lifetime, most, clock)

    def close(self) -> None:
        self.shelf.close()

    def sealing(self, subject: str) -> Key:
        """The key under which new values of the subject are sealed, durable before this returns.

        Raises: SubjectDestroyed, BadKey. Cost: a look-up, or within seconds of the last one a question to the shelf.
        """
        known = self._newest.get(subject)
        if known is not None:
            return known
        age = self._newest.age
        kid = kid_of(checked_id(subject), max(1, self.shelf.newest(subject)))
        key = Key(kid, self.ensure([kid])[kid])
        self._newest.keep(subject, key, age)
        return key

    def ensure(self, kids: Iterable[str]) -> dict[str, bytes]:
        """The keys of these ids; missing ones are made, durable before this returns. Raises as `sealing`."""
        return {kid: self.find(kid) or self._made(kid) for kid in kids}

    def prepare(self, subjects: Iterable[str]) -> None:
        """Makes the first key of each of these that has none, durable before this returns: together they cost little.

        Of who was destroyed none is made: whoever seals for it is told so. Raises BadKey.
        """
        new = [kid_of(checked_id(each), 1) for each in subjects if not self._newest.get(each)]
        new = [kid for kid in new if not self.shelf.newest(subject_of(kid))]
        if not new:
            return
        kek = self._current() if self.ring else None
        keys = {kid: secrets.token_bytes(KEY_BYTES) for kid in new}
        ages = self._memory.age, self._newest.age
        for kid in self.shelf.put_all({kid: wrap(kek, kid, key) if kek else key for kid, key in keys.items()}):
            self._memory.keep(kid, Key(kid, keys[kid]), ages[0])
            self._newest.keep(subject_of(kid), Key(kid, keys[kid]), ages[1])
        if kek and self.standing().current != kek.id:
            for kid in new:
                self.rewrap(kid)  # somebody went over to another KEK meanwhile, and has not seen these keys

    def find(self, kid: str) -> bytes | None:
        """The key with this id; None when it was never made or has been destroyed. Raises BadKey."""
        known = self._memory.get(kid)
        if known is not None:
            return known.secret
        age = self._memory.age
        blob = self.shelf.load(checked_id(kid))
        if blob is None:
            return None
        key = unwrap(self.ring, kid, blob)
        self._memory.keep(kid, Key(kid, key), age)
        return key

    def keep(self, kid: str, secret: bytes) -> None:
        """Keeps a key that was made elsewhere, durable before this returns; of what was destroyed here none comes back.

        Raises BadKey where another key has this id.
        """
        if self.is_destroyed(subject_of(checked_id(kid))):
            return
        if self.find(kid) is None:
            kek = self._current() if self.ring else None
            self.shelf.put(kid, wrap(kek, kid, secret) if kek else secret)
            self._forget(subject_of(kid))
        if self.find(kid) != secret:
            message = f"{kid} is another key here already: nothing was changed (两处密钥不一致)"
            raise BadKey(message)

    def renew(self, subject: str) -> str:
        """Makes the next key of a subject for new values and returns its id; the old ones go on opening.

        Other processes use it within seconds. Raises as `sealing`.
        """
        kid = kid_of(checked_id(subject), self.shelf.newest(subject) + 1)
        self.ensure([kid])
        self._forget(subject)
        return kid

    def destroy(self, subject: str) -> tuple[str, ...]:
        """Destroys all keys of the subject for ever; the ids of those that there were.

        In this process they open nothing from now on, in others after LIFETIME at most.
        """
        if self.shred_list is not None:
            self.shred_list.add([checked_id(subject)])  # first: a key that is gone is on the list
        gone = self.shelf.destroy(checked_id(subject))
        self._forget(subject)
        return gone

    def _forget(self, subject: str) -> None:
        self._memory.forget(subject)
        self._newest.forget(subject)

    def kids_of(self, subject: str) -> tuple[str, ...]:
        """The ids of the subject's keys."""
        return tuple(kid_of(subject, nth + 1) for nth in range(self.shelf.newest(subject)))

    def is_destroyed(self, subject: str) -> bool:
        return self.shelf.is_destroyed(subject)

    def alive(self, subjects: Sequence[str]) -> list[str]:
        """Those of the subjects that are not destroyed, or of which a key is left all the same."""
        return self.shelf.alive(subjects)

    def destroyed(self) -> Iterator[str]:
        """The subjects whose keys were destroyed."""
        return self.shelf.destroyed()

    def wrappings(self) -> Counter[str]:
        """How many keys each KEK wraps, by its id. Cost: reads every key."""
        blobs = (self.shelf.load(kid) for kid in self.shelf.kids())
        return Counter(wrapped_by(blob) for blob in blobs if blob is not None)

    def standing(self) -> Standing:
        """Which KEK is in use; begun with when there was none. Raises BadKey, MissingKek."""
        ring = self._ring()
        return self.shelf.standing() or self.shelf.begin(ring.first().id)

    def rewrap(self, kid: str) -> bool:
        """Whether the key was still wrapped by another KEK than the one in use, and now no longer is."""
        blob, kek = self.shelf.load(kid), self._current()
        if blob is None or wrapped_by(blob) == kek.id:
            return False
        self.shelf.replace(kid, blob, wrap(kek, kid, unwrap(self.ring, kid, blob)))
        return True

    def check(self) -> None:
        """Raises MissingKek when the KEK in use is not at hand, before anything is done without it."""
        if self.ring is not None:
            self._current()

    def _made(self, kid: str) -> bytes:
        key = secrets.token_bytes(KEY_BYTES)
        kek = self._current() if self.ring else None
        self.shelf.put(kid, wrap(kek, kid, key) if kek else key)
        if kek and self.standing().current != kek.id:
            self.rewrap(kid)  # somebody went over to another KEK meanwhile, and has not seen this key
        found = self.find(kid)
        if found is None:
            if self.is_destroyed(subject_of(kid)):  # at this very moment
                raise SubjectDestroyed(subject_of(kid))
            message = f"{kid} could not be kept in {self.shelf.place} (密钥未能保存)"
            raise BadKey(message)
        return found

    def _current(self) -> Kek:
        standing = self.standing()
        kek = self._ring().find(standing.current)
        if kek is None:
            raise MissingKek(standing.current, self._ring())
        return kek

    def _ring(self) -> Kekring:
        if self.ring is None:
            message = "no key-encryption key was given (没有主密钥)"
            raise BadKey(message)
        return self.ring


def checked_id(kid: str) -> str:
    """The id, which may stand in the name of a file. Raises BadKey."""
    if not kid.isascii() or not kid.replace("-", "").replace("_", "").isalnum():
        message = f"{kid!r} is no key id"
        raise BadKey(message)
    return kid
