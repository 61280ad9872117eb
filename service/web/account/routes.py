"""The addresses of one's own account, for whoever has signed in; and of a code that opens the way in, for everybody."""

from __future__ import annotations

from fastapi import APIRouter

from service.runtime import Instance
from service.web.account import calendar, factor, mail, password, redeeming, showing, signed_in
from service.web.account.forms import sent, shown
from service.web.addresses import ACCOUNT, REDEEM

PASSWORD, FACTOR, SESSIONS = f"{ACCOUNT}/password", f"{ACCOUNT}/second-factor", f"{ACCOUNT}/sessions/end"
MAIL, CALENDAR = f"{ACCOUNT}/mail", f"{ACCOUNT}/calendar"


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    for path, page, name in (
        (ACCOUNT, showing.account, "own_account"),
        (PASSWORD, password.asked, "own_password_form"),
        (FACTOR, factor.asked, "own_factor_form"),
        (CALENDAR, calendar.asked, "own_calendar_form"),
    ):
        routes.add_api_route(path, shown(instance, page), methods=["GET"], name=name)
    for path, done, name in (
        (PASSWORD, password.changed, "own_password"),
        (FACTOR, factor.stepped, "own_factor"),
        (SESSIONS, signed_in.ended, "own_sessions"),
        (MAIL, mail.said, "own_mail"),
        (CALENDAR, calendar.said, "own_calendar"),
    ):
        routes.add_api_route(path, sent(instance, done), methods=["POST"], name=name)
    return routes


def public(instance: Instance) -> APIRouter:
    """What is shown to whoever has not signed in."""
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(REDEEM, redeeming.asked, methods=["GET"], name="redeem_page")
    routes.add_api_route(REDEEM, redeeming.sent(instance), methods=["POST"], name="redeem_form")
    return routes
