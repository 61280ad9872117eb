"""One import into an office at a time: a second one waits, and then finds what the first has brought in."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Holds the lock file; the lock ends with the process, whatever ends it. Its folder is made."""
    lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with lock.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
