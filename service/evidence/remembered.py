"""How far a log was found sound the last time, so that the next time only what came since is looked at.

`ZHUOLUO_HOME/heads/OFFICE/.LOG.verified`: outside the database, as the tree up to there is what is trusted.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import asdict
from psycopg import Connection, DataError

from domain.evidence import Evidence
from service.evidence import store
from service.evidence.whole import Whole, digest
from service.ledger.checking import Reached
from service.ledger.verify import FROM_THE_START


class _Written(Struct, frozen=True):
    generation: int
    said: str
    size: int
    edge: tuple[str, ...]
    last: datetime | None
    counters: dict[str, dict[str, int]]
    key: str
    to_come: int
    replayed: bool | None
    evidence: Evidence
    retired_at: dict[str, int]


class Remembered:
    """The folder beside the signed heads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, connection: Connection[Any], office: str, log: str, generation: int) -> Reached:
        """Where to go on from; the beginning when nothing fit to go on from is remembered.

        That is so too when the log has begun another generation, or other checkpoints stand among those looked at.
        """
        try:
            found = msgspec.json.decode(self._path(office, log).read_bytes(), type=_Written)
            edge = tuple(bytes.fromhex(hash_) for hash_ in found.edge)
            said = digest(list(store.every(connection, office, log)), found.size)
        except (FileNotFoundError, ValueError, DataError):
            return FROM_THE_START
        if (generation, said) != (found.generation, found.said):
            return FROM_THE_START
        named = {name: getattr(found, name) for name in Reached.__struct_fields__}
        return Reached(**{**named, "edge": edge})

    def write(self, office: str, log: str, generation: int, whole: Whole, reached: Reached) -> None:
        """Remembers; a file that is lost costs a whole verification and nothing else."""
        path = self._path(office, log)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        named = asdict(reached)
        named["edge"] = [hash_.hex() for hash_ in reached.edge]
        aside = path.with_name(path.name + ".new")
        aside.write_bytes(msgspec.json.encode({"generation": generation, "said": whole.said, **named}))
        aside.replace(path)

    def written_at(self, office: str, log: str) -> datetime | None:
        """When it was remembered; None when it was not."""
        try:
            return datetime.fromtimestamp(self._path(office, log).stat().st_mtime, UTC)
        except FileNotFoundError:
            return None

    def _path(self, office: str, log: str) -> Path:
        return self._folder / office / f".{log}.verified"
