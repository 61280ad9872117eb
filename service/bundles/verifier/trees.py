"""Proofs in a Merkle tree: RFC 6962 section 2.1, checked as RFC 9162 sections 2.1.3.2 and 2.1.4.2 say."""

from __future__ import annotations

import hashlib


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right)


def climbed(nth: int, last: int, path: list[bytes], before: bytes, after: bytes) -> tuple[bytes, bytes]:
    """The roots before and after, by a path upwards. Raises ValueError when it has not as many hashes as it needs."""
    for hash_ in path:
        if not last:
            raise ValueError("too many hashes")
        if nth & 1 or nth == last:
            before, after = node(hash_, before), node(hash_, after)
            while not nth & 1 and nth:
                nth, last = nth >> 1, last >> 1
        else:
            after = node(after, hash_)
        nth, last = nth >> 1, last >> 1
    if last:
        raise ValueError("too few hashes")
    return before, after


def included(index: int, size: int, leaf: bytes, path: list[bytes]) -> bytes:
    """The root of the tree of `size` leaves in which the leaf hash stands at `index`. Raises ValueError."""
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    return climbed(index, size - 1, path, leaf, leaf)[1]


def continued(old: int, new: int, old_root: bytes, path: list[bytes]) -> bytes:
    """The root of the tree of `new` leaves that continues the one of `old`. Raises ValueError."""
    if not 0 < old <= new or (old == new and path):
        raise ValueError("no such trees")
    if old == new:
        return old_root
    nth, last = old - 1, new - 1
    while nth & 1:
        nth, last = nth >> 1, last >> 1
    first, *others = [old_root, *path] if old & (old - 1) == 0 else path
    before, after = climbed(nth, last, others, first, first)
    if before != old_root:
        raise ValueError("it leads from another root")
    return after


def proved(size: int, leaves: dict[int, bytes], hashes: list[bytes]) -> bytes:
    """The root over leaves at their indexes, by hashes of the largest subtrees without any. Raises ValueError."""
    given = iter(hashes)
    if any(not 0 <= index < size for index in leaves):
        raise ValueError("no such leaf")

    def walked(first: int, behind: int, inside: list[int]) -> bytes:
        if not inside:
            return next(given)
        if behind - first == 1:
            return leaves[first]
        middle = first + (1 << ((behind - first - 1).bit_length() - 1))
        left = walked(first, middle, [n for n in inside if n < middle])
        return node(left, walked(middle, behind, [n for n in inside if n >= middle]))

    root = walked(0, size, sorted(leaves))
    if next(given, None) is not None:
        raise ValueError("too many hashes")
    return root
