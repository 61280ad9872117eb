"""Keys of an instance, one file a key, outside the database cluster and everything that backs it up.

A key is durable (file and directory synced) before anybody is handed it, so before the first event that
uses it. Destroying a subject's keys erases the subject: what was sealed under them can never be opened again.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from pathlib import Path

from service.keystore.files import KEY_BYTES, BadKey, put, put_over, read_key, sync
from service.keystore.folder import FolderShelf
from service.keystore.store import Key, KeyStore

INSTANCE = "instance-mac"
SIGNING = "checkpoint-signing"
SIGN_IN = "sign-in"
"""Seals the second factors of accounts."""
QUERY_CODE = "query-code"
FORMS = "csrf"
DRAFTS = "draft"
"""Seals what was typed into a form and not sent yet."""
EXCHANGE = "exchange"
"""Opens packages of other offices (service/transfers/sealing.py)."""
OWN = (INSTANCE, SIGNING, SIGN_IN, QUERY_CODE, FORMS, DRAFTS, EXCHANGE)
"""Keys of the instance itself; all others belong to a person or a case."""


class KeyFolder:
    """The key folder of one `ZHUOLUO_HOME`; several processes may share it.

    `instance-mac.key` is what the instance wrote with first, `checkpoint-signing.key` the seed of what it signs heads
    with (Ed25519); further keys of this and of other instances stand in `instances` (service/instance_keys.py). Keys of
    persons and petitions are those of `subjects`: in this folder as well, or on a server (service/keystore).
    `query-code.key` is what the codes of petitioners are made from: without it every printed code is void. `csrf.key`
    is what tokens of forms are made from, `draft.key` what drafts are sealed under. What packages of other offices are
    opened with is made from `exchange.key`: without it those under way have to be sent anew, to a new key.
    """

    def __init__(self, folder: Path, subjects: KeyStore | None = None) -> None:
        self.folder = folder
        self.subjects = subjects or KeyStore(FolderShelf(folder))
        self._own: dict[str, bytes] = {}
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def instance_key(self) -> bytes:
        """The key of this instance's MACs, made at first use."""
        return self.ensure([INSTANCE])[INSTANCE]

    def sealing(self, subject: str) -> Key:
        """The key under which new values of a person or petition are sealed. Raises SubjectDestroyed, BadKey."""
        return self.subjects.sealing(subject)

    def prepare(self, subjects: Iterable[str]) -> None:
        """Makes what keys these subjects lack, in one go. Raises BadKey."""
        self.subjects.prepare(subjects)

    def ensure(self, kids: Iterable[str]) -> dict[str, bytes]:
        """The keys of these ids; missing ones are made, durable before this returns. Raises as `sealing`."""
        return {kid: self._mine(kid) if kid in OWN else self.subjects.ensure([kid])[kid] for kid in kids}

    def find(self, kid: str) -> bytes | None:
        """The key with this id; None when it was never made or has been destroyed. Raises BadKey."""
        return self._found(kid) if kid in OWN else self.subjects.find(kid)

    def close(self) -> None:
        self.subjects.close()

    def _found(self, kid: str) -> bytes | None:
        if kid not in self._own:
            key = read_key(self.folder / f"{kid}.key")
            if key is None:
                return None
            self._own[kid] = key
        return self._own[kid]

    def _mine(self, kid: str) -> bytes:
        """The key of the instance itself, written aside and linked into place: the first of several makers wins."""
        if self._found(kid) is None:
            put(self.folder / f"{kid}.key", secrets.token_bytes(KEY_BYTES))
            sync(self.folder)
        key = self._found(kid)
        assert key is not None  # noqa: S101 - it was linked into place above
        return key


__all__ = ["INSTANCE", "KEY_BYTES", "OWN", "SIGNING", "BadKey", "KeyFolder", "put", "put_over", "read_key", "sync"]
