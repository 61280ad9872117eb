"""What of an account stands sealed in the database, under a key outside it: a second factor, an address."""

from __future__ import annotations

import os
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.keys import SIGN_IN, KeyFolder

NONCE_BYTES = 12


def sealed(keys: KeyFolder, account: UUID, text: str, purpose: bytes = b"") -> bytes:
    """The text, to be opened for this account and purpose only."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher(keys).encrypt(nonce, text.encode(), account.bytes + purpose)


def unsealed(keys: KeyFolder, account: UUID, kept: bytes, purpose: bytes = b"") -> str:
    """The text again. Raises InvalidTag for what was sealed otherwise."""
    return _cipher(keys).decrypt(kept[:NONCE_BYTES], kept[NONCE_BYTES:], account.bytes + purpose).decode()


def _cipher(keys: KeyFolder) -> AESGCM:
    return AESGCM(keys.ensure([SIGN_IN])[SIGN_IN])
