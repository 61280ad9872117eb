"""A one-time code that sets a password: of a first administrator from the console, of whoever was given an account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from anyio import to_thread
from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from service.access.granting import first_administrator
from service.api import signin_bodies as b
from service.api.problems import Fault
from service.api.signing_in import address_of
from service.ledger.entry import Via
from service.runtime import Instance
from service.signin import one_time
from service.signin.one_time import Redeemed
from service.signin.passwords import LEAST
from service.web.account.forms import AGAIN, FAILURES, NOTHING, PACKAGE, Wrong, wrong
from service.web.acts.doing import CHANNEL
from service.web.addresses import SIGN_IN
from service.web.forms.reading import Typed, body, typed
from service.web.language import language_of
from service.web.rendering import page

REPEATED = ("login", "person")
"""Fields in which it stands again what was typed; codes and passwords are typed anew."""
MISFIT = Fault(
    "code",
    "一次性代码与用户名不符，或者代码已用过、已过期",
    "code and login do not belong together, or the code was used or has expired",
)


def asked(request: Request) -> Response:
    return _page(request, {}, NOTHING)


def sent(instance: Instance) -> Callable[..., Any]:
    async def redeemed(request: Request) -> Response:
        return await to_thread.run_sync(_redeemed, instance, request, await typed(request))

    return redeemed


def _redeemed(instance: Instance, request: Request, given: Typed) -> Response:
    if given.get("password", "") != given.get("again", ""):
        return _page(request, given, AGAIN)
    try:
        said = body(b.RedeemBody, {name: given.get(name, "").strip() for name in ("code", "login", "person")}
                    | {"password": given.get("password", "")})  # fmt: skip
        what = Redeemed(said.code, said.login, said.password, said.person)
        granted = first_administrator(instance)
        one_time.redeem(instance, what, address_of(request), datetime.now(UTC), Via(channel=CHANNEL), granted)
    except FAILURES as failure:
        return _page(request, given, wrong(failure, "code", MISFIT, language_of(request)))
    return RedirectResponse(f"{SIGN_IN}?redeemed=yes", 303)


def _page(request: Request, given: Typed, failed: Wrong) -> Response:
    said = {
        "wrong": failed,
        "values": {name: given.get(name, "") for name in REPEATED},
        "csrf": getattr(request.state, "csrf", ""),
        "least": LEAST,
    }
    return page(PACKAGE, "redeem.html", said, failed.status, failed.headers, language=language_of(request))
