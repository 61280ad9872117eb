"""Pages of a list: some rows, and the cursor that goes on behind them."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct

from service.readmodels.asking import BadQuestion

T = TypeVar("T")
K = TypeVar("K")

MARK = 16
"""Characters of a cursor that say of which list it is."""
WHOLE_LIST = 5000
"""Rows that are fetched at a time when all of a list is wanted."""


class Page(Struct, Generic[T], frozen=True):
    """Some rows in the order of the list, and the cursor that goes on behind them (None: there are no more)."""

    rows: list[T]
    cursor: str | None


def list_of(*what: object) -> str:
    """The mark of a list, by what it is, of which office and with which filters: its cursors belong to no other."""
    return sha256(msgspec.json.encode(what, order="deterministic")).hexdigest()[:MARK]


def cut(rows: Sequence[T], limit: int, mark: str, place: Callable[[T], Sequence[Any]]) -> Page[T]:
    """The page of the first `limit` of the rows; one row more than that says that the list goes on."""
    kept = list(rows[:limit])
    return Page(kept, _cursor(mark, place(kept[-1])) if len(rows) > limit else None)


def placed(cursor: str, mark: str, kind: type[K]) -> K:
    """The place in the list, of the type `kind`, that a cursor stands for. Raises BadQuestion."""
    try:
        said = base64.urlsafe_b64decode(cursor).decode()
        if said[:MARK] == mark:
            return msgspec.json.decode(said[MARK:], type=kind)
    except (ValueError, msgspec.MsgspecError, RecursionError):
        pass
    message = "the cursor is none that this list gave out (cursor 无效)"
    raise BadQuestion(message)


def whole(page: Callable[[str | None], Page[T]]) -> Iterator[T]:
    """All rows of the list whose pages `page` gives by cursor."""
    cursor: str | None = None
    while True:
        found = page(cursor)
        yield from found.rows
        cursor = found.cursor
        if cursor is None:
            return


def _cursor(mark: str, place: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(mark.encode() + msgspec.json.encode(tuple(place))).decode()
