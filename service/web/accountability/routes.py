"""The sums of accountability as a page and a file, and the list behind each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from domain.guarded import RESTRICTED
from service.api.accountability import (
    AccountabilitySaid,
    AccountListQuery,
    AccountQuery,
    PassedOn,
    Untouched,
    account_list,
    accountability_said,
)
from service.api.bodies import Strict
from service.api.lists import BreachQuery, breach_list
from service.api.querying import parsed
from service.api.words import Day, Position, code
from service.readmodels import accountability as read
from service.readmodels.accountability_words import FLAGS, PARTS
from service.runtime import Instance
from service.web.accountability.grouping import CLAUSE, GROUPS, LEADER, UNIT, sums, table_of
from service.web.files.sending import add_files, grounds
from service.web.files.sheet import Sheet
from service.web.marking import N_
from service.web.screen import Screen, screen
from service.web.statistics.selecting import address, filled
from service.web.statistics.tables import MOST_BARS, Cell, Table, number

PACKAGE = "service.web.accountability"
ONE = "/accountability"
BREACHES = f"{ONE}/breaches"
OPEN_PARTS = read.OPEN_PARTS
BROKEN = (
    N_("Unit"),
    N_("Leader"),
    N_("By which clause"),
    N_("Breaches"),
    N_("Petitions concerned"),
    N_("of these ended"),
)


class AccountPageQuery(Strict, frozen=True):
    """As known and judged when, what counts as often and as long, and by what it is told apart."""

    on: Day | None = None
    known_on: Day | None = None
    position: Position | None = None
    passed_on: PassedOn = read.PASSED_ON
    untouched: Untouched = read.UNTOUCHED_DAYS
    by: Annotated[str, code(*GROUPS)] = UNIT


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    for path, name, shown in (
        (ONE, "accountability_page", _shown(instance)),
        (BREACHES, "accountability_breaches_page", _breaches(instance)),
        (f"{ONE}/{{what}}", "accountability_list_page", _list(instance)),
    ):
        routes.add_api_route(path, shown, methods=["GET"], name=name)
    add_files(routes, instance, ONE, _filed)
    return routes


def _asked(about: Screen, said: AccountPageQuery) -> AccountQuery:
    known_at = said.known_on and datetime.combine(said.known_on + timedelta(1), time(), about.office.zone)
    return AccountQuery(
        position=said.position,
        as_of=known_at.isoformat() if known_at else None,
        on=said.on.isoformat() if said.on else None,
        passed_on=said.passed_on,
        untouched=said.untouched,
    )


def _shown(instance: Instance) -> Callable[..., Response]:
    def shown(request: Request) -> Response:
        about = screen(instance, request)
        said = filled(request, AccountPageQuery)
        found = accountability_said(instance, about.id, _asked(about, said))
        rows = sums(about, found, said.by)
        opens = _opens(found)
        parts = table_of(about, rows, said.by, PARTS, opens)
        everything = {
            "said": said,
            "found": found,
            "opens": opens,
            "open_parts": OPEN_PARTS,
            "parts": parts,
            "flags": table_of(about, rows, said.by, FLAGS, opens),
            "bars": _bars(rows),
            "breaches": _broken(about, found),
            "groups": GROUPS,
            "file": lambda ending: address(f"{ONE}.{ending}", {**_pinned(found), "by": said.by}),
        }
        return about.page(PACKAGE, "accountability.html", everything)

    return shown


def _bars(rows: Any) -> list[tuple[str, int]]:
    """What is open, row by row, the most first."""
    counted = [
        (row.label.strip(), sum(row.of.parts.get(part, 0) for part in OPEN_PARTS)) for row in rows if not row.whole
    ]
    return sorted((pair for pair in counted if pair[1]), key=lambda pair: -pair[1])[:MOST_BARS]


def _pinned(found: AccountabilitySaid) -> dict[str, object]:
    """What makes the lists those of these sums."""
    basis = found.basis
    bounds = {"passed_on": found.passed_on_more_than, "untouched": found.untouched_days}
    return {"position": basis.position, "on": basis.on, **bounds}


def _opens(found: AccountabilitySaid) -> Callable[..., str]:
    def opens(what: str, **narrowed: str) -> str:
        return address(f"{ONE}/{what}", {**_pinned(found), **narrowed})

    return opens


def _broken(about: Screen, found: AccountabilitySaid) -> Table:
    """Breaches by unit, leader and clause; each number opens its breaches."""
    return Table(
        caption=about.said("Breaches by unit and clause"),
        head=tuple(about.said(each) for each in BROKEN),
        labels=3,
        rows=tuple(
            (
                Cell(_named(about, each.unit)),
                Cell(_named(about, each.leader)),
                Cell(_named(about, each.clause)),
                number(each.breaches, _breached(found, each.unit, each.clause)),
                Cell(each.petitions),
                Cell(each.ended),
            )
            for each in found.breaches
        ),
    )


def _named(about: Screen, name: str) -> str:
    return about.said("Restricted") if name == RESTRICTED else name or "–"


def _breached(found: AccountabilitySaid, unit: str, clause: str) -> str:
    """The breaches of a unit and a clause; the list has those of all its leaders."""
    basis = found.basis
    said = {"position": basis.position, "on": basis.on, "holder": unit, "clause": clause}
    return address(BREACHES, said) if RESTRICTED not in (unit, clause) else ""


def _filed(about: Screen) -> Sheet:
    """Parts and flags beside each other, row by row, and what they come to."""
    said = filled(about.request, AccountPageQuery)
    found = accountability_said(about.instance, about.id, _asked(about, said))
    rows = sums(about, found, said.by)
    parts, flags = (table_of(about, rows, said.by, kinds, _opens(found)) for kinds in (PARTS, FLAGS))
    *singles, total = (left + right[1:] for left, right in zip(parts.filed, flags.filed, strict=True))
    own = (
        (about.said("Told apart"), about.said(GROUPS[said.by])),
        (about.said("Passed on more than (times)"), found.passed_on_more_than),
        (about.said("Untouched for at least (days)"), found.untouched_days),
    )
    return Sheet(
        name=f"{parts.caption} {found.basis.on}",
        title=parts.caption,
        grounds=grounds(about, found.basis, *own),
        columns=(*parts.columns, *flags.columns[1:]),
        rows=singles,
        total=total,
    )


def _list(instance: Instance) -> Callable[..., Response]:
    def shown(what: str, request: Request) -> Response:
        about = screen(instance, request)
        said = filled(request, AccountListQuery)
        found = account_list(instance, about.id, what, said)
        pinned = {**request.query_params, "position": found.basis.position, "on": found.basis.on}
        more = f"{ONE}/{what}?{urlencode({**pinned, 'cursor': found.cursor})}" if found.cursor else ""
        narrowed = {name: value for name in (UNIT, LEADER, CLAUSE) if (value := getattr(said, name)) is not None}
        return about.page(PACKAGE, "listed.html", {"said": said, "found": found, "more": more, "narrowed": narrowed})

    return shown


def _breaches(instance: Instance) -> Callable[..., Response]:
    def shown(request: Request) -> Response:
        about = screen(instance, request)
        said = parsed(request, BreachQuery)
        found = breach_list(instance, about.id, said)
        pinned = {**request.query_params, "position": found.basis.position, "on": found.basis.on}
        more = f"{BREACHES}?{urlencode({**pinned, 'cursor': found.cursor})}" if found.cursor else ""
        return about.page(PACKAGE, "breaches.html", {"said": said, "found": found, "more": more})

    return shown
