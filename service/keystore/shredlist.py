"""The list of subjects whose keys were destroyed, kept apart from every backup: it only grows.

A ledger and keys that are both put back from before an erasure know nothing of it; the list does (docs/backup.md).
A line is the id of a subject, which is random or made from the id of a petition, and tells no name.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable
from pathlib import Path

from domain.subjects import SUBJECT
from service.keystore.files import BadKey, sync

LARGEST = 256


class ShredList:
    """A file, one subject a line; processes that add to it take turns."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, subjects: Iterable[str]) -> int:
        """Adds those that are lacking, on disk before this returns; how many. Raises OSError, BadKey."""
        with self.path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            known = set(self.read())
            new = [subject for subject in dict.fromkeys(subjects) if subject not in known]
            if new:
                file.truncate(self.path.read_bytes().rfind(b"\n") + 1)  # half a line of whoever was cut short
                file.write("".join(f"{subject}\n" for subject in new).encode("ascii"))
                file.flush()
                os.fsync(file.fileno())
        sync(self.path.parent)
        return len(new)

    def read(self) -> list[str]:
        """The subjects in the list. Raises OSError; BadKey for a line that is no subject."""
        return subjects_of(self.path)


def subjects_of(path: Path) -> list[str]:
    """The subjects in such a file; half a line at its end was never ended. Raises OSError, BadKey."""
    whole = path.read_bytes().split(b"\n")[:-1]
    for number, line in enumerate(whole, 1):
        if not SUBJECT.fullmatch(line[:LARGEST].decode("ascii", "replace")):
            message = f"{path}, line {number}: this is no subject whose keys were destroyed (不是已删除主体的编号)"
            raise BadKey(message)
    return [line.decode("ascii") for line in whole]
