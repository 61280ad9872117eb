"""Copies of keys, apart from the backups: what the instance writes and signs with, and what opens values.

They never lie with the backups, for whoever had both could open everything, also what was erased since. Only the newest
copy is kept: an erasure reaches the copies with the next one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from service.backups import manifest
from service.backups.manifest import BadBackup, File
from service.keys import INSTANCE, SIGNING, sync

LIST = "files.json"
KEYS, KEK = "keys", "kek"
PRIVATE = 0o700


class TooNear(Exception):
    """The copy of the keys would lie where a backup, the keys or the other copy lies."""


def refuse_near(folder: Path, others: Sequence[Path]) -> None:
    """Raises TooNear when one of the folders lies in the other."""
    place = folder.resolve()
    for other in (each.resolve() for each in others):
        if place.is_relative_to(other) or other.is_relative_to(place):
            message = (
                f"{folder} and {other} must not lie in one another: who has both opens everything "
                "(密钥副本须与备份和数据目录分开存放)"
            )
            raise TooNear(message)


def copied(source: Path, folder: Path, name: str) -> int:
    """Copies the keys in `source` into a new folder below `folder` in the place of older copies; how many files."""
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    aside = folder / f".{name}.part"
    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(source, aside, ignore=shutil.ignore_patterns(".*"), copy_function=_copied)
    aside.chmod(PRIVATE)
    files = manifest.files_below(aside)
    (aside / LIST).write_bytes(msgspec.json.encode(files))
    for place, _, names in os.walk(aside):
        for file_name in names:
            with Path(place, file_name).open("rb") as file:
                os.fsync(file.fileno())
        sync(Path(place))
    older = _copies(folder)
    aside.rename(folder / name)
    sync(folder)
    for copy in older:
        shutil.rmtree(copy)
    return len(files)


def newest(folder: Path) -> Path:
    """The newest whole copy in a folder, every file as it was copied. Raises BadBackup."""
    found = _copies(folder)
    if not found:
        message = f"{folder} holds no copy of keys (没有密钥副本)"
        raise BadBackup(message)
    listed = msgspec.json.decode((found[-1] / LIST).read_bytes(), type=dict[str, File])
    there = manifest.files_below(found[-1])
    there.pop(LIST)
    if listed != there:
        message = f"{found[-1]}: files are missing, changed or too many (密钥副本不完整或被改动)"
        raise BadBackup(message)
    return found[-1]


def placed(copy: Path, target: Path) -> None:
    """Puts a copy where the keys belong; the folder there must be lacking or empty."""
    target.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.part")
    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(copy, aside, ignore=shutil.ignore_patterns(LIST))
    aside.chmod(PRIVATE)
    aside.replace(target)
    sync(target.parent)


def is_there(folder: Path) -> bool:
    """Whether a folder has the keys that an instance writes and signs with."""
    return all((folder / f"{name}.key").exists() for name in (INSTANCE, SIGNING))


def _copied(source: str, target: str) -> None:
    """A key that is destroyed meanwhile is not copied."""
    with suppress(FileNotFoundError):
        shutil.copy2(source, target)


def _copies(folder: Path) -> list[Path]:
    return sorted(path.parent for path in folder.glob(f"*/{LIST}") if not path.parent.name.startswith("."))
