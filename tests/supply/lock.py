"""What a lock says: packages with their versions, hashes, markers, and which of them needs which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
RUNTIME, DEVELOPMENT = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
OURS = "zhuoluo"
BUILD = f"{OURS} (pyproject.toml:build)"


@dataclass(frozen=True, slots=True)
class Locked:
    """A line of a lock. `needed_by`: names of packages, and of the project itself as the lock writes it."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    needed_by: tuple[str, ...]


def locked(lock: Path) -> list[Locked]:
    """The packages of a lock in their order; one name may stand there for several versions of Python."""
    entries = re.split(r"\n(?=[a-z0-9])", lock.read_text(encoding="utf-8"))
    return [_entry(entry) for entry in entries if "==" in entry]


def _entry(entry: str) -> Locked:
    said = entry.split("\\\n", 1)[0]
    asked = Requirement(said.strip())
    (version,) = asked.specifier
    hashes = tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", entry))
    return Locked(asked.name, version.version, str(asked.marker or ""), hashes, tuple(_needed_by(entry)))


def _needed_by(entry: str) -> Iterator[str]:
    """Both forms of uv: `# via one`, and `# via` with a line for each."""
    for line in re.findall(r"(?m)^\s+#\s+(.*)$", entry):
        if name := line.removeprefix("via").strip():
            yield name


def at_run_time(packages: Sequence[Locked]) -> frozenset[str]:
    """The names of those that the product needs while it runs, rather than for being installed."""
    needs: dict[str, set[str]] = {}
    for each in packages:
        for name in each.needed_by:
            needs.setdefault(name, set()).add(each.name)
    return frozenset(_reached(f"{OURS} (pyproject.toml)", needs))


def _reached(start: str, needs: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for name in needs.get(waiting.pop(), ()):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found
