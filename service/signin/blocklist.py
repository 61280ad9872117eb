"""Whether a password is made of what everybody tries first: common words, pinyin, runs on the keyboard, own names.

`common_words.txt` was written for this program; it is taken from nowhere. A password is guessable when little is left
of it once such words, digits and runs are taken away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from unicodedata import normalize

LEFT = 5
"""Different characters that must be left."""
SHORTEST_RUN = 4
SHORTEST_WORD = 2
ROWS = (
    "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujmikolp", "!@#$%^&*()",
)  # fmt: skip
REPEATED = re.compile(r"(.{1,4}?)\1{2,}")
LEET = str.maketrans("@$013457", "asoieast")
PRODUCT = ("zhuoluo", "着落", "信访", "xinfang")


def guessable(password: str, own: Iterable[str]) -> bool:
    """Whether fewer than LEFT different characters stand in it beside what everybody tries."""
    text = normalize("NFKC", password).casefold()
    return any(_left(said, own) < LEFT for said in (text, text.translate(LEET)))


def _left(text: str, own: Iterable[str]) -> int:
    for word in sorted({*_words(), *_own(own)}, key=len, reverse=True):
        text = text.replace(word, " ")
    text = REPEATED.sub(" ", text)
    for run in _runs():
        text = text.replace(run, " ")
    return len({each for each in text if each.isalpha() or (not each.isalnum() and not each.isspace())})


def _own(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        folded = normalize("NFKC", word).casefold()
        yield from (part for part in (folded, *re.split(r"[\W_]+", folded)) if len(part) >= SHORTEST_WORD)


@cache
def _words() -> frozenset[str]:
    text = (files("service.signin") / "common_words.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word.casefold() for line in lines for word in line.split()) | frozenset(PRODUCT)


@cache
def _runs() -> tuple[str, ...]:
    """Every piece of a row of keys, forwards and backwards, the longest first."""
    rows = [*ROWS, *(row[::-1] for row in ROWS)]
    found = {
        row[begin:end] for row in rows for begin in range(len(row)) for end in range(begin + SHORTEST_RUN, len(row) + 1)
    }
    return tuple(sorted(found, key=len, reverse=True))
