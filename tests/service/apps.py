"""The application of one test after the other, put together once by each worker: its 400 routes take a second.

It is built over something that stands for the instance of the test at hand, and what keeps count of requests is new for
each. A test that wants two applications at once, or changes how one is built, makes its own with `create_app`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, cast

from fastapi import FastAPI
from starlette.middleware import Middleware

from service.api.admission import Door
from service.api.app import create_app
from service.api.signed_in import SignedIn
from service.runtime import Instance
from service.web_guard.guard import Guard

NESTED = frozenset({"keys", "pool", "identity", "demanded"})
"""What parts of the application take from the instance and the door when they are built."""


class Standing:
    """Stands for what is at hand when it is asked."""

    def __init__(self, current: Callable[[], Any]) -> None:
        self.__dict__["_current"] = current

    def __getattr__(self, name: str) -> Any:
        if name in NESTED and _AT_HAND.building:
            return Standing(lambda: getattr(self._current(), name))
        return getattr(self._current(), name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._current(), name, value)

    def __call__(self, *given: Any) -> Any:
        return self._current()(*given)

    def __eq__(self, other: object) -> bool:
        return bool(self._current() == other)

    def __hash__(self) -> int:
        return hash(self._current())


class _AtHand:
    instance: Instance
    door: Door
    building = False


_AT_HAND = _AtHand()


def app_of(instance: Instance, door: Door | None = None) -> FastAPI:
    """The application over this instance from now on; only the last one that was asked for is of use."""
    _AT_HAND.instance, _AT_HAND.door = instance, door or SignedIn(instance)
    app = _built(instance.settings.web.shows_docs)
    app.user_middleware = [_anew(each, instance) for each in app.user_middleware]
    app.middleware_stack = None
    return app


@cache
def _built(shows_docs: bool) -> FastAPI:  # noqa: FBT001 - what it is cached by
    assert _AT_HAND.instance.settings.web.shows_docs == shows_docs
    _AT_HAND.building = True
    try:
        standing = Standing(lambda: _AT_HAND.instance)
        return create_app(cast("Instance", standing), cast("Door", Standing(lambda: _AT_HAND.door)))
    finally:
        _AT_HAND.building = False


def _anew(part: Middleware, instance: Instance) -> Middleware:
    if "keys" not in part.kwargs:
        return part
    given: dict[str, Any] = {**part.kwargs, "keys": instance.keys, "settings": instance.settings.web}
    return Middleware(Guard, **given)
