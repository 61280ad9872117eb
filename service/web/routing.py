"""Every page put together, behind the door."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Depends

from service.api.admission import Identified
from service.runtime import Instance
from service.web import calendar_feed, session, signin, single_entries, statics
from service.web.account import routes as account
from service.web.accountability import routes as accountability
from service.web.accounts import routes as accounts
from service.web.acts import routes as acts
from service.web.approvals import routes as approvals
from service.web.audit import routes as audit
from service.web.door import admission
from service.web.exchange import routes as exchange
from service.web.home import routes as home
from service.web.intake import routes as intake
from service.web.manual import routes as manual
from service.web.office import routes as office
from service.web.overdue import routes as overdue
from service.web.petition import routes as petition
from service.web.query import routing as query
from service.web.receptions import routes as receptions
from service.web.register import routes as register
from service.web.reports import routes as reports
from service.web.rules import routes as rules
from service.web.statistics import routes as statistics
from service.web.subscriptions import routes as subscriptions

PAGES = (
    home,
    overdue,
    approvals,
    intake,
    receptions,
    single_entries,
    register,
    petition,
    acts,
    session,
    account,
    statistics,
    reports,
    accountability,
    exchange,
    audit,
    office,
    rules,
    accounts,
    subscriptions,
    manual,
)


def public(instance: Instance) -> tuple[APIRouter, ...]:
    """What is shown to whoever has not signed in."""
    return (
        signin.router(instance),
        query.page_router(instance),
        account.public(instance),
        calendar_feed.public(instance),
        session.public(),
        statics.router(),
    )


def router(instance: Instance, identity: Callable[[], Identified | None]) -> APIRouter:
    """The pages of officers; `identity` says who has signed in."""
    routes = APIRouter(include_in_schema=False, dependencies=[Depends(admission(instance, identity))])
    for part in PAGES:
        routes.include_router(part.router(instance))
    return routes
