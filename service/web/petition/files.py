"""The attachments of a petition: handed out, and taken in from a form as they come, sealed before they touch a disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from domain.deciding import Refused
from domain.vocabulary import PAPERS
from service.api import problems
from service.api.acting import acting
from service.api.attachments import AT_ONCE, attachment_list, handed_out, pulled
from service.api.cases import petition_said, read_case
from service.api.places import found_petition
from service.api.querying import Judging
from service.attachments import taking
from service.attachments.kinds import WrongKind
from service.attachments.taking import Empty, Upload
from service.runtime import Instance
from service.web.acts import capacities, doing
from service.web.addresses import PETITION
from service.web.forms.multipart import Form, Part, form_of
from service.web.forms.uploads import FILE, NOT_TAKEN, why
from service.web.petition.reading import FREE, STANDINGS
from service.web.screen import Screen, screen
from service.web.wording import Wording

PACKAGE = "service.web.petition"
FILES = f"{PETITION}/attachments"
CONTENT = f"{FILES}/{{attachment}}"
LONGEST_FIELD = 2000
"""Bytes of what is said of a file."""


class NoFile(Exception):
    """The form was sent without a file."""


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(CONTENT, _handed(instance), methods=["GET"], name="attachment_page", response_class=Response)
    routes.add_api_route(FILES, _listed(instance), methods=["GET"], name="attachments_page")
    routes.add_api_route(FILES, _taken(instance), methods=["POST"], name="attach_page")
    return routes


def _handed(instance: Instance) -> Callable[..., Response]:
    def handed(petition: str, attachment: str, request: Request) -> Response:
        return handed_out(instance, screen(instance, request).id, petition, attachment)

    return handed


def _listed(instance: Instance) -> Callable[..., Response]:
    def listed(petition: str, request: Request) -> Response:
        return _page(screen(instance, request), petition)

    return listed


def _page(about: Screen, petition: str, said: dict[str, Any] | None = None, status: int = 200) -> Response:
    """The list of files and the form for another one, with what is wrong with the one that came."""
    asked, case = read_case(about.instance, about.id, petition, Judging())
    listed = attachment_list(about.instance, about.id, petition)
    told = {
        "said": petition_said(asked, case),
        "files": listed.attachments,
        "papers": PAPERS,
        "standings": STANDINGS,
        "free": FREE,
        "key": doing.key({}),
        "values": {},
        "faults": {},
        "reasons": (),
        "extra": (),
    }
    return about.page(PACKAGE, "attachments.html", {**told, **(said or {})}, status)


# ---- taking in


def _taken(instance: Instance) -> Callable[..., Any]:
    limiter = CapacityLimiter(AT_ONCE)

    async def taken(petition: str, request: Request) -> Response:
        about = screen(instance, request)
        return await to_thread.run_sync(_take, about, petition, limiter=limiter)

    return taken


def _take(about: Screen, petition: str) -> Response:
    """Takes the file in and leads back to the petition, or says why it is not taken.

    Raises: UnknownPetition, Refusal, LedgerError.
    """
    found_petition(about.instance, about.id, petition)
    form = form_of(about.request.headers.get("content-type", ""), pulled(about.request))
    given: dict[str, str] = {}
    try:
        version = _from(about, petition, form, given)
    except tuple(NOT_TAKEN) as error:
        form.rest()
        told = Wording(about.language).said(why(error))
        return _page(about, petition, {"values": given, "extra": (told,)}, NOT_TAKEN[type(error)].status)
    except (WrongKind, Empty, NoFile) as error:
        fault = problems.Fault(FILE, "没有选择文件", "no file was chosen") if isinstance(error, NoFile) else why(error)
        form.rest()
        return _page(about, petition, {"values": given, "faults": {fault.path: fault}}, 422)
    except Refused as refused:
        form.rest()
        return _page(about, petition, {"values": given, "reasons": refused.reasons}, 409)
    return RedirectResponse(f"/petitions/{petition}?done=attach&recorded={version}#attachments", 303)


def _from(about: Screen, petition: str, form: Form, given: dict[str, str]) -> int:
    """The version under which the file of the form is recorded; `given` is filled with what stood before it."""
    for part in form.parts():
        name = part.options.get(b"name", b"").decode("utf-8", "replace")
        if b"filename" in part.options:
            upload = _upload(about, petition, given, part)
            return taking.take(about.instance, upload, form.content(part)).version
        given[name] = form.text(part, LONGEST_FIELD)
    raise NoFile


def _upload(about: Screen, petition: str, given: dict[str, str], part: Part) -> Upload:
    """Raises NoFile, Refusal (422)."""
    name = part.options[b"filename"].decode("utf-8", "replace")
    if not name:
        raise NoFile
    if given.get("paper") not in PAPERS:
        raise problems.invalid("$.paper", "请选择材料类别", "choose what it is a copy of")
    pages = given.get("pages", "").strip()
    offered = capacities.capacities(about.office.profile, about.caller.viewer, about.now.date())
    return Upload(
        office=about.id,
        petition=found_petition(about.instance, about.id, petition),
        said=name,
        declared=part.headers.get(b"content-type", b"").decode("ascii", "replace"),
        paper=given["paper"],
        actor=acting(capacities.actor(about.caller.viewer, capacities.chosen(offered, given.get("as", "")))),
        channel=doing.CHANNEL,
        pages=int(pages) if pages.isascii() and pages.isdigit() and len(pages) < len("10000") else None,
        key=doing.key(given),
        path=about.path,
        recorded_at=taking.recorded_now(about.instance, about.id),
    )
