"""Whether the stored tiles are those of a log whose root is known: every hash of them leads to that root."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psycopg import Connection

from service.evidence.tiles import HEIGHT, LEVELS, WIDTH, MissingTile, Tree, split
from service.ledger.merkle import HASH_SIZE, appended, perfect_root, root

TILES = "SELECT nth, hashes, root FROM ledger.tile WHERE office = %s AND log = %s AND level = %s ORDER BY nth"
FEW = 64
"""Tiles fetched at once."""


def faults_of_tiles(
    connection: Connection[Any], office: str, log: str, size: int, proved: str
) -> Iterator[tuple[int, str]]:
    """What is wrong with the stored tree of a log of `size` events whose root was proved: position and words.

    Each tile has the root that its hashes have, each level the roots of the one below, and all of them together with
    the leaves that are in no full tile lead to the root. Cost: one node hash a leaf.
    """
    below: list[bytes] | None = None
    for level in range(LEVELS):
        roots: list[bytes] = []
        for nth, hashes, stored in _tiles(connection, office, log, level):
            first = nth << HEIGHT * (level + 1)
            given = split(hashes)
            if len(hashes) != WIDTH * HASH_SIZE:
                yield first + 1, f"tile {nth} of level {level} has {len(hashes)} bytes (树的存储块长度不符)"
                return
            if nth != len(roots) or first >= size:
                yield first + 1, f"tile {nth} of level {level} does not belong there (树的存储块多余或缺失)"
                return
            if perfect_root(given) != stored or (below is not None and _cut(below, nth) != given):
                yield first + 1, f"tile {nth} of level {level} does not fit its hashes (树的存储块被改动)"
                return
            roots.append(stored)
        if level == 0 and roots and not _leads(connection, office, log, size, roots, proved):
            yield 1, "the stored tiles do not lead to the root of the events (树的存储块与事件不符)"
            return
        below = roots


def _cut(below: list[bytes], nth: int) -> list[bytes]:
    return below[nth * WIDTH : (nth + 1) * WIDTH]


def _leads(connection: Connection[Any], office: str, log: str, size: int, roots: list[bytes], proved: str) -> bool:
    """Whether the roots of the lowest tiles and the leaves behind them have the root that was proved."""
    covered = len(roots) * WIDTH
    if covered > size:
        return False
    edge = appended(0, (), roots)  # as over leaves, eight levels higher
    try:
        rest = Tree(connection, office, log).leaves(covered, size)
    except MissingTile:
        return False
    return root(appended(covered, edge, rest)).hex() == proved


def _tiles(connection: Connection[Any], office: str, log: str, level: int) -> Iterator[tuple[int, bytes, bytes]]:
    with connection.transaction(), connection.cursor(name="tiles", binary=True) as cursor:
        cursor.execute(TILES, (office, log, level))
        while rows := cursor.fetchmany(FEW):
            yield from rows
