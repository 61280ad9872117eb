"""Whether a request that changes something comes from a page of this server and not from one elsewhere.

Two walls. The browser says where a request comes from (Sec-Fetch-Site, Origin; a page cannot forge them): it must be
from here. And a form carries a token bound to the session, which a page elsewhere cannot read: that holds where a
browser is old, or a sibling host was taken over.
"""

from __future__ import annotations

import hmac
import re
import secrets
from urllib.parse import parse_qs, urlsplit

from service.api import problems
from service.api.problems import Kind
from service.keys import FORMS, KeyFolder
from service.web_guard.addresses import Raw, first, joined

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""Methods that change nothing: that an endpoint keeps to this is for the endpoint."""
SESSION, BEFORE = "__Host-sid", "__Host-pre"
"""The cookie of a session, and of somebody who has not signed in; `__Host-`: no sibling host can have set it."""
URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
FORM_TYPES = frozenset({URLENCODED, MULTIPART})
OWN = b"x-zhuoluo"
"""A header that only a script of this server can add: for one elsewhere a browser asks first, and is not answered."""
FIELD, HEADER = "csrf", b"x-csrf-token"
PEEKED = 4096
FIRST_PART = re.compile(
    rb'\A--[^\r\n]{1,200}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n([A-Za-z0-9_-]{1,100})\r\n',
    re.IGNORECASE,
)
BEFORE_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")


class FormToken:
    """The token for the forms of one request's page; written out by `str`, which notes that it was used.

    Somebody without a cookie is given `__Host-pre` with the answer, but only if a form was made for them.
    """

    def __init__(self, key: bytes, cookies: dict[str, str]) -> None:
        self._key = key
        self.session = cookies.get(SESSION, "")
        held = cookies.get(BEFORE, "")
        self._held = held if BEFORE_SHAPE.fullmatch(held) else ""
        self._fresh = ""

    def __str__(self) -> str:
        if not self.session and not self._held:
            self._fresh = self._fresh or secrets.token_urlsafe(32)
        return self._made(self._fresh or self._held)

    @property
    def cookie(self) -> str:
        """The Set-Cookie header that the answer needs; "" for none."""
        return f"{BEFORE}={self._fresh}; Path=/; Secure; HttpOnly; SameSite=Strict" if self._fresh else ""

    def fits(self, said: str) -> bool:
        """Whether it was made for this session; never for somebody who has no cookie at all."""
        if not self.session and not self._held:
            return False
        return hmac.compare_digest(self._made(self._held).encode(), said.encode())

    def _made(self, before: str) -> str:
        # A session's token is never that of a cookie from before it: who planted that knows its token.
        bound = f"session {self.session}" if self.session else f"before {before}"
        return hmac.new(self._key, bound.encode(), "sha256").hexdigest()


class Csrf:
    """Judges requests with the key of the instance for this purpose."""

    def __init__(self, keys: KeyFolder) -> None:
        self._keys = keys

    def token(self, headers: Raw) -> FormToken:
        return FormToken(self._keys.ensure([FORMS])[FORMS], cookies_of(headers))


def origin_fault(method: str, headers: Raw, own: str) -> Kind | None:
    """Why a request is refused by where it comes from; `own` is the origin of this server as it was asked."""
    if method in SAFE:
        return None
    site, origin = first(headers, b"sec-fetch-site"), first(headers, b"origin")
    # A page elsewhere makes a browser send our cookies along. "none": a person did it, not a page.
    if site is not None and site not in ("same-origin", "none"):
        return problems.CROSS_SITE
    # Browsers too old for Sec-Fetch-Site say Origin; "null" is a sandbox or a redirect through elsewhere.
    if origin is not None and not _is_same(origin, own):
        return problems.CROSS_SITE
    # Neither: no browser of this decade, so a program; but a program brings a token of its own and no cookie.
    if site is None and origin is None and joined(headers, b"cookie"):
        return problems.CROSS_SITE
    return None


def needs_token(method: str, path: str, headers: Raw) -> bool:
    """Whether it is a form. What comes to the API with neither cookie nor origin is a program with its own token."""
    if method in SAFE or kind_of(headers) not in FORM_TYPES:
        return False
    return bool(joined(headers, b"cookie")) or not path.startswith("/api/")


def type_fault(method: str, headers: Raw) -> Kind | None:
    """Refuses what a page elsewhere could send with our cookies without asking: no JSON, no form, no header of ours.

    A browser sends text/plain, and a body without a type, to other origins as it sends a form.
    """
    if method in SAFE or not joined(headers, b"cookie") or kind_of(headers) in FORM_TYPES | {"application/json"}:
        return None
    return None if first(headers, OWN) is not None else problems.CROSS_SITE


def token_in(headers: Raw, beginning: bytes) -> str:
    """The token that a form carries: in its header, its field, or the first part of a multipart body; "" for none."""
    said = first(headers, HEADER)
    if said is not None:
        return said
    if kind_of(headers) == MULTIPART:
        # Only at the very beginning, so that an upload need not be read before it is judged.
        found = FIRST_PART.match(beginning)
        return found[1].decode() if found else ""
    try:
        fields = parse_qs(beginning.decode("ascii"), max_num_fields=1000)
    except ValueError:
        return ""
    values = fields.get(FIELD, [])
    return values[0] if len(values) == 1 else ""


def kind_of(headers: Raw) -> str:
    return (first(headers, b"content-type") or "").partition(";")[0].strip().lower()


def cookies_of(headers: Raw) -> dict[str, str]:
    """The cookies by name. Of one that is there twice the first counts, which is the one of the narrower path."""
    found: dict[str, str] = {}
    for part in joined(headers, b"cookie", ";").split(";"):
        name, _, value = part.strip().partition("=")
        found.setdefault(name, value)
    return found


def _is_same(origin: str, own: str) -> bool:
    """Scheme, host and port, as a browser writes them."""
    try:
        one, other = urlsplit(origin), urlsplit(own)
        ports = {"http": 80, "https": 443}
        return (one.scheme, one.hostname, one.port or ports.get(one.scheme)) == (
            other.scheme, other.hostname, other.port or ports.get(other.scheme),
        )  # fmt: skip
    except ValueError:
        return False
