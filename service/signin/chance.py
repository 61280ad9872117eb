"""Secrets made by chance, and the digests that are kept in their place."""

from __future__ import annotations

import secrets
from base64 import b32encode
from hashlib import sha256

TOKEN_BYTES = 32
CODE_BYTES = 10
GROUP = 4


def new_token() -> str:
    """256 bits, in characters that a cookie and a header may hold."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_code() -> str:
    """80 bits to be typed by a person: four groups of four letters and digits."""
    said = b32encode(secrets.token_bytes(CODE_BYTES)).decode()
    return "-".join(said[at : at + GROUP] for at in range(0, len(said), GROUP))


def typed(code: str) -> str:
    """A code as it was given, however it was typed."""
    said = "".join(each for each in code.upper() if each.isalnum())
    return "-".join(said[at : at + GROUP] for at in range(0, len(said), GROUP))


def digest(secret: str) -> bytes:
    """SHA-256; enough for what is chosen by chance, never for a password."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()
