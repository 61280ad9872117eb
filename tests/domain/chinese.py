"""What stands in another language in words that are meant for readers of Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, to_builtins

ID = re.compile(r"（[\w.@:、, -]+", re.ASCII)
"""The ids and codes behind an opening bracket."""
QUOTED = re.compile(r"“([^”]*)”")
CLAUSE = re.compile(r"\b[A-Z][0-9]+(\.[0-9]+)+", re.ASCII)
LETTERS = re.compile(r"[A-Za-z_][A-Za-z_.]*")


def foreign(zh: str, said: Struct | None = None) -> list[str]:
    """Words that are neither Chinese nor a clause, a number, an id in brackets or a quotation of what was `said`."""
    texts = (*_texts(to_builtins(said)),)
    for words in QUOTED.findall(zh):
        if any(words in text for text in texts):
            zh = zh.replace(f"“{words}”", "")
    return LETTERS.findall(CLAUSE.sub("", ID.sub("", zh)))


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for key, member in value.items():
                yield str(key)
                yield from _texts(member)
        case list() | tuple():
            for member in value:
                yield from _texts(member)
        case _:
            pass
