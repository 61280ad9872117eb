"""The card of an installation that is to receive an office: its keys, none of them secret."""

from __future__ import annotations

from base64 import b64decode
from hashlib import sha256

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Struct

from service.evidence.rotating import public_keys
from service.instance_keys import InstanceKeys
from service.keys import EXCHANGE, KEY_BYTES, KeyFolder
from service.transfers.sealing import public_of

FORMAT = "zhuoluo-receiver-card/1"
MAC_DIGITS, PUBLIC_DIGITS = 16, 64
GROUPS = 4


class BadReceiver(ValueError):
    """This is no card of an installation."""


class Receiver(Struct, frozen=True, kw_only=True):
    """收件名片: what an installation writes and signs with, and the key that packages for it are encrypted to.

    `mac` is the id of a MAC key, which gives nothing away; `public` an Ed25519 key in hex, `sealing` an X25519 key in
    base 64.
    """

    format: str = FORMAT
    mac: str
    public: str
    sealing: str

    @property
    def fingerprint(self) -> str:
        """What is compared by another way: 16 bytes of the SHA-256 of the card's fields, in groups of four digits."""
        said = f"{self.format}\n{self.mac}\n{self.public}\n{self.sealing}"
        digits = sha256(said.encode()).hexdigest()[:32]
        return " ".join(digits[n : n + GROUPS] for n in range(0, len(digits), GROUPS))


def private_key(keys: KeyFolder) -> X25519PrivateKey:
    """What packages are opened with that move an office here: HKDF of the installation's exchange key."""
    secret = keys.ensure([EXCHANGE])[EXCHANGE]
    made = HKDF(hashes.SHA256(), 32, salt=None, info=b"zhuoluo office package").derive(secret)
    return X25519PrivateKey.from_private_bytes(made)


def card(keys: KeyFolder) -> Receiver:
    """The card of this installation."""
    own = InstanceKeys(keys)
    return Receiver(mac=own.mac, public=public_keys(own)[0], sealing=public_of(private_key(keys)))


def read(file: bytes) -> Receiver:
    """The card of a file. Raises BadReceiver."""
    try:
        found = msgspec.json.decode(file, type=Receiver)
        sizes = (len(bytes.fromhex(found.mac)) * 2, len(bytes.fromhex(found.public)) * 2)
        sound = sizes == (MAC_DIGITS, PUBLIC_DIGITS) and len(b64decode(found.sealing, validate=True)) == KEY_BYTES
    except (msgspec.MsgspecError, UnicodeError, ValueError, RecursionError):
        sound = False
    if not sound or found.format != FORMAT:
        message = "this is no card of a receiver: 'zhuoluo office receiver' makes one there (不是收件名片)"
        raise BadReceiver(message)
    return found
