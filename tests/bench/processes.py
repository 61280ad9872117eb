"""Processor time and memory of whole process trees, as Linux tells them in /proc."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
KIBIBYTE = 1024


def _fields(pid: int) -> list[str]:
    """The fields of proc(5) behind the name, which is in brackets and may hold any sign. Raises OSError."""
    said = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    return said[said.rindex(")") + 2 :].split()


def tree(first: Iterable[int]) -> Iterator[int]:
    """These processes and all below them that live."""
    below: defaultdict[int, list[int]] = defaultdict(list)
    for folder in PROC.glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            below[int(_fields(int(folder.name))[1])].append(int(folder.name))
    waiting = list(first)
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting += below[pid]


def seconds(first: Iterable[int]) -> float:
    """Seconds of the processor, user and system, that the trees have used; what has ended counts once waited for."""
    ticks = 0
    for pid in tree(first):
        with suppress(OSError):
            ticks += sum(int(each) for each in _fields(pid)[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(first: Iterable[int]) -> int:
    """Bytes that the trees hold, what several processes share counted once among them (PSS)."""
    held = 0
    for pid in tree(first):
        with suppress(OSError):
            for line in (PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii").splitlines():
                held += int(line.split()[1]) * KIBIBYTE if line.startswith("Pss:") else 0
    return held


def busy() -> float:
    """Seconds that all processors of the machine were not idle since it started, whoever used them."""
    ticks = [int(each) for each in (PROC / "stat").read_text(encoding="ascii").splitlines()[0].split()[1:9]]
    return (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")
