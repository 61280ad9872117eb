"""Signatures of Ed25519 in plain Python (RFC 8032), for a computer that has nothing else."""

from __future__ import annotations

import hashlib
from typing import Any

P = 2**255 - 19
KEY_BYTES = 32
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def _add(a: Any, b: Any) -> Any:
    """The sum of two points in extended coordinates (section 5.1.4)."""
    one, two = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    three, four = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = two - one, four - three, four + three, two + one
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(n: int, point: Any) -> Any:
    total = (0, 1, 1, 0)
    while n:
        if n & 1:
            total = _add(total, point)
        point, n = _add(point, point), n >> 1
    return total


def _point(encoded: bytes) -> Any:
    """The point of 32 bytes; None when there is none (section 5.1.3)."""
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if y >= P or (x * x - square) % P or (not x and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(KEY_BYTES, "little"))


def ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the key made the signature over the message, by plain Python."""
    key, s = _point(public), int.from_bytes(signature[KEY_BYTES:], "little")
    if key is None or len(public) != KEY_BYTES or len(signature) != 2 * KEY_BYTES or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:KEY_BYTES] + public + message).digest(), "little") % ORDER
    minus = (P - key[0], key[1], 1, P - key[3])
    x, y, z, _ = _add(_times(s, BASE), _times(k, minus))
    inverse = pow(z, P - 2, P)
    return bool((y * inverse % P | (x * inverse % P & 1) << 255).to_bytes(KEY_BYTES, "little") == signature[:KEY_BYTES])


def signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """The same, by the library where there is one."""
    try:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415
    except ImportError:
        return ed25519(public, message, signature)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
