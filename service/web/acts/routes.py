"""GET and POST of one verb on one petition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import msgspec
from anyio import to_thread
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from msgspec import Struct

from domain.deciding import Reason, Refused
from domain.possible import Possible
from service.api import problems
from service.api.cases import read_case
from service.api.problems import Fault, Refusal
from service.api.querying import Judging
from service.api.verbs import CORRECT, VERBS
from service.desk import Answer, Changed
from service.ledger.submission import KeyReused
from service.possible import possible_as
from service.readmodels.petition import Case
from service.runtime import Instance
from service.web.acts import capacities, correcting, doing
from service.web.acts.capacities import Capacity
from service.web.acts.doing import Said
from service.web.acts.offering import Known, Offer, checklists, known, names, offer, rows_for
from service.web.addresses import PETITION, local
from service.web.forms import details
from service.web.forms.filled import controls
from service.web.forms.reading import Typed, faults_of, said, typed
from service.web.screen import Screen, screen
from service.web.wording import Wording

PACKAGE = "service.web.acts"
ACT = f"{PETITION}/acts/{{verb}}"
DETAILS = "details"
TELLS_DETAILS = frozenset({"register", "classify"})
"""Verbs whose form shows what is known already, to be added to."""


class Form(Struct, frozen=True, kw_only=True):
    """One form as it is shown: what it offers, what stands in it, what is wrong with it."""

    verb: str
    case: Case
    offer: Offer
    capacity: Capacity
    offered: tuple[Capacity, ...]
    values: Typed
    key: str
    version: int
    faults: Mapping[str, Fault] = {}
    reasons: tuple[Reason, ...] = ()
    against: tuple[Reason, ...] = ()
    changed: tuple[Any, ...] = ()
    extra: tuple[str, ...] = ()


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(ACT, _shown(instance), methods=["GET"], name="act_form")
    routes.add_api_route(ACT, _sent(instance), methods=["POST"], name="act")
    routes.include_router(correcting.router(instance))
    return routes


def _shown(instance: Instance) -> Callable[..., Response]:
    def shown(petition: str, verb: str, request: Request) -> Response:
        about = screen(instance, request)
        form = _form(about, petition, _known_verb(verb), dict(request.query_params))
        return _page(about, form)

    return shown


def _sent(instance: Instance) -> Callable[..., Any]:
    async def sent(petition: str, verb: str, request: Request) -> Response:
        given = await typed(request)
        return await to_thread.run_sync(_done, screen(instance, request), petition, _known_verb(verb), given)

    return sent


def _known_verb(verb: str) -> str:
    """Raises Refusal (404)."""
    if verb not in VERBS or verb == CORRECT:
        raise Refusal(problems.NOT_FOUND)
    return verb


def _done(about: Screen, petition: str, verb: str, given: Typed) -> Response:
    form = _form(about, petition, verb, given, sent=True)
    content = {**said(form.offer.fields, given, about.office.zone), **doing.circumstances(given, about)}
    if verb in TELLS_DETAILS and DETAILS in content:
        known_before = _details(form.case)
        content[DETAILS] = details.identified(details.new(content[DETAILS], known_before), known_before)
    told = Said(
        verb=verb,
        content=content,
        typed=given,
        capacity=form.capacity,
        expected=doing.expected(given),
        key=form.key,
    )
    try:
        answer = doing.carried_out(about, form.case.petition.id, told)
    except Refusal as refusal:
        return _page(about, msgspec.structs.replace(form, faults=faults_of(refusal)), refusal.kind.status)
    except Refused as refused:
        return _page(about, msgspec.structs.replace(form, reasons=refused.reasons), 409)
    except Changed as changed:
        return _page(about, _changed(form, changed.expected), 412)
    except KeyReused:
        extra = (about.said("This form was sent before with other words. Open it anew."),)
        return _page(about, msgspec.structs.replace(form, extra=extra), 422)
    return RedirectResponse(_next(given, answer, verb), 303)


def _next(given: Typed, answer: Answer, verb: str) -> str:
    """Back to where somebody came from; else to the petition, which names what was recorded."""
    if back := given.get("next", ""):
        place = local(back)
        return f"{place}{'&' if '?' in place else '?'}{urlencode({'done': verb})}"
    return f"/petitions/{answer.petition}?{urlencode({'done': verb, 'recorded': answer.version})}"


def _form(about: Screen, petition: str, verb: str, given: Typed, *, sent: bool = False) -> Form:
    """The form for the petition as it stands; `given` stands in it. Raises UnknownPetition."""
    asked, case = read_case(about.instance, about.id, petition, Judging())
    offered = capacities.capacities(about.office.profile, about.caller.viewer, asked.on.day)
    capacity, found = _fitting(about, case, verb, offered, given.get("as", ""))
    where = known(about.office, case, asked.on.day, Wording(about.language), given.get("form", ""))
    made = offer(verb, where, found.choices)
    return Form(
        verb=verb,
        case=case,
        offer=made,
        capacity=capacity,
        offered=offered,
        values=given if sent else {**_beginning(about, verb, made, where, case), **given},
        key=doing.key(given),
        version=case.petition.version,
        against=() if found.allowed else found.reasons,
    )


def _fitting(
    about: Screen, case: Case, verb: str, offered: tuple[Capacity, ...], named: str
) -> tuple[Capacity, Possible]:
    """The capacity that was chosen, else the first in which the verb is possible; and what is possible in it."""
    asked = (capacities.chosen(offered, named),) if named else offered
    actors = tuple(capacities.actor(about.caller.viewer, each) for each in asked)
    found = possible_as(about.instance, about.id, case.petition.id, actors, (VERBS[verb].kind,))
    judged = [(each, acts[0]) for each, acts in zip(asked, found, strict=True)]
    return next((pair for pair in judged if pair[1].allowed), judged[0])


def _beginning(about: Screen, verb: str, made: Offer, where: Known, case: Case) -> Typed:
    """What stands in a form that nobody has touched."""
    zone = about.office.zone
    filled = controls((field for field in made.fields if field.key != DETAILS), {}, zone)
    if verb in TELLS_DETAILS:
        inner = next(field for field in made.fields if field.key == DETAILS)
        filled |= controls(inner.fields, _details(case), zone)
    routing = where.state.routing
    here = routing.on_the_way_to if verb == "sign-for" else routing.holder
    unit = {"unit": here} if any(field.name == "unit" for field in made.fields) and here else {}
    return {**filled, **unit}


def _details(case: Case) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(case.petition.details)
    return {key: value for key, value in found.items() if value is not None}


def _changed(form: Form, seen: int) -> Form:
    """What happened since, beside what was typed; sent again it goes upon the newest version."""
    since = tuple(line for line in form.case.lines if line.version > seen)
    return msgspec.structs.replace(form, changed=since, key=uuid4().hex)


def _page(about: Screen, form: Form, status: int = 200) -> Response:
    offered = {
        "form": form,
        "act": VERBS[form.verb],
        "groups": details.groups(form.offer.filled),
        "lists": names(about.office, about.now.date()),
        "rows": rows_for(form.offer.fields, form.values),
        "checklists": checklists(form.offer),
    }
    return about.page(PACKAGE, "act.html", offered, status)
