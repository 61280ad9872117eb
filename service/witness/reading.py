"""Reads the tree of a log from where it is served (C2SP tlog-tiles)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus

from service.evidence import calling, checkpoint
from service.evidence import note as notes
from service.evidence.calling import Unreached
from service.evidence.note import BadNote
from service.evidence.tiles import HEIGHT, WIDTH, Tree, split
from service.ledger import merkle
from service.witness.home import WitnessError

Fetch = Callable[[str], bytes | None]
"""The bytes at a path below the address of a log; None when there is nothing."""
DIGITS = 1000
"""A path element of a tile's index holds three digits."""
CHECKPOINT = "checkpoint"


def fetching(url: str) -> Fetch:
    """Fetches over HTTP. What it returns raises Unreached."""
    base = url.rstrip("/")

    def fetch(path: str) -> bytes | None:
        reply = calling.asked(f"{base}/{path}")
        if reply.status == HTTPStatus.NOT_FOUND:
            return None
        if reply.status != HTTPStatus.OK:
            message = f"{base}/{path} answers {reply.status} {reply.line}"
            raise Unreached(message)
        return reply.body

    return fetch


def check_origin(fetch: Fetch, origin: str) -> None:
    """Asks the log for its checkpoint, and refuses an address where another log is served, or none.

    Whoever has signed that checkpoint: it only says which log is meant. Raises WitnessError, Unreached.
    """
    try:
        found = checkpoint.of(notes.read((fetch(CHECKPOINT) or b"").decode("utf-8", "replace"))).origin
    except BadNote as bad:
        message = f"no log is served at this address: it has no {CHECKPOINT} (该地址不提供日志)"
        raise WitnessError(message) from bad
    if found == origin:
        return
    message = f"the log served at this address is {found}, not {origin} (该地址提供的是另一日志)"
    if found.startswith(f"{origin}/"):
        message += "; if it was restored, follow it first: zhuoluo witness succeed (如已恢复，请先登记后续日志)"
    raise WitnessError(message)


class ServedTree(Tree):
    """The tree of `size` leaves as a log serves it. What it says is worth what is checked against a signed root."""

    def __init__(self, fetch: Fetch, size: int) -> None:
        self._fetch = fetch
        self._size = size
        self._read: dict[tuple[int, int], Sequence[bytes]] = {}

    def tile(self, level: int, nth: int, width: int = WIDTH) -> Sequence[bytes]:
        """The first `width` hashes of a tile. Raises Unreached when it is not served whole."""
        if (level, nth) not in self._read:
            self._read[level, nth] = self._tile(level, nth)
        if len(found := self._read[level, nth]) < width:
            message = f"{path_of(level, nth)} holds {len(found)} hashes, {width} are needed (数据块不完整)"
            raise Unreached(message)
        return found[:width]

    def _tile(self, level: int, nth: int) -> Sequence[bytes]:
        """A tile that was not full at this size is asked for as it was then; it may be served full only by now."""
        width = min(WIDTH, (self._size >> HEIGHT * level) - nth * WIDTH)
        paths = [path_of(level, nth)] if width == WIDTH else [path_of(level, nth, width), path_of(level, nth)]
        for path in paths:
            if (body := self._fetch(path)) is not None:
                return split(body[: len(body) // merkle.HASH_SIZE * merkle.HASH_SIZE])
        message = f"the log does not serve {paths[0]} (日志未提供该数据块)"
        raise Unreached(message)

    def root_at(self, size: int) -> bytes:
        """The root over the first `size` leaves."""
        return self.hash_of((0, size)) if size else merkle.EMPTY_ROOT

    def leaf(self, index: int) -> bytes:
        """The leaf hash at an index."""
        nth, within = divmod(index, WIDTH)
        return self.tile(0, nth, within + 1)[within]

    def inclusion(self, index: int) -> list[bytes]:
        """The proof that the leaf of this index is in this tree (RFC 6962 section 2.1.1)."""
        return self.proof(merkle.inclusion(index, self._size))

    def consistency(self, old: int) -> list[bytes]:
        """The proof that this tree continues its first `old` leaves (RFC 6962 section 2.1.2)."""
        return self.proof(merkle.consistency(old, self._size))


def path_of(level: int, nth: int, width: int = WIDTH) -> str:
    """The path of a tile: tile/0/x001/x234/067, tile/0/x001/x234/067.p/8."""
    groups = [f"{nth % DIGITS:03}"]
    while nth := nth // DIGITS:
        groups.append(f"x{nth % DIGITS:03}")
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(reversed(groups))}{partial}"
