"""Whether a backup is what its manifest says, file by file; and which backups there are."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from service.backups import manifest, pool
from service.backups.manifest import BadBackup, Manifest

SHOWN = 3
ABANDONED = timedelta(days=1)
"""A backup that was not ended after so long was cut short."""


def looked_at(folder: Path, publics: Sequence[str] = ()) -> Manifest:
    """The manifest of a backup of which every file is what it says; with `publics`, signed by one of these keys.

    Cost: reads every file but those of attachments. Raises BadBackup naming what is wrong.
    """
    said, note = manifest.read(folder)
    if publics:
        manifest.signed_by(folder, note, publics)
    found = manifest.files_below(folder)
    wrong = sorted(name for name in said.files.keys() | found.keys() if said.files.get(name) != found.get(name))
    if wrong:
        message = (
            f"{folder}: {_listed(wrong)}: missing, changed or not of this backup: nothing is put back "
            "(备份文件缺失、被改动或多出)"
        )
        raise BadBackup(message)
    return said


def attachments_looked_at(folder: Path) -> int:
    """How many attachments the backup has, each of them looked at. Cost: reads them. Raises BadBackup."""
    source, seen = pool.pool_of(folder.parent), 0
    for digest, size in manifest.attachments_of(folder):
        if wrong := pool.unsound(source, digest, size):
            message = f"{source.path(digest)}: {wrong} (附件备份不完好)"
            raise BadBackup(message)
        seen += 1
    return seen


def backups(folder: Path) -> list[Path]:
    """The whole backups in a folder, the oldest first."""
    return sorted(path.parent for path in folder.glob(f"*/{manifest.MANIFEST}") if not path.parent.name.startswith("."))


def chosen(place: Path) -> Path:
    """The backup that a folder is, or the newest of those in it. Raises BadBackup."""
    if (place / manifest.MANIFEST).exists():
        return place
    found = backups(place)
    if not found:
        message = f"{place} is no backup, and there is no whole one in it (没有完整的备份)"
        raise BadBackup(message)
    return found[-1]


def pruned(folder: Path, keep: int) -> list[str]:
    """Takes away all backups but the newest `keep`, what was cut short, and attachments that none names any more."""
    gone = [*backups(folder)[:-keep], *_cut_short(folder)]
    for each in gone:
        shutil.rmtree(each)
    named = {digest for each in backups(folder) for digest, _ in manifest.attachments_of(each)}
    pool.swept(pool.pool_of(folder), named)
    return [each.name for each in gone]


def _cut_short(folder: Path) -> Iterator[Path]:
    before = (datetime.now(UTC) - ABANDONED).timestamp()
    return (path for path in folder.glob(".*.part") if path.stat().st_mtime < before)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:SHOWN]) + (f", … +{len(names) - SHOWN}" if len(names) > SHOWN else "")
