"""Where in the text of a rulebook a mistake stands: the line of its word within its entry.

The TOML reader gives no lines for what it has read, so the entry is looked for by its kind and id, and in it the key
or the word that is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from domain.rulebook_reader import Mistake

HEADER = re.compile(r"\s*\[\[?\s*([\w.]+)\s*\]\]?")
SYNTAX = re.compile(r"at line (\d+)")


def line_of(text: str, mistake: Mistake) -> int:
    """The line, from 1: of the word in its entry, else the first of the entry, else the first of the text."""
    if found := SYNTAX.search(mistake.expected):
        return int(found.group(1))
    lines = text.splitlines()
    first, last = _entry(lines, mistake.entry)
    span = range(first, last)
    places = (number for said in _ways(mistake.word) for number in span if said.search(lines[number]))
    return next(places, first) + 1


def _ways(word: str) -> Iterator[re.Pattern[str]]:
    """How a word can stand there: as a value in quotes, as a key, as anything else; the likeliest first."""
    said = re.escape(word)
    yield re.compile(rf"""["']{said}["']""")
    yield re.compile(rf"(?<![\w.]){said}\s*=")
    yield re.compile(rf"(?<![\w.]){said}(?![\w])")


def _entry(lines: Sequence[str], entry: str) -> tuple[int, int]:
    """The lines of an entry called "kind id" or "kind #n", or of a table: the first, and the one behind the last."""
    kind, _, name = entry.partition(" ")
    starts = [number for number, line in enumerate(lines) if HEADER.match(line)]
    ends = [*starts[1:], len(lines)]
    spans = [
        (start, end) for start, end in zip(starts, ends, strict=False) if _kind(lines[start]).split(".")[0] == kind
    ]
    if name.startswith("#"):
        nth = int(name[1:]) - 1
        return spans[nth] if nth < len(spans) else (0, len(lines))
    if name:
        spans = [span for span in spans if _says_id(lines[span[0] : span[1]], name)]
    return spans[0] if spans else (0, len(lines))


def _kind(line: str) -> str:
    found = HEADER.match(line)
    return found.group(1) if found else ""


def _says_id(lines: Sequence[str], name: str) -> bool:
    said = re.compile(rf"""\s*id\s*=\s*["']{re.escape(name)}["']""")
    return any(said.match(line) for line in lines)
