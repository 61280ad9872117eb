"""Signed notes (C2SP signed-note v1.0.0): text, and lines by which named keys sign it.

The verifier of a note ignores lines of keys it does not know; a line of a key that it knows must be good.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Struct

ED25519 = 0x01
COSIGNATURE = 0x04
"""Signature types: Ed25519 over the text; a witness's timestamped cosignature (C2SP tlog-cosignature)."""
KEY_BYTES = 32
ID_BYTES = 4
TIME_BYTES = 8
LARGEST = 1_000_000
"""Bytes of a note that is looked at."""
MOST = 100
"""Signature lines that are looked at; the format asks for 16 at least."""

LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
NAME = re.compile(r"[^\s+\x00-\x1f]+")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class BadNote(ValueError):
    """This is no signed note, no key of one, or a signature of a known key is wrong."""


class Signature(Struct, frozen=True):
    """A line: who, by which key, and what the key made of the text."""

    name: str
    key_id: bytes
    made: bytes

    @property
    def line(self) -> str:
        return f"— {self.name} {b64encode(self.key_id + self.made).decode()}\n"


class Note(Struct, frozen=True):
    """A text that ends in a line feed, and its signature lines."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(signature.line for signature in self.signatures)}"


class Verifier(Struct, frozen=True):
    """The public key of a name: a log (Ed25519) or a witness (its cosignatures)."""

    name: str
    public: bytes
    kind: int = ED25519

    @property
    def key_id(self) -> bytes:
        return key_id(self.name, self.kind, self.public)

    def __str__(self) -> str:
        """The key as text, a vkey: name+id+key."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(bytes([self.kind]) + self.public).decode()}"

    def good(self, text: str, signature: Signature) -> bool:
        """Whether this key made the signature over the text."""
        message, made = text.encode(), signature.made
        if self.kind == COSIGNATURE:
            message, made = cosigned(text, time_of(signature)), made[TIME_BYTES:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(made, message)
        except InvalidSignature:
            return False
        return True


class Signer(Protocol):
    """Who holds a private Ed25519 key: a file, or a module that never lets go of it."""

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes (RFC 8032)."""
        ...

    def sign(self, message: bytes) -> bytes:
        """64 bytes over the message (RFC 8032)."""
        ...


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """SHA-256(name || LF || type || public key), its first four bytes."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:ID_BYTES]


def verifier(text: str) -> Verifier:
    """The key of a vkey. Raises BadNote."""
    name, plus, rest = text.strip().partition("+")
    stated, second, encoded = rest.partition("+")
    try:
        key = b64decode(encoded, validate=True)
    except (NotBase64, ValueError):
        key = b""
    if not plus or not second or not NAME.fullmatch(name) or len(key) != KEY_BYTES + 1:
        message = f"{text!r} is no verifier key; one reads NAME+ID+KEY (不是验证公钥)"
        raise BadNote(message)
    found = Verifier(name, key[1:], key[0])
    if found.kind not in (ED25519, COSIGNATURE) or found.key_id.hex() != stated:
        message = f"{text!r}: its id is not that of its key, or its type {found.kind} is not known (公钥编号不符)"
        raise BadNote(message)
    return found


def signed(text: str, name: str, signer: Signer) -> Note:
    """The text signed under a name."""
    made = Signature(name, key_id(name, ED25519, signer.public), signer.sign(text.encode()))
    return Note(text, (made,))


def cosignature(text: str, name: str, signer: Signer, time: int) -> Signature:
    """A witness's line on a checkpoint seen at `time`, in seconds since 1970 (C2SP tlog-cosignature)."""
    made = time.to_bytes(TIME_BYTES, "big") + signer.sign(cosigned(text, time))
    return Signature(name, key_id(name, COSIGNATURE, signer.public), made)


def cosigned(text: str, time: int) -> bytes:
    """What a cosignature is made over."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def time_of(signature: Signature) -> int:
    """When a cosignature was made, in seconds since 1970."""
    return int.from_bytes(signature.made[:TIME_BYTES], "big")


def read(given: str | bytes) -> Note:
    """The note of a file. Raises BadNote."""
    text, blank, lines = text_of(given).rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        message = "this is no signed note: no signature lines behind an empty line (不是签名文本)"
        raise BadNote(message)
    signatures = lines.removesuffix("\n").split("\n")
    if len(signatures) > MOST:
        message = f"the note has {len(signatures)} signature lines, more than {MOST} (签名行过多)"
        raise BadNote(message)
    return Note(text + "\n", tuple(map(read_line, signatures)))


def read_line(line: str) -> Signature:
    """One signature line, without its line feed. Raises BadNote."""
    found = LINE.fullmatch(line)
    try:
        raw = b64decode(found[2], validate=True) if found else b""
    except NotBase64:
        raw = b""
    if found is None or len(raw) <= ID_BYTES:
        message = f"this is no signature line: {line!r} (不是签名行)"
        raise BadNote(message)
    return Signature(found[1], raw[:ID_BYTES], raw[ID_BYTES:])


def text_of(given: str | bytes) -> str:
    """The text of a file that may hold a note. Raises BadNote."""
    if len(given) > LARGEST:
        message = f"the note has more than {LARGEST} bytes (签名文本过长)"
        raise BadNote(message)
    try:
        text = given.decode() if isinstance(given, bytes) else given
        text.encode()
    except UnicodeError:
        message = "the note is not UTF-8 (签名文本不是 UTF-8)"
        raise BadNote(message) from None
    if CONTROL.search(text):
        message = "the note holds a control character (签名文本含控制字符)"
        raise BadNote(message)
    return text


def verified(note: Note, known: Iterable[Verifier]) -> Sequence[Verifier]:
    """Which of the known keys signed the note, each once, in the order of its lines.

    Raises BadNote where a line of a known key is wrong, or no known key has signed.
    """
    keys = {(key.name, key.key_id): key for key in known}
    found: dict[tuple[str, bytes], Verifier] = {}
    for signature in note.signatures:
        named = (signature.name, signature.key_id)
        if (key := keys.get(named)) is None:
            continue
        if not key.good(note.text, signature):
            message = f"the signature of {signature.name} is wrong (签名不符)"
            raise BadNote(message)
        found[named] = key
    if not found:
        message = "no key that is known here has signed this note (没有已知公钥的签名)"
        raise BadNote(message)
    return tuple(found.values())
