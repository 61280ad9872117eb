"""Lists a page after the other: each page says where the next begins."""

from __future__ import annotations

from typing import Protocol, TypeVar

from service.client.call import Call
from service.client.types import FactsSaid, FeedSaid

R_co = TypeVar("R_co", covariant=True)
P = TypeVar("P", bound="Page")


class Turned(Protocol):
    """A page that ends with a cursor, or with none when it is the last."""

    @property
    def cursor(self) -> str | None: ...


class Rows(Turned, Protocol[R_co]):
    @property
    def rows(self) -> tuple[R_co, ...]: ...


Page = Turned | FeedSaid
"""Whatever comes in pages."""


def after(call: Call[P], page: Page) -> Call[P] | None:
    """The call for the page after this one; None: there is none now."""
    if isinstance(page, FeedSaid):
        return call.going_on(after=str(page.next)) if page.more else None
    return call.going_on(cursor=page.cursor) if page.cursor is not None else None


def lines(page: Page) -> tuple[object, ...]:
    """What a page holds, whatever it calls it."""
    match page:
        case FeedSaid():
            return page.items
        case FactsSaid():
            return page.facts
        case _:
            return page.rows  # type: ignore[attr-defined, no-any-return] # the overloads of `rows` see to it
