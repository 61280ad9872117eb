"""Signing in with an identity from elsewhere: OpenID Connect, authorization code with PKCE, state and nonce.

Who somebody is, is issuer and subject together, linked to an account by an administrator; no account is made by itself.
Of a sign-in that has begun only digests are kept: verifier and nonce follow from a cookie of the browser that began.
Source: OpenID Connect Core 1.0 section 3.1.3.7, RFC 7636, RFC 9207, RFC 9700.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import requests
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped] # stubs are not among our tools
from authlib.integrations.requests_client import OAuth2Session  # type: ignore[import-untyped] # the same
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from msgspec import Struct
from psycopg import Connection

from domain.accounts import OPEN
from service.runtime import Instance
from service.signin import accounts, sessions
from service.signin.chance import digest, new_token
from service.signin.errors import SignInFailed, Unreachable
from service.signin.oidc_settings import Provider, provider
from service.signin.sessions import Opened

OIDC = "oidc"
COOKIE = "__Host-oidc"
BEGUN_FOR = timedelta(minutes=10)
TIMEOUT = 5
"""Seconds that the provider has for each of three answers."""
LEEWAY = 60
"""Seconds by which the provider's clock may differ."""
WELL_KNOWN = "/.well-known/openid-configuration"

BEGUN = "INSERT INTO signin.flow (state, browser, provider, expires_at) VALUES (%s, %s, %s, %s)"
ENDED = "DELETE FROM signin.flow WHERE expires_at <= %s"
TAKEN = """
DELETE FROM signin.flow WHERE state = %s AND browser = %s AND provider = %s AND expires_at > %s RETURNING 1
"""
LINKED = """
SELECT a.id, a.office, a.standing FROM signin.identity i JOIN signin.account a ON a.id = i.account
WHERE i.issuer = %s AND i.subject = %s
"""


class Begun(Struct, frozen=True):
    """Where the browser is to go, and what its cookie is to hold until it comes back."""

    url: str
    browser: str


class Returned(Struct, frozen=True):
    """What the browser brings back from the provider, and what its cookie holds."""

    code: str
    state: str
    browser: str
    issuer: str = ""


def begin(instance: Instance, name: str, now: datetime) -> Begun:
    """Begins a sign-in at a provider. Raises UnknownProvider, BadProviders, Unreachable."""
    said = provider(instance.settings.home, name)
    browser, state = new_token(), new_token()
    with _session(said) as session:
        there = _discovered(session, said)
        url, _ = session.create_authorization_url(
            there["authorization_endpoint"], state=state, code_verifier=_verifier(browser), nonce=_nonce(browser)
        )
    with instance.pool.connection() as connection:
        connection.execute(ENDED, [now])
        connection.execute(BEGUN, [digest(state), digest(browser), name, now + BEGUN_FOR])
    return Begun(str(url), browser)


def finish(instance: Instance, name: str, returned: Returned, now: datetime) -> Opened:
    """The session of the account to which the identity is linked. What was begun can be finished once.

    Raises: SignInFailed whatever does not fit, UnknownProvider, BadProviders, Unreachable.
    """
    said = provider(instance.settings.home, name)
    with instance.pool.connection() as connection:
        taken = [digest(returned.state), digest(returned.browser), name, now]
        if connection.execute(TAKEN, taken).fetchone() is None or returned.issuer not in ("", said.issuer):
            raise SignInFailed
    subject = _subject(said, returned, now)
    with instance.pool.connection() as connection:
        account = _linked(instance, connection, said.issuer, subject)
        return sessions.opened(connection, account, OIDC, now)


def _linked(instance: Instance, connection: Connection[Any], issuer: str, subject: str) -> UUID:
    row = connection.execute(LINKED, [issuer, subject]).fetchone()
    if row is None or row[2] != OPEN or not accounts.is_open(instance, row[1], row[0]):
        raise SignInFailed
    return UUID(str(row[0]))


def _subject(said: Provider, returned: Returned, now: datetime) -> str:
    """Who it is at the provider, by a token that is signed, for us, and for this sign-in."""
    with _session(said) as session:
        there = _discovered(session, said)
        token = _token(session, there, returned)
        keys: Any = _asked(session, there["jwks_uri"])
    try:
        found = jwt.decode(token, KeySet.import_key_set(keys), algorithms=list(said.algorithms))
        claims = found.claims
        _registry(said, returned, now).validate(claims)
    except (JoseError, ValueError, TypeError, KeyError):
        raise SignInFailed from None
    if not _for_us(said, claims) or not _strong_enough(said, claims):
        raise SignInFailed
    return str(claims["sub"])


def _registry(said: Provider, returned: Returned, now: datetime) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY,
        iss={"essential": True, "value": said.issuer},
        aud={"essential": True, "value": said.client_id},
        nonce={"essential": True, "value": _nonce(returned.browser)},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )


def _for_us(said: Provider, claims: Mapping[str, Any]) -> bool:
    """Whether we alone are meant, or of several we are the one that asked."""
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    return bool(claims.get("azp", "" if several else said.client_id) == said.client_id)


def _strong_enough(said: Provider, claims: Mapping[str, Any]) -> bool:
    """Whether it was signed in there in a way that is allowed."""
    acr, amr = claims.get("acr"), claims.get("amr")
    ways = amr if isinstance(amr, list) else []
    return (not said.acr or acr in said.acr) and (not said.amr or any(each in said.amr for each in ways))


def _token(session: OAuth2Session, there: Mapping[str, str], returned: Returned) -> str:
    try:
        given = session.fetch_token(
            there["token_endpoint"], grant_type="authorization_code", code=returned.code,
            code_verifier=_verifier(returned.browser), timeout=TIMEOUT, allow_redirects=False,
        )  # fmt: skip
    except (AuthlibBaseError, ValueError):
        raise SignInFailed from None
    except requests.RequestException:
        raise Unreachable from None
    return str(given.get("id_token", ""))


def _session(said: Provider) -> OAuth2Session:
    session = OAuth2Session(
        said.client_id, said.secret(), scope="openid", redirect_uri=said.callback, code_challenge_method="S256"
    )
    session.trust_env = not said.on_loopback
    return session


def _discovered(session: OAuth2Session, said: Provider) -> Mapping[str, str]:
    """What the provider says of itself, which must be the issuer that is configured."""
    found = _asked(session, said.issuer.rstrip("/") + WELL_KNOWN)
    places = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if found.get("issuer") != said.issuer or not all(isinstance(found.get(each), str) for each in places):
        raise Unreachable
    return {each: str(found[each]) for each in places}


def _asked(session: OAuth2Session, url: str) -> dict[str, Any]:
    try:
        answer = session.request("GET", url, withhold_token=True, timeout=TIMEOUT, allow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError):
        raise Unreachable from None
    if not isinstance(found, dict):
        raise Unreachable
    return found


def _verifier(browser: str) -> str:
    return _derived("verifier", browser)


def _nonce(browser: str) -> str:
    return _derived("nonce", browser)


def _derived(what: str, browser: str) -> str:
    return urlsafe_b64encode(sha256(f"{what}\0{browser}".encode()).digest()).rstrip(b"=").decode()
