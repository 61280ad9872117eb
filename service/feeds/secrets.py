"""The secret of a subscription: made by chance, shown once, kept sealed; and what is signed with it.

Source: Standard Webhooks 1.0.0, "Signature scheme" and "Webhook headers": HMAC-SHA256 over id, instant and body.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from psycopg import Connection

from service.keys import KeyFolder
from service.signin.sealing import sealed, unsealed

PREFIX = "whsec_"
SECRET_BYTES = 32
"""The specification wants 24 to 64."""
BOTH = timedelta(days=1)
"""So long after a change it is signed with the secret before as well."""
PURPOSE = b"subscription"
KEPT = """
INSERT INTO signin.subscription_secret AS s (subscription, secret) VALUES (%(id)s, %(secret)s)
ON CONFLICT (subscription) DO UPDATE SET secret = excluded.secret, before = s.secret, before_until = %(until)s
"""
FOUND = """
SELECT secret, CASE WHEN before_until > %s THEN before END FROM signin.subscription_secret WHERE subscription = %s
"""
FORGOTTEN = "DELETE FROM signin.subscription_secret WHERE subscription = ANY(%s)"


def new_secret() -> str:
    """A secret as it is shown."""
    return PREFIX + b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def keep(connection: Connection[Any], keys: KeyFolder, subscription: UUID, secret: str, now: datetime) -> None:
    """Keeps a secret, in the place of one before, which holds for a day more."""
    kept = sealed(keys, subscription, secret, PURPOSE)
    connection.execute(KEPT, {"id": subscription, "secret": kept, "until": now + BOTH})


def forget(connection: Connection[Any], subscriptions: Iterable[UUID]) -> None:
    """Nothing is signed for these any more."""
    connection.execute(FORGOTTEN, [list(subscriptions)])


def of(connection: Connection[Any], keys: KeyFolder, subscription: UUID, now: datetime) -> tuple[str, ...]:
    """What is signed with now, the newest first; what is sealed under another key is none."""
    row = connection.execute(FOUND, [now, subscription]).fetchone()
    return tuple(_opened(keys, subscription, row or ()))


def _opened(keys: KeyFolder, subscription: UUID, kept: Iterable[bytes | None]) -> Iterator[str]:
    for each in kept:
        if each is not None:
            try:
                yield unsealed(keys, subscription, each, PURPOSE)
            except (InvalidTag, ValueError):
                continue


def signed(said: Iterable[str], message: str, at: datetime, body: bytes) -> Mapping[str, str]:
    """The headers of a delivery. `message`: its id, without a full stop; `at`: of this attempt."""
    seconds = str(int(at.timestamp()))
    content = b".".join((message.encode(), seconds.encode(), body))
    return {
        "webhook-id": message,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(_signature(each, content) for each in said),
    }


def _signature(secret: str, content: bytes) -> str:
    key = b64decode(secret.removeprefix(PREFIX), validate=True)
    return "v1," + b64encode(hmac.digest(key, content, "sha256")).decode()
