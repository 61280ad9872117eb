"""The second factor: a secret for an authenticator, shown until a code of it was confirmed; recovery codes, once."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import segno
from fastapi import Response

from service.api import signin_bodies as b
from service.api.problems import Fault
from service.api.signing_in import person
from service.signin import second_factor
from service.signin.second_factor import Enrolment
from service.web.account.forms import FAILURES, NOTHING, PACKAGE, Wrong, wrong
from service.web.forms.reading import Typed, body
from service.web.screen import Screen

CONFIRM = "confirm"
SECRET = re.compile(r"[A-Z2-7]{32}")
MISFIT = Fault(
    "code",
    "动态码不正确：请核对手机时间，并输入当前显示的动态码",
    "the code does not fit: look at the clock of the telephone, and type the code that it shows now",
)


def asked(about: Screen) -> Response:
    return _page(about, NOTHING)


def stepped(about: Screen, given: Typed) -> Response:
    """Begins with a new secret, or confirms the one that was shown."""
    if given.get("step") == CONFIRM and SECRET.fullmatch(given.get("secret", "")):
        return _confirmed(about, given)
    try:
        who = person()
        made = second_factor.set_up(about.instance, who.account, who.login)
    except FAILURES as failure:
        return _page(about, wrong(failure, "code", MISFIT, about.language))
    return _page(about, NOTHING, made)


def _confirmed(about: Screen, given: Typed) -> Response:
    who = person()
    try:
        said = body(b.ConfirmBody, {"code": given.get("code", "").strip()})
        codes = second_factor.confirm(about.instance, who.account, said.code, datetime.now(UTC))
    except FAILURES as failure:
        shown = second_factor.enrolment(given["secret"], who.login)
        return _page(about, wrong(failure, "code", MISFIT, about.language), shown)
    return about.page(PACKAGE, "recovery.html", {"codes": codes, "who": who})


def _page(about: Screen, failed: Wrong, made: Enrolment | None = None) -> Response:
    said = {
        "wrong": failed,
        "made": made,
        "picture": segno.make(made.uri, micro=False).svg_data_uri(scale=5, border=3, light="#fff") if made else "",
        "standing": second_factor.standing(about.instance, person().account),
    }
    return about.page(PACKAGE, "factor.html", said, failed.status, failed.headers)
