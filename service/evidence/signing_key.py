"""The key that signs heads, as a file of the key folder; another holder of keys fits behind `Signer` (note.py)."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class SeedSigner:
    """Signs with the Ed25519 key of a seed of 32 bytes (RFC 8032 section 5.1.5)."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self._public = self._key.public_key().public_bytes_raw()

    @property
    def public(self) -> bytes:
        return self._public

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)
