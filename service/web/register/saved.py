"""Saved views: how an account looks at the register, under names of its own, sealed as drafts are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from service.drafts import Owner, seal, unsealed
from service.runtime import Instance

MOST = 50
"""Views of one account."""
LONGEST_NAME = 60
SAVE = "INSERT INTO web.saved_view (id, office, account, saved_at, sealed) VALUES (%s, %s, %s, %s, %s)"
FIND = "SELECT id, sealed FROM web.saved_view WHERE office = %s AND account = %s ORDER BY saved_at"
FORGET = "DELETE FROM web.saved_view WHERE office = %s AND account = %s AND id = ANY(%s)"

Words = Sequence[tuple[str, str]]


class TooManyViews(Exception):
    """An account with as many views as it may have."""


class Kept(Struct, frozen=True):
    """What is sealed: the name, and the words of the address."""

    name: str
    words: tuple[tuple[str, str], ...]


class View(Struct, frozen=True):
    """A view as its owner finds it."""

    id: UUID
    name: str
    words: tuple[tuple[str, str], ...]


class SavedViews:
    """The views of one account."""

    def __init__(self, instance: Instance, owner: Owner) -> None:
        self._pool, self._keys, self._owner = instance.pool, instance.keys, owner

    def all(self) -> tuple[View, ...]:
        """In the order in which they were saved."""
        with self._pool.connection() as connection:
            rows = connection.execute(FIND, [self._owner.office, self._owner.account]).fetchall()
        opened = ((view, unsealed(self._keys, sealed, self._owner.place(view))) for view, sealed in rows)
        return tuple(_view(view, said) for view, said in opened if said is not None)

    def save(self, name: str, words: Words, now: datetime) -> UUID:
        """Keeps a view, in the place of one of the same name. Raises TooManyViews."""
        known = self.all()
        same = [each.id for each in known if each.name == name]
        if len(known) - len(same) >= MOST:
            raise TooManyViews
        view, owner = uuid4(), self._owner
        sealed = seal(self._keys, msgspec.json.encode(Kept(name, tuple(words))), owner.place(view))
        with self._pool.connection() as connection, connection.transaction():
            connection.execute(FORGET, [owner.office, owner.account, same])
            connection.execute(SAVE, [view, owner.office, owner.account, now, sealed])
        return view

    def forget(self, view: UUID) -> None:
        """Deletes a view, if it is theirs."""
        with self._pool.connection() as connection:
            connection.execute(FORGET, [self._owner.office, self._owner.account, [view]])


def _view(view: UUID, said: bytes) -> View:
    kept = msgspec.json.decode(said, type=Kept)
    return View(view, kept.name, kept.words)
