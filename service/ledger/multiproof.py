"""One proof for several leaves of an RFC 6962 tree.

It holds the hashes of the largest subtrees without any of the leaves shown, from left to right; of one leaf these are
the hashes of its audit path (RFC 6962 section 2.1.1), in that order.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from service.ledger.merkle import HASH_SIZE, left_of, node_hash, tree_hash


def proof(leaves: Sequence[bytes], shown: Sequence[int]) -> list[bytes]:
    """The proof that the leaves at the indexes `shown`, in order, are in the tree of all these leaf hashes.

    Cost: one node hash a leaf that is not shown; at most about log2(len(leaves)) hashes for each that is.
    """

    def walked(first: int, behind: int) -> Iterator[bytes]:
        if not _any(shown, first, behind):
            yield tree_hash(leaves[first:behind])
        elif behind - first > 1:
            middle = first + left_of(behind - first)
            yield from walked(first, middle)
            yield from walked(middle, behind)

    return list(walked(0, len(leaves)))


def proved(size: int, shown: Mapping[int, bytes], hashes: Sequence[bytes]) -> bytes:
    """The root of the tree of `size` leaves in which these leaf hashes stand at these indexes, by a proof.

    Raises ValueError when the proof has not as many hashes as it needs, one is no hash, or an index is outside.
    """
    indexes, given = sorted(shown), iter(hashes)
    if outside := [index for index in indexes if not 0 <= index < size]:
        message = f"leaf {outside[0]} is outside a tree of {size}"
        raise ValueError(message)
    if any(len(hash_) != HASH_SIZE for hash_ in hashes):
        message = f"a hash of the proof does not have {HASH_SIZE} bytes"
        raise ValueError(message)

    def walked(first: int, behind: int) -> bytes:
        if not _any(indexes, first, behind):
            return next(given)
        if behind - first == 1:
            return shown[first]
        middle = first + left_of(behind - first)
        return node_hash(walked(first, middle), walked(middle, behind))

    try:
        found = walked(0, size)
    except StopIteration:
        message = "the proof has too few hashes"
        raise ValueError(message) from None
    if next(given, None) is not None:
        message = "the proof has too many hashes"
        raise ValueError(message)
    return found


def _any(indexes: Sequence[int], first: int, behind: int) -> bool:
    """Whether one of the indexes, in order, lies from `first` to before `behind`."""
    nth = bisect_left(indexes, first)
    return nth < len(indexes) and indexes[nth] < behind
