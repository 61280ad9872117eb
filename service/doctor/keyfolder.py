"""Whether only the account of the service gets at the keys, which never lie in the database."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from service.doctor.checks import Check, listed, missing, ok, skipped

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keys(folder: Path) -> Check:
    """The folder is shut to others, and so is every key in it."""
    if not folder.exists():
        return skipped("keys", f"尚无密钥 {folder}", f"there are no keys in {folder} yet")
    found = list(_open_to_others(folder))
    if found:
        text = listed([str(path) for path in found])
        return missing(
            "keys", f"他人可读 {text}：chmod -R go= {folder}", f"open to others: {text}; chmod -R go= {folder}"
        )
    return ok("keys", f"只有本账户能读 {folder}", f"only this account can read {folder}")


def kek(home: Path, given: Sequence[Path] = ()) -> Check:
    """The key-encryption keys are shut to others, and do not lie where a backup takes them along with the keys."""
    files = list(given) or sorted((home / "kek").glob("*.key"))
    if not files:
        return skipped("kek", f"尚无主密钥 {home / 'kek'}", f"there is no key-encryption key in {home / 'kek'} yet")
    if gone := [str(path) for path in files if not path.exists()]:
        return missing("kek", f"没有 {listed(gone)}：恢复该文件", f"not there: {listed(gone)}; put the file back")
    if found := [str(path) for path in files if path.stat().st_mode & OTHERS]:
        text = listed(found)
        return missing("kek", f"他人可读 {text}：chmod 600 {text}", f"open to others: {text}; chmod 600 {text}")
    if beside := [str(path) for path in files if path.resolve().is_relative_to(home.resolve())]:
        return skipped(
            "kek",
            f"主密钥与密钥同在 {home}：备份该目录即可解开一切；请以 ZHUOLUO_KEK_FILE 另存（{listed(beside)}）",
            f"it lies in {home} beside the keys: one backup opens everything; keep it elsewhere by ZHUOLUO_KEK_FILE "
            f"({listed(beside)})",
        )
    return ok(
        "kek", "主密钥另存，仅本账户能读", "the key-encryption keys lie elsewhere, and only this account reads them"
    )


def _open_to_others(folder: Path) -> Iterator[Path]:
    if folder.stat().st_mode & OTHERS:
        yield folder
    for place, _, files in os.walk(folder):
        for name in files:
            path = Path(place) / name
            if path.lstat().st_mode & OTHERS:
                yield path
