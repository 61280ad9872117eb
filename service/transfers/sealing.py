"""A parcel as a file or a request: packed, signed by the sender's log key, encrypted to the receiver's exchange key.

Sign, then encrypt: the signed text names the receiver, so that nobody hands a parcel on under another's cover. The
header in front is in the clear, for whoever sorts media, and bound to the rest by HPKE's `info`: with a changed header
nothing opens.
HPKE (RFC 9180): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. Formats: docs/exchange.md.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Struct

from service.evidence import note as notes
from service.evidence.note import BadNote, Note, Signer, Verifier
from service.keys import EXCHANGE, KeyFolder
from service.transfers.parcel import BadParcel

MAGIC = b"zhuoluo-exchange/1\n"
SIGNED = "zhuoluo.exchange/parcel/v1"
"""First line of what is signed; no checkpoint has it, whose second line is a number."""
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
LARGEST = 16 * 1024 * 1024
LARGEST_UNPACKED = 64 * 1024 * 1024
LARGEST_HEADER = 4096
KEY_ID_BYTES = 8


class Header(Struct, frozen=True, kw_only=True):
    """What a package says on its outside: who sends it to whom, what of the sender's log is in it, for which key.

    `first` and `last` are positions of the sender's log, 0 where nothing but an answer is inside.
    """

    sender: str
    receiver: str
    made_at: datetime
    first: int
    last: int
    key: str


def exchange_key(keys: KeyFolder, office: str) -> X25519PrivateKey:
    """The private key to which packages for an office are encrypted: HKDF of the installation's exchange key."""
    secret = keys.ensure([EXCHANGE])[EXCHANGE]
    made = HKDF(hashes.SHA256(), 32, salt=None, info=f"zhuoluo exchange {office}".encode()).derive(secret)
    return X25519PrivateKey.from_private_bytes(made)


def public_of(key: X25519PrivateKey) -> str:
    """The public key in base 64."""
    return b64encode(key.public_key().public_bytes_raw()).decode()


def key_id(public: str) -> str:
    """By what a key is called in a header: the first bytes of its SHA-256, in hex."""
    return sha256(b64decode(public)).digest()[:KEY_ID_BYTES].hex()


def sealed(header: Header, content: bytes, origin: str, signers: Sequence[Signer], public: str) -> bytes:
    """The package: magic line, header as one line of JSON, and the signed content encrypted to the public key."""
    packed = zlib.compress(content, 6)
    note = _signed(header, origin, packed, signers)
    said = str(note).encode()
    plain = len(said).to_bytes(4, "big") + said + packed
    top = MAGIC + msgspec.json.encode(header) + b"\n"
    return top + SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(b64decode(public)), info=top)


def _signed(header: Header, origin: str, packed: bytes, signers: Sequence[Signer]) -> Note:
    text = _text(header, origin, packed)
    made = [notes.signed(text, origin, signer) for signer in signers]
    return Note(text, tuple(line for note in made for line in note.signatures))


def _text(header: Header, origin: str, packed: bytes) -> str:
    """What is signed: for what, of whom, to whom, and the digest of the packed content."""
    return f"{SIGNED}\n{origin}\n{header.sender}\n{header.receiver}\n{sha256(packed).hexdigest()}\n"


def header_of(package: bytes) -> Header:
    """What the package says on its outside, which is not believed yet. Raises BadParcel."""
    return _parted(package)[0]


def _parted(package: bytes) -> tuple[Header, bytes, bytes]:
    if len(package) > LARGEST:
        raise BadParcel("size", f"交换包超过{LARGEST}字节", f"the package has more than {LARGEST} bytes")
    if not package.startswith(MAGIC):
        raise BadParcel("format", "不是交换包", "this is no exchange package")
    end = package.find(b"\n", len(MAGIC), len(MAGIC) + LARGEST_HEADER)
    try:
        header = msgspec.json.decode(package[len(MAGIC) : end], type=Header)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise BadParcel("format", "交换包的封面无法读取", "the header of the package cannot be read") from None
    return header, package[: end + 1], package[end + 1 :]


def opened(package: bytes, office: str, key: X25519PrivateKey, verifiers: Sequence[Verifier]) -> bytes:
    """The content, opened with the key of the office and signed by one of these keys. Raises BadParcel."""
    header, top, sealed_ = _parted(package)
    if header.receiver != office:
        raise BadParcel(
            "receiver", f"交换包寄往{header.receiver}，不是本机构", f"it is for {header.receiver!r}, not here"
        )
    if header.key != key_id(public_of(key)):
        raise BadParcel("key", "交换包用另一把公钥加密", "it is encrypted to another key than that of this office")
    try:
        plain = SUITE.decrypt(sealed_, key, info=top)
    except (InvalidTag, ValueError):
        raise BadParcel("seal", "交换包已损坏或者被改动", "it was damaged or changed: it cannot be opened") from None
    return _unpacked(_vouched(header, plain, verifiers))


def _vouched(header: Header, plain: bytes, verifiers: Sequence[Verifier]) -> bytes:
    """The packed content, where a known key of the sender's log has signed for it."""
    size = int.from_bytes(plain[:4], "big")
    packed = plain[4 + size :]
    try:
        note = notes.read(plain[4 : 4 + size])
        signers = notes.verified(note, verifiers)
    except BadNote:
        raise BadParcel("signature", "没有该机构有效的签名", "no known key of the sender has signed it") from None
    if note.text != _text(header, signers[0].name, packed):
        raise BadParcel("signature", "签名与内容不符", "what was signed is not what is inside")
    return packed


def _unpacked(packed: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        content = unpacking.decompress(packed, LARGEST_UNPACKED)
    except zlib.error:
        raise BadParcel("format", "内容无法解压", "the content cannot be unpacked") from None
    if unpacking.unconsumed_tail or not unpacking.eof:
        raise BadParcel("size", "内容解压后过大或者不完整", "unpacked it is too large, or its end is missing")
    return content
