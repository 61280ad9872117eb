"""What a log serves to everybody who checks it: checkpoint, tiles and entries (C2SP tlog-tiles), and its keys."""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct
from psycopg import Connection

from service.evidence.tiles import HEIGHT, LEVELS, WIDTH, MissingTile, Tree
from service.ledger import showing

TILE = re.compile(
    r"(?:(?P<level>0|[1-9][0-9]?)|(?P<entries>entries))/(?P<nth>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)


class Asked(Struct, frozen=True):
    """A tile: of a level of the tree, or of entries (level -1)."""

    level: int
    nth: int
    width: int

    @property
    def behind(self) -> int:
        """The size that a tree has at least which this tile is of."""
        return (self.nth * WIDTH + self.width) << HEIGHT * max(self.level, 0)


ENTRIES = -1


def asked(path: str) -> Asked:
    """The tile that an address behind `tile/` names. Raises MissingTile."""
    found = TILE.fullmatch(path)
    width = int(found["width"] or WIDTH) if found else 0
    level = ENTRIES if found is None or found["entries"] else int(found["level"])
    if found is None or level >= LEVELS or width > WIDTH or (found["width"] and width == WIDTH):
        message = f"{path!r} names no tile (没有此块)"
        raise MissingTile(message)
    return Asked(level, int(found["nth"].replace("x", "").replace("/", "")), width)


def path_of(level: int, nth: int, width: int = WIDTH) -> str:
    """The address of a tile, behind `tile/`."""
    digits = f"{nth:03}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    name = "/".join([f"x{part}" for part in parts[:-1]] + parts[-1:])
    return f"{'entries' if level == ENTRIES else level}/{name}" + ("" if width == WIDTH else f".p/{width}")


def tile(connection: Connection[Any], office: str, log: str, wanted: Asked, signed: int) -> bytes:
    """The bytes of a tile of a tree that was signed at this size. Raises MissingTile."""
    if wanted.behind > signed:
        message = f"the log was signed at {signed} events, which this tile is not of (没有此块)"
        raise MissingTile(message)
    if wanted.level == ENTRIES:
        first = wanted.nth * WIDTH
        return b"".join(map(_entry, showing.records(connection, office, log, first, first + wanted.width)))
    return b"".join(Tree(connection, office, log).tile(wanted.level, wanted.nth, wanted.width))


def _entry(shown: showing.Shown) -> bytes:
    record = shown.record.encode("ascii")
    return len(record).to_bytes(2, "big") + record
