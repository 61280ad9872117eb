"""Accounts, access, restriction and erasure as pages, and their changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from fastapi import APIRouter, Request, Response
from msgspec import Struct

from domain.access import Viewer
from domain.access_events import AccessGranted
from domain.access_grounds import Ground, grounds
from domain.values import letters
from service.api.accounts import account_rows, token_rows
from service.api.erasures import erasures_said
from service.api.signing_in import rows_of
from service.readmodels.asking import today
from service.runtime import Instance
from service.signin import accounts, mailboxes
from service.signin.oidc_settings import providers
from service.web.accounts import addressing, administering, erasing, granting
from service.web.accounts.administering import ACCOUNTS
from service.web.accounts.erasing import ERASURE, SAID_BASES
from service.web.accounts.granting import ACCESS
from service.web.changes.routes import add_changes
from service.web.marking import N_
from service.web.screen import Screen, screen

PACKAGE = "service.web.accounts"
STANDINGS = {"open": N_("open"), "blocked": N_("blocked"), "closed": N_("closed")}
STEPS = {
    "proposed": N_("proposed"),
    "approved": N_("approved"),
    "refused": N_("refused"),
    "erased": N_("erased"),
}


class Access(Struct, frozen=True):
    """Somebody with their roles of today, and why they have them."""

    person: str
    viewer: Viewer
    grounds: tuple[Ground, ...]


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    for path, shown, name in (
        (ACCOUNTS, _accounts, "accounts_page"),
        (f"{ACCOUNTS}/one", _one, "account_page"),
        (ACCESS, _access, "access_page"),
        (ERASURE, _erasure, "erasure_page"),
    ):
        routes.add_api_route(path, _page(instance, shown), methods=["GET"], name=name)
    add_changes(routes, instance, (*administering.CHANGES, addressing.CHANGE, *granting.CHANGES, *erasing.CHANGES))
    return routes


def _page(instance: Instance, shown: Callable[[Screen, Request], Response]) -> Callable[..., Response]:
    def page(request: Request) -> Response:
        return shown(screen(instance, request), request)

    return page


def _accounts(about: Screen, request: Request) -> Response:
    known = accounts.of_office(about.instance, about.id)
    shown = {
        "accounts": account_rows(known),
        "mailboxes": mailboxes.mailboxes(about.instance, known.accounts),
        "tokens": token_rows(known, datetime.now(UTC)),
        "standings": STANDINGS,
        "scopes": administering.SAID_SCOPES,
        "done": request.query_params.get("done"),
    }
    return about.page(PACKAGE, "accounts.html", shown)


def _one(about: Screen, request: Request) -> Response:
    found = accounts.found(about.instance, about.id, request.query_params.get("account", ""))
    shown = {
        "account": found,
        "mailbox": mailboxes.mailbox(about.instance, found.id),
        "sessions": rows_of(about.instance, found.id, None).rows,
        "standings": STANDINGS,
        "providers": providers(about.instance.settings.home),
    }
    return about.page(PACKAGE, "account.html", shown)


def _access(about: Screen, request: Request) -> Response:
    day = today(about.instance, about.office)
    shown = {
        "people": _people(about, day),
        "grants": _still(about, day),
        "day": day,
        "done": request.query_params.get("done"),
    }
    return about.page(PACKAGE, "access.html", shown)


def _people(about: Screen, day: date) -> tuple[Access, ...]:
    """Everybody who has a role today, or was granted something."""
    state, profile = about.office.state, about.office.profile
    names = {letters(name): name for name in (*(each.person for each in state.access.grants), *profile.staff_by_person)}
    found = (
        Access(
            name,
            about.instance.viewers.of(about.office, name, day),
            tuple(grounds(profile, name, state.access.grants, day)),
        )
        for name in sorted(names.values())
    )
    return tuple(each for each in found if each.viewer.roles or each.grounds)


def _still(about: Screen, day: date) -> tuple[AccessGranted, ...]:
    """The grants that are not over."""
    return tuple(each for each in about.office.state.access.grants if each.until is None or each.until >= day)


def _erasure(about: Screen, request: Request) -> Response:
    shown = {
        "found": erasures_said(about.instance, about.id),
        "bases": SAID_BASES,
        "steps": STEPS,
        "done": request.query_params.get("done"),
    }
    return about.page(PACKAGE, "erasure.html", shown)
