"""Drafts: what was typed into a page and not sent yet, kept here for whoever typed it, sealed, for some days.

A draft that was sent or thrown away leaves an empty row for those days: what is saved late does not come back.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Struct
from psycopg import Connection

from service.keys import DRAFTS, KeyFolder
from service.runtime import Instance

KEPT = timedelta(days=14)
MOST = 100
"""Drafts of one account."""
NONCE_BYTES = 12
NOT_TYPED = frozenset({"csrf", "draft", "with", "file"})
"""What stands in the form beside what was typed."""

FORGET = "DELETE FROM web.draft WHERE office = %s AND changed_at < %s"
COUNT = "SELECT count(*) FROM web.draft WHERE office = %s AND account = %s AND sealed IS NOT NULL AND id <> %s"
SAVE = """
INSERT INTO web.draft AS d (id, office, account, changed_at, sealed) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (id) DO UPDATE SET changed_at = excluded.changed_at, sealed = excluded.sealed
WHERE d.office = excluded.office AND d.account = excluded.account AND d.sealed IS NOT NULL
"""
END = """
INSERT INTO web.draft AS d (id, office, account, changed_at, sealed) VALUES (%s, %s, %s, %s, NULL)
ON CONFLICT (id) DO UPDATE SET changed_at = excluded.changed_at, sealed = NULL
WHERE d.office = excluded.office AND d.account = excluded.account
"""
FIND = """
SELECT id, changed_at, sealed FROM web.draft
WHERE office = %s AND account = %s AND sealed IS NOT NULL AND changed_at >= %s ORDER BY changed_at DESC
"""


class TooManyDrafts(Exception):
    """An account with as many drafts as it may have."""


class Draft(Struct, frozen=True):
    """What was typed, by control, and when it was saved last."""

    id: UUID
    changed_at: datetime
    typed: Mapping[str, str]


class Owner(Struct, frozen=True):
    """Whose drafts."""

    office: str
    account: UUID

    def place(self, draft: UUID) -> bytes:
        """What a sealed draft is bound to: nobody can put it into the place of another one."""
        return f"{self.office}\n{self.account}\n{draft}".encode()


class Drafts:
    """The drafts of one account."""

    def __init__(self, instance: Instance, owner: Owner) -> None:
        self._pool, self._keys, self._owner = instance.pool, instance.keys, owner

    def save(self, draft: UUID, typed: Mapping[str, str], now: datetime) -> bool:
        """Whether there was something to be kept, in a draft that is not over. Raises TooManyDrafts."""
        kept = {name: value for name, value in typed.items() if value.strip() and name not in NOT_TYPED}
        owner = self._owner
        with self._pool.connection() as connection:
            if _count(connection, owner, draft) >= MOST:
                raise TooManyDrafts
            sealed = seal(self._keys, msgspec.json.encode(kept), owner.place(draft))
            done = connection.execute(SAVE, [draft, owner.office, owner.account, now, sealed])
            return bool(done.rowcount)

    def end(self, draft: UUID, now: datetime) -> None:
        """It was sent, or thrown away."""
        with self._pool.connection() as connection:
            connection.execute(END, [draft, self._owner.office, self._owner.account, now])

    def all(self, now: datetime) -> tuple[Draft, ...]:
        """Those that can be gone on with, the newest first."""
        with self._pool.connection() as connection:
            rows = connection.execute(FIND, [self._owner.office, self._owner.account, now - KEPT]).fetchall()
        found = ((draft, at, unsealed(self._keys, sealed, self._owner.place(draft))) for draft, at, sealed in rows)
        return tuple(
            Draft(draft, at, msgspec.json.decode(said, type=dict[str, str])) for draft, at, said in found if said
        )

    def one(self, draft: str, now: datetime) -> Draft | None:
        """The draft of that id, if it is theirs and can be gone on with."""
        return next((each for each in self.all(now) if draft in (each.id.hex, str(each.id))), None)


def forget(connection: Connection[Any], office: str, now: datetime) -> None:
    """Deletes what has been kept for long enough."""
    connection.execute(FORGET, [office, now - KEPT])


def _count(connection: Connection[Any], owner: Owner, draft: UUID) -> int:
    row = connection.execute(COUNT, [owner.office, owner.account, draft]).fetchone()
    return int(row[0]) if row else 0


def seal(keys: KeyFolder, text: bytes, place: bytes) -> bytes:
    """What somebody typed as it is kept, bound to the place where it belongs."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(keys.ensure([DRAFTS])[DRAFTS]).encrypt(nonce, text, place)


def unsealed(keys: KeyFolder, sealed: bytes, place: bytes) -> bytes | None:
    """What was typed; None for what is sealed under a key that is there no more."""
    try:
        return AESGCM(keys.ensure([DRAFTS])[DRAFTS]).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
    except InvalidTag:
        return None
