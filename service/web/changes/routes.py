"""GET and POST of a change: the form, what it would change, and the deed; each step is a page of its own.

A form is sent with `step` preview; the page that answers shows what would change and carries everything that was typed,
to be confirmed or gone back to. Nothing is kept in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import uuid4

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from msgspec import Struct
from msgspec.structs import replace

from domain.deciding import Reason, Refused
from domain.office import OfficeLine, office_stream
from service.api import problems
from service.api.problems import Fault, Refusal
from service.ledger.submission import KeyReused
from service.runtime import Instance
from service.web.acts.doing import expected, key
from service.web.acts.offering import names
from service.web.changes import sending
from service.web.changes.change import Change, Control, Plan, Wrong
from service.web.changes.sending import CONFIRM, EDIT, STEP
from service.web.forms.reading import Typed, faults_of
from service.web.screen import Screen, screen
from service.web.wording import Wording


class Shown(Struct, frozen=True, kw_only=True):
    """The form of a change as it is shown: what stands in it, what is wrong with it, what happened meanwhile."""

    change: Change
    controls: tuple[Control, ...]
    values: Typed
    key: str
    version: int
    plan: Plan | None = None
    faults: Mapping[str, Fault] = {}
    reasons: tuple[Reason, ...] = ()
    extra: tuple[str, ...] = ()
    meanwhile: tuple[OfficeLine, ...] = ()

    @property
    def labels(self) -> dict[str, str]:
        return {each.name: each.label for each in self.controls}

    @property
    def sends_files(self) -> bool:
        return any(each.file for each in self.controls)


def add_changes(routes: APIRouter, instance: Instance, changes: Iterable[Change]) -> None:
    """Adds form and deed of each change under its one address."""
    for change in changes:
        routes.add_api_route(change.path, _form(instance, change), methods=["GET"], name=f"{change.name}_form")
        routes.add_api_route(change.path, _sent(instance, change), methods=["POST"], name=change.name)


def _form(instance: Instance, change: Change) -> Callable[..., Response]:
    def shown(request: Request) -> Response:
        about = screen(instance, request)
        asked = dict(request.query_params)
        return _page(about, _shown(about, change, {**change.begun(about, asked), **asked}))

    return shown


def _sent(instance: Instance, change: Change) -> Callable[..., Any]:
    async def sent(request: Request) -> Response:
        given = await sending.typed_or_sent(request)
        return await to_thread.run_sync(_taken, screen(instance, request), change, given)

    return sent


def _shown(about: Screen, change: Change, given: Typed) -> Shown:
    return Shown(
        change=change,
        controls=change.controls(about, given),
        values=given,
        key=key(given),
        version=about.office.state.version,
    )


def _taken(about: Screen, change: Change, given: Typed) -> Response:
    """A form that was sent: gone back to, looked at, or confirmed."""
    form = _shown(about, change, given)
    if given.get(STEP) == EDIT:
        return _page(about, form)
    if missing := _missing(form):
        return _page(about, replace(form, faults=missing), problems.INVALID.status)
    try:
        plan = change.planned(about, given)
        if given.get(STEP) == CONFIRM:
            return change.done(about, change, sending.carried_out(about, change, plan, given))
    except Refusal as refusal:
        return _refused(about, form, refusal)
    except Refused as refused:
        return _page(about, replace(form, reasons=refused.reasons, key=uuid4().hex), problems.REFUSED.status)
    except Wrong as wrong:
        extra = tuple(Wording(about.language).said(each) for each in wrong.mistakes)
        many = Fault(wrong.field, f"有{len(extra)}处错误", f"{len(extra)} mistakes")
        again = replace(form, extra=extra, faults={wrong.field: many}, key=uuid4().hex)
        return _page(about, again, problems.INVALID.status)
    except KeyReused:
        extra = (about.said("This form was sent before with other words. Open it anew."),)
        return _page(about, replace(form, extra=extra, key=uuid4().hex), problems.KEY_REUSED.status)
    return _page(about, replace(form, plan=plan))


def _missing(form: Shown) -> dict[str, Fault]:
    """Every field that must say something and says nothing."""
    empty = (each for each in form.controls if each.required and not form.values.get(each.name, "").strip())
    return {each.name: Fault(each.name, "必须填写", "it must be filled in") for each in empty}


def _refused(about: Screen, form: Shown, refusal: Refusal) -> Response:
    """The form with what is wrong at its fields; or, when the office has changed, the plan anew and what changed."""
    if refusal.kind is problems.CHANGED:
        seen = expected(form.values) or 0
        plan = form.change.planned(about, form.values)
        again = replace(form, plan=plan, meanwhile=tuple(_since(about, seen)), key=uuid4().hex)
        return _page(about, again, refusal.kind.status)
    if not refusal.faults:
        raise refusal
    return _page(about, replace(form, faults=faults_of(refusal), key=uuid4().hex), refusal.kind.status)


def _since(about: Screen, version: int) -> Iterable[OfficeLine]:
    newer = about.instance.ledger.log(about.id).newer(office_stream(about.id), version)
    return (line for line in newer if isinstance(line, OfficeLine))


def _page(about: Screen, form: Shown, status: int = 200) -> Response:
    said = {
        "form": form,
        "change": form.change,
        "back": form.change.way_back(about),
        "repeated": sending.said_in(form.values),
        "lists": names(about.office, about.now.date()),
        **(form.plan.more if form.plan else {}),
    }
    if form.plan is None:
        return about.page(form.change.package, "changes/form.html", said, status)
    return about.page(form.change.package, form.change.preview, said, status)
