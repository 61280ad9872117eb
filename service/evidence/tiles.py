"""The stored tree of a log: full tiles of 256 hashes (C2SP tlog-tiles), and from them the hash of any stretch.

Full tiles are stored once and for all behind the writers; of those that are not full yet the hashes are read from the
events, or from the roots of the tiles below. What tiles say is worth nothing by itself: whoever makes a proof from them
checks that it leads to a root that was signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from psycopg import Connection

from service.ledger import tables
from service.ledger.merkle import HASH_SIZE, Edge, Stretch, appended, perfect_root, root

WIDTH = 256
HEIGHT = 8
"""Levels of the tree that a tile spans: 2 ** 8 = 256."""
LEVELS = 8
AT_ONCE = 64
"""Tiles that are read, hashed and stored at once."""

STORED = "SELECT hashes FROM ledger.tile WHERE office = %s AND log = %s AND level = %s AND nth = %s"
LEAVES = """
SELECT string_agg(leaf, '' ORDER BY position) FROM ledger.event
WHERE office = %s AND log = %s AND position > %s AND position <= %s
"""
ROOTS = """
SELECT string_agg(root, '' ORDER BY nth) FROM ledger.tile
WHERE office = %s AND log = %s AND level = %s AND nth >= %s AND nth < %s
"""
NEXT = "SELECT coalesce(max(nth) + 1, 0) FROM ledger.tile WHERE office = %s AND log = %s AND level = %s"
STORE = """
INSERT INTO ledger.tile (office, log, level, nth, hashes, root)
SELECT %s, %s, %s, %s::bigint + t.nth - 1, t.hashes, t.root
FROM unnest(%s::bytea[], %s::bytea[]) WITH ORDINALITY AS t (hashes, root, nth) ON CONFLICT DO NOTHING
"""


class Growth(Struct, frozen=True):
    """What a tree becomes by the leaves behind it: its edge, and the tiles that become full: number, hashes, root."""

    edge: Edge
    tiles: tuple[tuple[int, bytes, bytes], ...] = ()


class MissingTile(LookupError):
    """The tree that is stored does not go as far as was asked."""


class Tree:
    """The tree of one log as one connection sees it. Reads what it is asked for, and keeps the tiles it has read."""

    def __init__(self, connection: Connection[Any], office: str, log: str) -> None:
        self._connection = connection
        self._office = office
        self._log = log
        self._tiles: dict[tuple[int, int], Sequence[bytes]] = {}

    def grow(self, size: int) -> None:
        """Stores the tiles of a tree of `size` leaves that are full and not stored yet."""
        for level in range(LEVELS):
            full = size >> HEIGHT * (level + 1)
            if not full:
                return
            for first in range(self._next(level), full, AT_ONCE):
                self._store(level, first, min(first + AT_ONCE, full))

    def growth(self, size: int, edge: Edge, upto: int) -> Growth:
        """What a tree of `size` leaves with this edge becomes by the leaves stored up to `upto`; nothing is stored yet.

        Cost: each leaf is read once. Raises MissingTile.
        """
        tiles: list[tuple[int, bytes, bytes]] = []
        while size < upto:
            first = size - size % WIDTH
            behind = min(first + AT_ONCE * WIDTH, upto)
            hashes = self._below(0, first, behind)
            full = _full(first // WIDTH, hashes)
            edge = _onward(size, edge, hashes[size - first :], [root_ for _, _, root_ in full][size % WIDTH > 0 :])
            tiles += full
            size = behind
        return Growth(edge, tuple(tiles))

    def keep(self, growth: Growth) -> None:
        """Stores the tiles of a growth, whose edge has been found right."""
        for at in range(0, len(growth.tiles), AT_ONCE):
            part = growth.tiles[at : at + AT_ONCE]
            _, joined, roots = zip(*part, strict=True)
            self._connection.execute(STORE, (self._office, self._log, 0, part[0][0], list(joined), list(roots)))

    def _next(self, level: int) -> int:
        row = self._connection.execute(NEXT, (self._office, self._log, level)).fetchone()
        return int(row[0]) if row else 0

    def _store(self, level: int, first: int, behind: int) -> None:
        _, joined, roots = zip(*_full(first, self._below(level, first * WIDTH, behind * WIDTH)), strict=True)
        self._connection.execute(STORE, (self._office, self._log, level, first, list(joined), list(roots)))

    def _below(self, level: int, first: int, behind: int) -> list[bytes]:
        """The hashes of a level from the first to before the second, from the events or the tiles below."""
        query, where = (ROOTS, (level - 1, first, behind)) if level else (LEAVES, (first, behind))
        query = tables.over(query, self._office, self._log)
        row = self._connection.execute(query, (self._office, self._log, *where), binary=True).fetchone()
        hashes = split(row[0]) if row and row[0] else []
        if len(hashes) != behind - first:
            message = f"{self._office}/{self._log}: level {level} has {len(hashes)} of the hashes {first} to {behind}"
            raise MissingTile(message)
        return hashes

    def leaves(self, first: int, behind: int) -> list[bytes]:
        """The leaf hashes from the first to before the second index. Raises MissingTile."""
        return self._below(0, first, behind)

    def tile(self, level: int, nth: int, width: int = WIDTH) -> Sequence[bytes]:
        """The first `width` hashes of a tile. Raises MissingTile."""
        if (known := self._tiles.get((level, nth))) is not None and len(known) >= width:
            return known[:width]
        row = self._connection.execute(STORED, (self._office, self._log, level, nth), binary=True).fetchone()
        found = split(row[0]) if row else self._below(level, nth * WIDTH, nth * WIDTH + width)
        self._tiles[level, nth] = found
        return found[:width]

    def hash_of(self, stretch: Stretch) -> bytes:
        """The root over the leaves of a stretch (MTH, RFC 6962 section 2.1) that begins where a subtree of it may.

        Cost: at most two tiles read for each level, 255 node hashes each.
        """
        first, behind = stretch
        edge, size = [], behind - first
        while size:
            height = size.bit_length() - 1
            edge.append(self._perfect(first, height))
            first, size = first + (1 << height), size - (1 << height)
        return root(edge)

    def _perfect(self, first: int, height: int) -> bytes:
        level, rest = divmod(height, HEIGHT)
        begin, width = (first >> HEIGHT * level) % WIDTH, 1 << rest
        hashes = self.tile(level, first >> HEIGHT * (level + 1), begin + width)
        return perfect_root(hashes[begin : begin + width])

    def proof(self, stretches: Sequence[Stretch]) -> list[bytes]:
        """The hashes of a proof (merkle.inclusion, merkle.consistency)."""
        return [self.hash_of(stretch) for stretch in stretches]


def _onward(size: int, edge: Edge, hashes: Sequence[bytes], roots: Sequence[bytes]) -> Edge:
    """The edge after these leaves; `roots` are those of the full tiles among them, whose leaves need no second hashing.

    Where a tree ends with a full tile, its edge is that of the tree of the roots of its tiles, eight levels higher.
    """
    begun = min(-size % WIDTH, len(hashes))
    edge = appended(size, edge, hashes[:begun])
    edge = appended((size + begun) // WIDTH, edge, roots) if roots else edge
    behind = begun + len(roots) * WIDTH
    return appended(size + behind, edge, hashes[behind:])


def _full(nth: int, hashes: Sequence[bytes]) -> list[tuple[int, bytes, bytes]]:
    """The full tiles of hashes that begin with tile `nth`."""
    cut = (hashes[at : at + WIDTH] for at in range(0, len(hashes) - WIDTH + 1, WIDTH))
    return [(nth + more, b"".join(tile), perfect_root(tile)) for more, tile in enumerate(cut)]


def split(hashes: bytes) -> list[bytes]:
    """Hashes that stand one behind the other."""
    return [hashes[nth : nth + HASH_SIZE] for nth in range(0, len(hashes), HASH_SIZE)]
