"""The addresses of the intake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from msgspec.structs import replace

from domain.deciding import Refused
from service.access import recording
from service.api.places import UnknownPetition, found_petition
from service.api.problems import Fault, Refusal
from service.desk import Answer
from service.drafts import TooManyDrafts
from service.ledger.submission import KeyReused
from service.runtime import Instance
from service.web.forms.reading import Typed, typed
from service.web.intake import candidates, confirming, scans
from service.web.intake.entry import CHANNEL, DRAFT, RECEIVED_DAY, entry
from service.web.intake.form import Form, drafts_of, form_of, refused, shown, with_candidates, without, wrong
from service.web.intake.scans import Sent
from service.web.intake.sending import recorded
from service.web.screen import Screen, screen
from service.web_guard.csrf import MULTIPART, kind_of

INTAKE = "/intake"
WITH = "with"
"""The candidate that is to be looked at beside what is typed."""
COMPARED = "compared"
HIDDEN = "hidden"
"""The number of what was registered and may not be seen by whoever registered it."""
Act = Callable[[Screen, Typed], Response]
ENTRIES = 64
"""Worked on at once: slow lines with large scans hold up nobody else's letter."""


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(INTAKE, _begun(instance), methods=["GET"], name="intake_page")
    routes.add_api_route(INTAKE, _entered(instance), methods=["POST"], name="intake")
    for path, act in _SENT.items():
        name = path.strip("/").replace("/", "_")
        routes.add_api_route(path, _sent(instance, act), methods=["POST"], name=name)
        routes.add_api_route(path, _back, methods=["GET"], name=f"{name}_reached")
    for path, page in confirming.PAGES.items():
        routes.add_api_route(path, confirming.page_of(instance, page), methods=["GET"])
    return routes


def _begun(instance: Instance) -> Callable[..., Response]:
    def begun(request: Request) -> Response:
        about = screen(instance, request)
        asked = dict(request.query_params)
        drafts = drafts_of(about) if asked.get(DRAFT) else None
        draft = drafts.one(asked[DRAFT], _clock()) if drafts else None
        if draft is None:
            asked.pop(DRAFT, None)
            return shown(form_of(about, asked))
        form = form_of(about, {**draft.typed, DRAFT: draft.id.hex})
        return shown(replace(with_candidates(form), saved=about.local(draft.changed_at)))

    return begun


def _back() -> Response:
    """Whoever comes to the address of a form by a link, or by the switch of the language, gets the form."""
    return RedirectResponse(INTAKE, 303)


def _sent(instance: Instance, act: Act) -> Callable[..., Any]:
    async def sent(request: Request) -> Response:
        given = await typed(request)
        return await to_thread.run_sync(act, screen(instance, request), given)

    return sent


def _entered(instance: Instance) -> Callable[..., Any]:
    """An entry is read as it comes, since files may come with it; what is no such form, as every form is."""
    limiter, plain = CapacityLimiter(ENTRIES), _sent(instance, lambda about, given: _registered(about, Sent(given)))

    async def entered(request: Request) -> Response:
        if kind_of(request.headers.raw) != MULTIPART:  # as the guard reads it
            answer: Response = await plain(request)
            return answer
        return await to_thread.run_sync(_with_scans, screen(instance, request), limiter=limiter)

    return entered


def _with_scans(about: Screen) -> Response:
    with scans.sent(about) as sent:
        return _registered(about, sent)


def _clock() -> datetime:
    """The time of drafts, also where that of petitions is replayed."""
    return datetime.now(UTC)


# ---- recording it


def _registered(about: Screen, sent: Sent) -> Response:
    form = form_of(about, sent.typed)
    if sent.faults:
        return shown(with_candidates(without(form, sent.faults)), status=422)
    try:
        answer = recorded(form.entry, form.capacity)
    except Refusal as refusal:
        return shown(with_candidates(wrong(form, refusal)), status=refusal.kind.status)
    except Refused as against:
        return shown(with_candidates(refused(form, against.reasons)), status=409)
    except UnknownPetition as unknown:
        recording.refused(about.instance, unknown.petition)
        told = about.said("The petition that it was to be joined to is not there.")
        return shown(replace(form, extra=(told,)), status=404)
    except KeyReused:
        told = about.said("This entry was registered before, with other words: look for it in the register.")
        return shown(replace(form, extra=(told,)), status=422)
    if drafts := drafts_of(about):
        drafts.end(form.entry.draft, _clock())
    untaken = scans.attached(form.entry, answer.petition, form.capacity, sent.files)
    return _confirmed(about, form, answer, untaken)


def _confirmed(about: Screen, form: Form, answer: Answer, untaken: tuple[Fault, ...]) -> Response:
    """Leads to where it is confirmed; back to the form where whoever registered it may not see what it says.

    Files that were not taken are told at once and in no address: loading that page again only tries them again.
    """
    kept = {CHANNEL: form.entry.channel, RECEIVED_DAY: form.entry.text(RECEIVED_DAY)}
    query = {name: text for name, text in kept.items() if text}
    try:
        found_petition(about.instance, about.id, str(answer.petition))
    except UnknownPetition:
        hidden = {**query, HIDDEN: answer.state.number}
        if untaken:
            return shown(replace(form_of(about, hidden), untaken=untaken))
        return RedirectResponse(f"{INTAKE}?{urlencode(hidden)}", 303)
    if untaken:
        return confirming.done(about, str(answer.petition), query, untaken)
    return RedirectResponse(f"{INTAKE}/done/{answer.petition}?{urlencode(query)}", 303)


# ---- while it is being typed


def _channel(about: Screen, given: Typed) -> Response:
    form = form_of(about, given)
    return shown(form, "sections.html") if about.partial else shown(with_candidates(form))


def _candidates(about: Screen, given: Typed) -> Response:
    """What is alike; nothing new where a script asks again for the same."""
    if about.partial and given.get(COMPARED) == candidates.digest(entry(about, given)):
        return Response(status_code=204)
    form = with_candidates(form_of(about, given))
    return shown(form, "beside.html" if about.partial else "intake.html")


def _compared(about: Screen, given: Typed) -> Response:
    form = form_of(about, given)
    form = replace(form, compared=candidates.compared(form.entry, given.get(WITH, "")))
    return shown(form, "compared.html") if about.partial else shown(with_candidates(form))


def _saved(about: Screen, given: Typed) -> Response:
    form, drafts = form_of(about, given), drafts_of(about)
    try:
        kept = drafts is not None and drafts.save(form.entry.draft, form.entry.typed, _clock())
    except TooManyDrafts:
        told = about.said("You have too many drafts: register some of them or throw them away.")
        return shown(replace(form, extra=(told,)), "kept.html" if about.partial else "intake.html")
    if about.partial:
        return shown(replace(form, saved=about.local(_clock()) if kept else None), "kept.html")
    return RedirectResponse(f"{INTAKE}?{urlencode({DRAFT: form.entry.draft.hex})}", 303)


def _discarded(about: Screen, given: Typed) -> Response:
    made = entry(about, given)
    if drafts := drafts_of(about):
        drafts.end(made.draft, _clock())
    return RedirectResponse(f"{INTAKE}?{urlencode({CHANNEL: made.channel})}", 303)


_SENT: dict[str, Act] = {
    f"{INTAKE}/channel": _channel,
    f"{INTAKE}/candidates": _candidates,
    f"{INTAKE}/compared": _compared,
    f"{INTAKE}/drafts": _saved,
    f"{INTAKE}/drafts/discarded": _discarded,
}
