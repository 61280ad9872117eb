"""Pages of a list: some rows, and the cursor that goes on behind them."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct

from service.readmodels.asking import BadQuestion

T = TypeVar("T")
K = TypeVar("K")

WHOLE_LIST = 5000
"""Rows that are fetched at a time when all of a list is wanted."""


class Page(Struct, Generic[T], frozen=True):
    """Some rows in the order of the list, and the cursor that goes on behind them (None: there are no more)."""

    rows: list[T]
    cursor: str | None


def cut(rows: Sequence[T], limit: int, place: Callable[[T], Sequence[Any]]) -> Page[T]:
    """The page of the first `limit` of the rows; one row more than that says that the list goes on."""
    kept = list(rows[:limit])
    return Page(kept, _cursor(place(kept[-1])) if len(rows) > limit else None)


def placed(cursor: str, kind: type[K]) -> K:
    """The place in the list, of the type `kind`, that a cursor stands for. Raises BadQuestion."""
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(cursor), type=kind)
    except (ValueError, msgspec.MsgspecError):
        message = "the cursor is none that this list gave out (cursor 无效)"
        raise BadQuestion(message) from None


def whole(page: Callable[[str | None], Page[T]]) -> Iterator[T]:
    """All rows of the list whose pages `page` gives by cursor."""
    cursor: str | None = None
    while True:
        found = page(cursor)
        yield from found.rows
        cursor = found.cursor
        if cursor is None:
            return


def _cursor(place: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(tuple(place))).decode()
