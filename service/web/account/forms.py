"""The small forms of one's own account, and what was wrong with them. What is secret is never shown again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from anyio import to_thread
from fastapi import Request, Response
from msgspec import Struct

from domain.deciding import Reason, Refused
from service.api.problems import Fault, Refusal
from service.runtime import Instance
from service.signin.errors import BadCode, Busy, SignInFailed, TooMany
from service.web.forms.reading import Typed, faults_of, typed
from service.web.language import translations
from service.web.marking import N_
from service.web.screen import Screen, screen

PACKAGE = "service.web.account"
TOO_MANY = N_("Too many failed attempts: try again in %(seconds)s s.")
BUSY = N_("Busy: try again in a moment.")
TWICE = Fault("again", "两次输入的密码不一致", "the two passwords differ")


class Wrong(Struct, frozen=True, kw_only=True):
    """What is wrong with a form: at its fields, by which rules, else in words; the status of the answer."""

    status: int = 200
    faults: Mapping[str, Fault] = {}
    reasons: tuple[Reason, ...] = ()
    extra: tuple[str, ...] = ()
    seconds: int = 0

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.seconds)} if self.seconds else {}


NOTHING = Wrong()
AGAIN = Wrong(status=422, faults={"again": TWICE})
FAILURES = (Refusal, Refused, SignInFailed, BadCode, TooMany, Busy)


def wrong(failure: Exception, field: str, misfit: Fault, language: str) -> Wrong:
    """What a failure says on the page: `misfit` at `field` when it does not fit what is kept."""
    match failure:
        case Refusal(faults=faults) if faults:
            return Wrong(status=422, faults=faults_of(failure))
        case Refused(reasons=reasons):
            return Wrong(status=409, reasons=reasons)
        case SignInFailed() | BadCode():
            return Wrong(status=422, faults={field: misfit})
        case TooMany(seconds=seconds):
            return Wrong(status=429, extra=(_said(TOO_MANY, language) % {"seconds": seconds},), seconds=seconds)
        case Busy():
            return Wrong(status=503, extra=(_said(BUSY, language),), seconds=2)
        case _:
            raise failure


def _said(message: str, language: str) -> str:
    return translations(language).gettext(message)


def shown(instance: Instance, page: Callable[[Screen], Response]) -> Callable[..., Response]:
    """The endpoint that shows a page."""

    def show(request: Request) -> Response:
        return page(screen(instance, request))

    return show


def sent(instance: Instance, done: Callable[[Screen, Typed], Response]) -> Callable[..., Any]:
    """The endpoint that takes a form."""

    async def take(request: Request) -> Response:
        given = await typed(request)
        return await to_thread.run_sync(done, screen(instance, request), given)

    return take
