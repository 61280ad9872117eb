"""Whether one wants reminders by e-mail: said by whose account it is; the address is the administrator's to enter."""

from __future__ import annotations

from fastapi import Response
from fastapi.responses import RedirectResponse

from service.api.signing_in import person
from service.signin import mailboxes
from service.web.addresses import ACCOUNT
from service.web.forms.reading import NO, Typed
from service.web.screen import Screen


def said(about: Screen, given: Typed) -> Response:
    mailboxes.want(about.instance, person().account, wanted=given.get("wanted") != NO)
    return RedirectResponse(f"{ACCOUNT}?done=mail", 303)
