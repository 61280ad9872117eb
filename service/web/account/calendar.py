"""The secret link of one's own calendar: made, renewed and revoked by whose it is, shown once."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import Response
from fastapi.responses import RedirectResponse

from service.api.signing_in import person
from service.signin import calendar_links
from service.web.account.forms import PACKAGE
from service.web.addresses import ACCOUNT
from service.web.forms.reading import Typed
from service.web.marking import N_
from service.web.screen import Screen

REVOKE = "revoke"
DONE = {"revoked": N_("The link opens nothing any more.")}


def asked(about: Screen) -> Response:
    return _page(about)


def said(about: Screen, given: Typed) -> Response:
    """Makes a link, in the place of one before, and shows it this once; or revokes the one there is."""
    who = person()
    if given.get("step") == REVOKE:
        calendar_links.revoke(about.instance, who.account)
        return RedirectResponse(f"{ACCOUNT}/calendar?done=revoked", 303)
    made = calendar_links.make(about.instance, who.account, about.language, datetime.now(UTC))
    return _page(about, f"{str(about.request.base_url).rstrip('/')}/calendar/{made}.ics")


def _page(about: Screen, address: str = "") -> Response:
    shown = {
        "link": calendar_links.link_of(about.instance, person().account),
        "address": address,
        "done": DONE.get(about.request.query_params.get("done", "")),
    }
    return about.page(PACKAGE, "calendar.html", shown)
