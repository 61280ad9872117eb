"""The files of attachments beside the backups: each kept once, by its digest, however many backups name it.

`FOLDER/attachments` has the layout of the store itself (service/attachments/store.py). What lies there never changes:
so only what is new is copied, and what no backup names any more is taken away.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from msgspec import Struct

from service.attachments.store import BLOCK, GRACE, Missing, Store, digest_of

POOL = "attachments"
NAME = re.compile(r"[0-9a-f]{64}")


class Copied(Struct, frozen=True):
    """Digest and bytes of every file that is in the pool now; how many were new; which are not what their name says."""

    files: tuple[tuple[str, int], ...]
    new: int
    damaged: tuple[str, ...]


def pool_of(folder: Path) -> Store:
    """The pool beside the backups in a folder."""
    return Store(folder / POOL)


def copied(source: Store, pool: Store) -> Copied:
    """Copies what the pool lacks. A file that is not what its name says is told and left out.

    Cost: reads what is new. Raises StoreFull.
    """
    files: list[tuple[str, int]] = []
    damaged: list[str] = []
    new = 0
    for digest in names(source):
        fresh = not pool.path(digest).exists()
        if fresh and not brought(source, pool, digest):
            if source.path(digest).exists():  # else it was erased meanwhile
                damaged.append(digest)
            continue
        new += fresh
        files.append((digest, pool.path(digest).stat().st_size))
    return Copied(tuple(sorted(files)), new, tuple(damaged))


def brought(source: Store, target: Store, digest: str) -> bool:
    """Copies one file; False: it is not there, or not what its name says. Raises StoreFull."""
    try:
        with source.opened(digest) as file, target.incoming() as incoming:
            while block := file.read(BLOCK):
                incoming.write(block)
            if incoming.digest != digest:
                return False
            target.place(incoming)
    except Missing:
        return False
    return True


def names(store: Store) -> Iterator[str]:
    """The digests of the files of a store, whatever else lies there."""
    return (kept.name for kept in store.files() if NAME.fullmatch(kept.name))


def unsound(pool: Store, digest: str, size: int) -> str:
    """What is wrong with a file of the pool; "" for nothing. Cost: reads it."""
    try:
        with pool.opened(digest) as file:
            if digest_of(file) != digest or file.tell() != size:
                return "changed 内容不符"
    except Missing:
        return "missing 缺失"
    return ""


def swept(pool: Store, named: Collection[str]) -> int:
    """Takes away what no backup names; how many files. What is young may belong to a backup under way."""
    old = [each for each in pool.files() if each.name not in named and each.age > GRACE]
    for each in old:
        each.path.unlink(missing_ok=True)
    return len(old)
