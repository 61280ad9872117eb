"""One's own sessions, ended: one of them, or all but the one at hand."""

from __future__ import annotations

from fastapi import Response
from fastapi.responses import RedirectResponse

from service.api.signing_in import end_session, gone, person, uuid_of
from service.signin import sessions
from service.web.addresses import ACCOUNT, SIGN_IN
from service.web.forms.reading import Typed
from service.web.screen import Screen

OTHERS = "others"


def ended(about: Screen, given: Typed) -> Response:
    """Ends what the form names; whoever ends the session at hand is signed out. Raises UnknownAccount (404)."""
    who, named = person(), given.get("session", "")
    if named == str(who.session):
        end_session(about.instance, who)
        return RedirectResponse(SIGN_IN, 303, gone())
    if named == OTHERS:
        sessions.revoke_all(about.instance, who.account, but=who.session)
    else:
        sessions.revoke(about.instance, who.account, uuid_of(named))
    return RedirectResponse(f"{ACCOUNT}?done=sessions", 303)
