"""At the door of every page: who asks, and whether their roles allow what the page is for.

The same door as that of the API (service/api/admission.py), but that whoever has not signed in is led to do so, and
that nobody is let in as the console: pages are for people.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from anyio import to_thread
from fastapi import Request

from domain.access_record import OTHER, PURPOSES
from service.access.caller import let_in
from service.api import problems
from service.api.admission import Identified, admit, asker
from service.api.problems import Refusal
from service.runtime import Instance
from service.signin.identity import TOKEN
from service.web.addresses import OWN, action_of

VIA = "page"
PURPOSE_COOKIE = "purpose"
SAYABLE = tuple(purpose for purpose in PURPOSES if purpose != OTHER)


class SignedOut(Exception):
    """Nobody has signed in; `back` is where they wanted to go."""

    def __init__(self, back: str) -> None:
        self.back = back
        super().__init__("nobody has signed in (未登录)")


def admission(instance: Instance, identity: Callable[[], Identified | None]) -> Callable[[Request], Awaitable[None]]:
    """The dependency of every page. Raises SignedOut, Refusal (403)."""

    async def admitted(request: Request) -> None:
        who = identity()
        if who is None:
            raise SignedOut(_back(request))
        if who.via == TOKEN:
            raise Refusal(problems.FORBIDDEN)
        action = action_of(request.method, request.scope["route"].path)
        admitting = asker if action == OWN else admit
        let_in(await to_thread.run_sync(admitting, instance, who, action, who.office, _circumstances(request)))

    return admitted


def _back(request: Request) -> str:
    """The address that was asked for; of a form the page where one comes back to it."""
    query = f"?{request.url.query}" if request.url.query else ""
    return request.url.path + query if request.method == "GET" else "/"


def _circumstances(request: Request) -> tuple[str, str, str]:
    """From which address, for which purpose, and how."""
    network = request.scope.get("state", {}).get("client_address") or (request.client.host if request.client else "")
    purpose = request.query_params.get("purpose") or request.cookies.get(PURPOSE_COOKIE, "")
    return str(network), purpose if purpose in SAYABLE else "", VIA
