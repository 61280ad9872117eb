"""The second factor: codes of an authenticator (TOTP, RFC 6238), and recovery codes for when it is lost.

A code of the authenticator holds in its 30 seconds and those before and after, and once only. The secret stands sealed
in the database, under a key outside it.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from typing import Any
from uuid import UUID

import pyotp
import segno
from msgspec import Struct
from psycopg import Connection

from domain.deciding import Refused, structural
from service.keys import KeyFolder
from service.runtime import Instance
from service.signin.chance import digest, new_code, typed
from service.signin.errors import SignInFailed
from service.signin.sealing import sealed, unsealed

STEP_SECONDS = 30
DIGITS = 6
RECOVERY_CODES = 8
ISSUER = "zhuoluo"

BEGUN = """
INSERT INTO signin.credential (account, totp) VALUES (%s, %s)
ON CONFLICT (account) DO UPDATE SET totp = excluded.totp, last_step = 0 WHERE NOT signin.credential.proved
"""
USED = """
UPDATE signin.credential SET last_step = %(step)s, proved = true
WHERE account = %(account)s AND last_step < %(step)s AND totp = %(totp)s
"""

STANDS = """
SELECT proved, (SELECT count(*) FROM signin.recovery r WHERE r.account = c.account)
FROM signin.credential c WHERE account = %(account)s
"""


class Enrolment(Struct, frozen=True):
    """What an authenticator is set up with; shown once."""

    secret: str
    uri: str

    def qr(self) -> str:
        """The QR code in characters, for a terminal."""
        drawn = StringIO()
        segno.make(self.uri, error="m").terminal(out=drawn, compact=True)
        return drawn.getvalue()


class Standing(Struct, frozen=True):
    """How the second factor of an account stands: whether it is asked for, and how many recovery codes are left."""

    proved: bool = False
    recovery: int = 0


def standing(instance: Instance, account: UUID) -> Standing:
    with instance.pool.connection() as connection:
        row = connection.execute(STANDS, {"account": account}).fetchone()
    return Standing(*row) if row else Standing()


def enrolment(secret: str, login: str) -> Enrolment:
    """A secret as an authenticator takes it."""
    return Enrolment(secret, pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER))


def set_up(instance: Instance, account: UUID, login: str) -> Enrolment:
    """A new secret, which holds once `confirm` has seen a code of it. Raises Refused while another holds."""
    secret = pyotp.random_base32()
    with instance.pool.connection() as connection:
        done = connection.execute(BEGUN, [account, sealed(instance.keys, account, secret)])
        if not done.rowcount:
            zh, en = "已设置第二因素，须先重置", "there is a second factor: have it reset first"
            raise Refused((structural(zh, en),))
    return enrolment(secret, login)


def confirm(instance: Instance, account: UUID, code: str, now: datetime) -> tuple[str, ...]:
    """The recovery codes, shown once, when the code fits the new secret. Raises SignInFailed."""
    codes = tuple(new_code() for _ in range(RECOVERY_CODES))
    with instance.pool.connection() as connection, connection.transaction():
        row = connection.execute(
            "SELECT totp, proved FROM signin.credential WHERE account = %s FOR UPDATE", [account]
        ).fetchone()
        if row is None or row[0] is None or row[1] or not _once(connection, instance.keys, account, row[0], code, now):
            raise SignInFailed
        connection.execute("DELETE FROM signin.recovery WHERE account = %s", [account])
        for each in codes:
            connection.execute("INSERT INTO signin.recovery VALUES (%s, %s)", [account, digest(each)])
    return codes


def passes(connection: Connection[Any], keys: KeyFolder, account: UUID, totp: bytes, code: str, now: datetime) -> bool:
    """Whether the code is one of the authenticator, or a recovery code, that was not used before; then it is used."""
    if code.strip().isascii() and code.strip().isdigit():
        return _once(connection, keys, account, totp, code.strip(), now)
    sql = "DELETE FROM signin.recovery WHERE account = %s AND digest = %s"
    return bool(connection.execute(sql, [account, digest(typed(code))]).rowcount)


def _once(connection: Connection[Any], keys: KeyFolder, account: UUID, totp: bytes, code: str, now: datetime) -> bool:
    """Whether the code fits and no code of its step or a later one was used."""
    generator = pyotp.TOTP(unsealed(keys, account, totp))
    fitting = [
        step for step in _steps(now) if hmac.compare_digest(generator.generate_otp(step).encode(), code.encode())
    ]
    asked = ({"step": step, "account": account, "totp": totp} for step in fitting if len(code) == DIGITS)
    return any(connection.execute(USED, each).rowcount for each in asked)


def _steps(now: datetime) -> Iterator[int]:
    step = int(now.timestamp()) // STEP_SECONDS
    yield from (step, step - 1, step + 1)


def remove(connection: Connection[Any], account: UUID) -> None:
    """The account has no second factor any more."""
    connection.execute(
        "UPDATE signin.credential SET totp = NULL, proved = false, last_step = 0 WHERE account = %s", [account]
    )
    connection.execute("DELETE FROM signin.recovery WHERE account = %s", [account])
