"""When this home was backed up last: `ZHUOLUO_HOME/backup.json`, for `status` and `doctor`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from service.keys import put_over

FILE = "backup.json"
OLD = timedelta(hours=36)
"""A daily backup that came late is no alarm; one that was left out is."""


class LastBackup(Struct, frozen=True):
    """The last backup: where it lies, as of when; `tried`: it was put back for trial and found sound."""

    place: str
    began_at: datetime
    tried: bool

    @property
    def age(self) -> timedelta:
        return datetime.now(UTC) - self.began_at

    @property
    def is_old(self) -> bool:
        return self.age > OLD


def said(home: Path, last: LastBackup) -> None:
    """Writes down that a backup was taken."""
    put_over(home / FILE, msgspec.json.encode(last))


def last_backup(home: Path) -> LastBackup | None:
    """The last backup; None where none was taken here, or nothing readable says so."""
    try:
        return msgspec.json.decode((home / FILE).read_bytes(), type=LastBackup)
    except (OSError, msgspec.MsgspecError, RecursionError):
        return None
