"""An RFC 6962 Merkle tree over SHA-256: its right edge, to append and know the root; inclusion and consistency.

The edge of a tree of n leaves holds one hash for each 1-bit of n, the largest perfect subtree first. What a proof is
made of are hashes of stretches of leaves, [first, behind): who stores the tree says what they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

Edge = tuple[bytes, ...]
Stretch = tuple[int, int]
"""The leaves from the first to before the second index."""

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(record: bytes) -> bytes:
    """SHA-256(0x00 || record); RFC 6962 section 2.1."""
    return sha256(b"\x00" + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right); RFC 6962 section 2.1."""
    return sha256(b"\x01" + left + right).digest()


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root over a number of hashes that is a power of two. Cost: one node hash less than there are hashes."""
    level = hashes
    while len(level) > 1:
        level = [sha256(b"\x01" + level[nth] + level[nth + 1]).digest() for nth in range(0, len(level), 2)]
    return level[0]


def appended(size: int, edge: Sequence[bytes], leaves: Iterable[bytes]) -> Edge:
    """The edge after `leaves` are appended to a tree of `size` leaves.

    Each time the largest perfect subtree is taken that may begin where the tree ends. Cost: one node hash a leaf on
    average, at most log2(size) for one leaf.
    """
    grown, waiting, taken = list(edge), list(leaves), 0
    while taken < len(waiting):
        fitting = 1 << ((len(waiting) - taken).bit_length() - 1)
        width = min(size & -size, fitting) if size else fitting
        right, carry = perfect_root(waiting[taken : taken + width]), size // width
        while carry & 1:
            right = node_hash(grown.pop(), right)
            carry >>= 1
        grown.append(right)
        size, taken = size + width, taken + width
    return tuple(grown)


def root(edge: Sequence[bytes]) -> bytes:
    """The root hash: the subtrees of the edge joined from the right; of no leaves SHA-256("")."""
    if not edge:
        return EMPTY_ROOT
    result = edge[-1]
    for left in reversed(edge[:-1]):
        result = node_hash(left, result)
    return result


def tree_hash(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes (MTH, RFC 6962 section 2.1). Cost: one node hash a leaf."""
    return root(appended(0, (), leaves))


def left_of(leaves: int) -> int:
    """How many of more than one leaf belong to the left subtree: the largest power of two below (section 2.1)."""
    return 1 << ((leaves - 1).bit_length() - 1)


def inclusion(index: int, size: int) -> list[Stretch]:
    """The stretches whose hashes are the audit path of a leaf, from the leaf upwards; RFC 6962 section 2.1.1.

    At most ceil(log2(size)). Raises ValueError when there is no such leaf.
    """
    if not 0 <= index < size:
        message = f"leaf {index} is outside a tree of {size}"
        raise ValueError(message)
    path: list[Stretch] = []
    first, behind = 0, size
    while behind - first > 1:
        middle = first + left_of(behind - first)
        if index < middle:
            path.append((middle, behind))
            behind = middle
        else:
            path.append((first, middle))
            first = middle
    return path[::-1]


def consistency(old: int, new: int) -> list[Stretch]:
    """The stretches whose hashes prove that the first `old` of `new` leaves are what they were; section 2.1.2.

    At most ceil(log2(new)) + 1; none where `old` is 0 or `new`. Raises ValueError for a tree that shrank.
    """
    if not 0 <= old <= new:
        message = f"a tree of {new} leaves does not continue one of {old}"
        raise ValueError(message)
    path: list[Stretch] = []
    first, behind = 0, new
    while 0 < old < behind:
        middle = first + left_of(behind - first)
        if old <= middle:
            path.append((middle, behind))
            behind = middle
        else:
            path.append((first, middle))
            first = middle
    if first and old:
        path.append((first, behind))
    return path[::-1]


def included(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes:
    """The root of the tree of `size` leaves in which this leaf hash stands at `index`; RFC 9162 section 2.1.3.2.

    Cost: one node hash a hash of the path. Raises ValueError for a path that is too long or short, or no path.
    """
    _hashes((leaf, *path))
    if not 0 <= index < size:
        message = f"leaf {index} is outside a tree of {size}"
        raise ValueError(message)
    nth, last, found = index, size - 1, leaf
    for hash_ in path:
        if not last:
            message = "the proof has too many hashes"
            raise ValueError(message)
        if nth & 1 or nth == last:
            found = node_hash(hash_, found)
            nth, last = _past_left_edges(nth, last)
        else:
            found = node_hash(found, hash_)
        nth, last = nth >> 1, last >> 1
    if last:
        message = "the proof has too few hashes"
        raise ValueError(message)
    return found


def continued(old: int, new: int, old_root: bytes, path: Sequence[bytes]) -> bytes:
    """The root of the tree of `new` leaves that continues the one of `old` leaves with this root; section 2.1.4.2.

    Cost: two node hashes a hash of the path. Raises ValueError when the path leads from another root, or is none. From
    the empty tree there is nothing to prove, and no root to be had: ValueError as well.
    """
    _hashes(path)
    if not 0 < old <= new:
        message = f"a tree of {new} leaves does not continue one of {old}"
        raise ValueError(message)
    if old == new:
        if path:
            message = "the proof has too many hashes"
            raise ValueError(message)
        return old_root
    before, after = _folded(old, new, [old_root, *path] if old & (old - 1) == 0 else path)
    if before != old_root:
        message = "the proof does not lead from the old root"
        raise ValueError(message)
    return after


def _folded(old: int, new: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Steps 4 to 6 of RFC 9162 section 2.1.4.2: the roots of the old and of the new tree by a path."""
    if not path:
        message = "the proof has too few hashes"
        raise ValueError(message)
    nth, last = old - 1, new - 1
    while nth & 1:
        nth, last = nth >> 1, last >> 1
    before = after = path[0]
    for hash_ in path[1:]:
        if not last:
            message = "the proof has too many hashes"
            raise ValueError(message)
        if nth & 1 or nth == last:
            before, after = node_hash(hash_, before), node_hash(hash_, after)
            nth, last = _past_left_edges(nth, last)
        else:
            after = node_hash(after, hash_)
        nth, last = nth >> 1, last >> 1
    if last:
        message = "the proof has too few hashes"
        raise ValueError(message)
    return before, after


def _past_left_edges(nth: int, last: int) -> tuple[int, int]:
    """Climbs to where the subtree is a right one, where the tree is not full (step b of both sections)."""
    while not nth & 1 and nth:
        nth, last = nth >> 1, last >> 1
    return nth, last


def _hashes(path: Sequence[bytes]) -> None:
    if any(len(hash_) != HASH_SIZE for hash_ in path):
        message = f"a hash of the proof does not have {HASH_SIZE} bytes"
        raise ValueError(message)


def packed(edge: Sequence[bytes]) -> bytes:
    """The edge as the head row stores it."""
    return b"".join(edge)


def unpacked(stored: bytes) -> Edge:
    """The edge from the head row; ValueError when it is no whole number of hashes."""
    if len(stored) % HASH_SIZE:
        message = f"an edge of {len(stored)} bytes is no whole number of hashes"
        raise ValueError(message)
    return tuple(stored[i : i + HASH_SIZE] for i in range(0, len(stored), HASH_SIZE))
