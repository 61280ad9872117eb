"""A backup is tried: put back on a server that is gone afterwards, its logs verified, its attachments read."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from service.backups import apart, manifest
from service.backups.looking import attachments_looked_at, looked_at
from service.backups.manifest import Manifest
from service.backups.proving import Proved, proved
from service.backups.restoring import NoKeys, database, publics_of, refuse_damaged
from service.runtime import running
from service.settings import Attaching, Settings

PASSABLE = 0o711


class Tried(Struct, frozen=True):
    """A backup that was put back and found sound."""

    manifest: Manifest
    logs: tuple[Proved, ...]
    attachments: int


def tried(settings: Settings, backup: Path, keys: Path) -> Tried:
    """Tries a backup with the keys in a folder; nothing of the instance is touched.

    Cost: room for a second database below the temporary folder, and the time of a restore without read models.
    Raises: BadBackup naming what is wrong, NoKeys, NoTools, ToolFailed, PostgresError.
    """
    if not apart.is_there(keys):
        message = f"the keys of the instance are not in {keys}: the record cannot be checked (缺少实例密钥，无法核验)"
        raise NoKeys(message)
    said = looked_at(backup, publics_of(keys))
    seen = attachments_looked_at(backup)
    with _scratch() as home:
        own = Settings(
            home=home, pg_bin=settings.pg_bin, pg_osuser=settings.pg_osuser, attachments=Attaching(folder=home / "none")
        )
        with database(own, said, backup / manifest.DATABASE):
            _own_keys(keys, home / apart.KEYS)
            with running(own, restoring=True) as instance:
                found = proved(instance, manifest.logs_of(backup))
    refuse_damaged(backup, found)
    return Tried(said, tuple(found), seen)


def _own_keys(keys: Path, target: Path) -> None:
    """Those that the instance writes and signs with; none of a person or petition is needed."""
    target.mkdir(mode=0o700)
    for file in (*keys.glob("*.key"), *keys.glob("instance.json")):
        shutil.copy2(file, target)
    if (keys / "instances").is_dir():
        shutil.copytree(keys / "instances", target / "instances")


@contextmanager
def _scratch() -> Iterator[Path]:
    """A home that is gone at the end; the account of the database can get into it."""
    with tempfile.TemporaryDirectory(prefix="zhuoluo-try-") as made:
        if os.geteuid() == 0:
            Path(made).chmod(PASSABLE)
        yield Path(made) / "home"
