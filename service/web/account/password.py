"""The password, changed by its owner."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import Response
from fastapi.responses import RedirectResponse

from service.api import signin_bodies as b
from service.api.problems import Fault
from service.api.signing_in import address_of, person
from service.signin import credentials, second_factor
from service.signin.passwords import LEAST, LEAST_WITH_FACTOR
from service.web.account.forms import AGAIN, FAILURES, NOTHING, PACKAGE, Wrong, wrong
from service.web.addresses import ACCOUNT
from service.web.forms.reading import Typed, body
from service.web.screen import Screen

MISFIT = Fault("old", "当前密码不正确", "it is not the present password")


def asked(about: Screen) -> Response:
    return _page(about, NOTHING)


def changed(about: Screen, given: Typed) -> Response:
    """Changes it; every other session of the account ends."""
    if given.get("new", "") != given.get("again", ""):
        return _page(about, AGAIN)
    try:
        said = body(b.PasswordBody, {"old": given.get("old", ""), "new": given.get("new", "")})
        change = credentials.Change(said.old, said.new)
        credentials.change_password(about.instance, person(), change, address_of(about.request), datetime.now(UTC))
    except FAILURES as failure:
        return _page(about, wrong(failure, "old", MISFIT, about.language))
    return RedirectResponse(f"{ACCOUNT}?done=password", 303)


def _page(about: Screen, failed: Wrong) -> Response:
    proved = second_factor.standing(about.instance, person().account).proved
    said = {"wrong": failed, "least": LEAST_WITH_FACTOR if proved else LEAST}
    return about.page(PACKAGE, "password.html", said, failed.status, failed.headers)
