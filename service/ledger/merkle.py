"""The right edge of an RFC 6962 Merkle tree over SHA-256: enough to append and to know the root.

The edge of a tree of n leaves holds one hash for each 1-bit of n, the largest perfect subtree first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

Edge = tuple[bytes, ...]

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(record: bytes) -> bytes:
    """SHA-256(0x00 || record); RFC 6962 section 2.1."""
    return sha256(b"\x00" + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right); RFC 6962 section 2.1."""
    return sha256(b"\x01" + left + right).digest()


def appended(size: int, edge: Sequence[bytes], leaves: Iterable[bytes]) -> Edge:
    """The edge after `leaves` are appended to a tree of `size` leaves.

    Cost: one node hash a leaf on average, at most log2(size) for one leaf.
    """
    grown = list(edge)
    for hash_ in leaves:
        right, carry = hash_, size
        while carry & 1:
            right = node_hash(grown.pop(), right)
            carry >>= 1
        grown.append(right)
        size += 1
    return tuple(grown)


def root(edge: Sequence[bytes]) -> bytes:
    """The root hash: the subtrees of the edge joined from the right; of no leaves SHA-256("")."""
    if not edge:
        return EMPTY_ROOT
    result = edge[-1]
    for left in reversed(edge[:-1]):
        result = node_hash(left, result)
    return result


def packed(edge: Sequence[bytes]) -> bytes:
    """The edge as the head row stores it."""
    return b"".join(edge)


def unpacked(stored: bytes) -> Edge:
    """The edge from the head row; ValueError when it is no whole number of hashes."""
    if len(stored) % HASH_SIZE:
        message = f"an edge of {len(stored)} bytes is no whole number of hashes"
        raise ValueError(message)
    return tuple(stored[i : i + HASH_SIZE] for i in range(0, len(stored), HASH_SIZE))
