"""Correcting 更正 an event: its own form again, filled with what it said, and the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

import msgspec
from anyio import to_thread
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from msgspec import Struct

from domain import events as e
from domain.attachments import AS_FOUND
from domain.deciding import Reason, Refused
from domain.making import EVENTS
from service.api import problems
from service.api.cases import read_case
from service.api.problems import Fault, Refusal
from service.api.querying import Judging
from service.api.verbs import ACTS, ATTACH, CORRECT
from service.desk import Changed
from service.ledger.submission import KeyReused
from service.readmodels.petition import Case
from service.runtime import Instance
from service.web.acts import capacities, doing
from service.web.acts.capacities import Capacity
from service.web.acts.doing import DAY, TIME, Said
from service.web.acts.offering import Offer, known, names, offer, rows_for
from service.web.addresses import PETITION
from service.web.forms import details
from service.web.forms.filled import controls
from service.web.forms.reading import Typed, faults_of, said, typed
from service.web.owing import PATHS
from service.web.screen import Screen, screen
from service.web.wording import Wording

PACKAGE = "service.web.acts"
CORRECTION = f"{PETITION}/correct/{{version}}"
WHY = "correction.reason"
DETAILS = "details"
VERB_OF: Mapping[type[Any], str] = {event: PATHS.get(act.__name__, "receive") for act, event in EVENTS.items()}
"""The verb of each event; one that hands on is an assigning where its mode says so."""


class Form(Struct, frozen=True, kw_only=True):
    """The form of one event: what it says as it stands, and what is wrong with what was sent."""

    case: Case
    line: e.Line
    verb: str
    offer: Offer
    capacity: Capacity
    offered: tuple[Capacity, ...]
    values: Typed
    key: str
    faults: Mapping[str, Fault] = {}
    reasons: tuple[Reason, ...] = ()
    extra: tuple[str, ...] = ()
    changed: tuple[e.Line, ...] = ()


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(CORRECTION, _shown(instance), methods=["GET"], name="correction_form")
    routes.add_api_route(CORRECTION, _sent(instance), methods=["POST"], name="correction")
    return routes


def _shown(instance: Instance) -> Callable[..., Response]:
    def shown(petition: str, version: str, request: Request) -> Response:
        about = screen(instance, request)
        return _page(about, _form(about, petition, version, None))

    return shown


def _sent(instance: Instance) -> Callable[..., Any]:
    async def sent(petition: str, version: str, request: Request) -> Response:
        given = await typed(request)
        return await to_thread.run_sync(_done, screen(instance, request), petition, version, given)

    return sent


def is_correctable(line: e.Line) -> bool:
    """Whether what a person entered stands in it: a correction is not corrected, nor what the service wrote."""
    return _verb(line) in ACTS


def _form(about: Screen, petition: str, version: str, given: Typed | None) -> Form:
    """The event as it stands, earlier corrections applied. Raises UnknownPetition, Refusal (404)."""
    asked, case = read_case(about.instance, about.id, petition, Judging())
    line = next((each for each in case.petition.lines if str(each.version) == version), None)
    if line is None or not is_correctable(line):
        raise Refusal(problems.NOT_FOUND)
    verb = _verb(line)
    made = _offered(verb, offer(verb, known(about.office, case, asked.on.day, Wording(about.language)), {}))
    offered = capacities.capacities(about.office.profile, about.caller.viewer, about.now.date())
    return Form(
        case=case,
        line=line,
        verb=verb,
        offer=made,
        capacity=capacities.chosen(offered, (given or {}).get("as", "")),
        offered=offered,
        values=given if given is not None else _as_it_is(about, made, line),
        key=doing.key(given or {}),
    )


def _offered(verb: str, made: Offer) -> Offer:
    """Of a file only what was said of it: what was found in it stays."""
    if verb != ATTACH:
        return made
    return msgspec.structs.replace(made, fields=tuple(each for each in made.fields if each.key not in AS_FOUND))


def _verb(line: e.Line) -> str:
    event = line.event
    if isinstance(event, e.Forwarded):
        return "assign" if event.mode == "assign" else "forward"
    return VERB_OF.get(type(event), "")


def _as_it_is(about: Screen, made: Offer, line: e.Line) -> Typed:
    """What the event says, and when it happened, as it stands in the controls."""
    content: dict[str, Any] = msgspec.to_builtins(line.event)
    at = about.local(line.occurred.at)
    when = {DAY: line.occurred.day.isoformat(), TIME: at.strftime("%H:%M:%S").removesuffix(":00") if at else ""}
    return {**controls(made.fields, content, about.office.zone), **when}


def _done(about: Screen, petition: str, version: str, given: Typed) -> Response:
    form = _form(about, petition, version, given)
    told = Said(
        verb=CORRECT,
        content=_content(about, form, given),
        typed=given,
        capacity=form.capacity,
        expected=doing.expected(given),
        key=form.key,
    )
    try:
        answer = doing.carried_out(about, form.case.petition.id, told)
    except Refusal as refusal:
        return _page(about, msgspec.structs.replace(form, faults=_faults(refusal)), refusal.kind.status)
    except Refused as refused:
        return _page(about, msgspec.structs.replace(form, reasons=refused.reasons), 409)
    except Changed as changed:
        since = tuple(line for line in form.case.lines if line.version > changed.expected)
        return _page(about, msgspec.structs.replace(form, changed=since, key=uuid4().hex), 412)
    except KeyReused:
        extra = (about.said("This form was sent before with other words. Open it anew."),)
        return _page(about, msgspec.structs.replace(form, extra=extra), 422)
    return RedirectResponse(f"/petitions/{answer.petition}?done={CORRECT}&recorded={answer.version}", 303)


def _faults(refusal: Refusal) -> dict[str, Fault]:
    """By control: the reason of the correction is another one than that of the act."""
    named = faults_of(refusal)
    return {WHY if name == "reason" else name.removeprefix("act."): fault for name, fault in named.items()}


def _content(about: Screen, form: Form, given: Typed) -> dict[str, Any]:
    """The body of the correction: the whole event as it is to be, when it happened, and why."""
    act = {"verb": form.verb, **_kept(form), **_identified(form, said(form.offer.fields, given, about.office.zone))}
    content = {
        "of": form.line.version,
        "act": act,
        "occurred": _occurred(about, form, given),
        "reason": given.get(WHY, "").strip(),
    }
    return {name: value for name, value in content.items() if value != ""}


def _kept(form: Form) -> dict[str, Any]:
    """What was found in a file is said again as it is."""
    if form.verb != ATTACH:
        return {}
    return {name: msgspec.to_builtins(getattr(form.line.event, name)) for name in AS_FOUND}


def _identified(form: Form, content: dict[str, Any]) -> dict[str, Any]:
    """What is said of a person is said of the same one."""
    before: dict[str, Any] = msgspec.to_builtins(form.line.event)
    content = details.identified(content, before)
    if DETAILS in content:
        content[DETAILS] = details.identified(content[DETAILS], before.get(DETAILS, {}))
    return content


def _occurred(about: Screen, form: Form, given: Typed) -> str:
    """When it happened; to the instant as it was known, where day and time are left as they stood."""
    at = about.local(form.line.occurred.at)
    before = _as_it_is(about, form.offer, form.line)
    if at and all(given.get(name, "").strip() == before[name] for name in (DAY, TIME)):
        return at.isoformat()
    when: str = doing.circumstances(given, about).get("occurred", form.line.occurred.day.isoformat())
    return when


def _page(about: Screen, form: Form, status: int = 200) -> Response:
    told = {
        "form": form,
        "act": ACTS[form.verb],
        "groups": details.groups(form.offer.filled),
        "lists": names(about.office, about.now.date()),
        "rows": rows_for(form.offer.fields, form.values),
        "why": WHY,
    }
    return about.page(PACKAGE, "correct.html", told, status)
