"""Secrets of other servers that lie in files of this computer: read when they are needed, by their owner only."""

from __future__ import annotations

import stat
from pathlib import Path


class BadSecretFile(Exception):
    """The file is not there, cannot be read, or others may read it; the message says which, and nothing of it."""


def read_secret(path: Path) -> str:
    """What stands in the file, without blanks around it. Raises BadSecretFile."""
    try:
        mode, text = path.stat().st_mode, path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        message = f"{path}: cannot be read (无法读取)"
        raise BadSecretFile(message) from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        message = f"{path}: readable by others; run: chmod 600 {path} (他人可读)"
        raise BadSecretFile(message)
    return text
