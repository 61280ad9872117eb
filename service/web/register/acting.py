"""Forwarding and signing for those that are ticked in the register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from msgspec import Struct

from domain.petition import Petition
from service.api.problems import Fault, Refusal
from service.runtime import Instance
from service.web.acts import capacities, doing
from service.web.acts.capacities import Capacity
from service.web.addresses import local
from service.web.register.asking import REGISTER
from service.web.register.many import MOST, Content, Order, each_done
from service.web.screen import Screen, screen

PACKAGE = "service.web.register"
TICK = "which"
OF_FORWARDING = ("target", "mode", "text")
KEY_LENGTH = 32
"""Of the form's key; that of each petition is added to it."""


class Form(Struct, frozen=True, kw_only=True):
    """A form as it was sent: what was ticked, what was typed."""

    ticks: tuple[str, ...]
    given: Mapping[str, str]


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    for verb, content in CONTENTS.items():
        sent = _sent(instance, verb, content)
        routes.add_api_route(f"{REGISTER}/{verb}", sent, methods=["POST"], name=f"register_{verb}")
    return routes


def _sent(instance: Instance, verb: str, content: Callable[[Form, Capacity], Content]) -> Callable[..., Any]:
    async def sent(request: Request) -> Response:
        form = await request.form(max_files=0, max_fields=MOST + 20)
        texts = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        read = Form(ticks=tuple(value for name, value in texts if name == TICK), given=dict(texts))
        return await to_thread.run_sync(_done, screen(instance, request), read, verb, content)

    return sent


def _done(about: Screen, form: Form, verb: str, content: Callable[[Form, Capacity], Content]) -> Response:
    """The page with what became of each. Sent again, the form records nothing twice and tells the same."""
    offered = capacities.capacities(about.office.profile, about.caller.viewer, about.now.date())
    capacity = capacities.chosen(offered, form.given.get("as", ""))
    told: dict[str, Any] = {
        "verb": verb, "back": local(form.given.get("next", REGISTER)), "results": (), "faults": (),
    }  # fmt: skip
    if not form.ticks:
        return about.page(PACKAGE, "done.html", {**told, "faults": (_nothing(),)}, 422)
    order = Order(verb=verb, content=content(form, capacity), capacity=capacity, key=doing.key(form.given)[:KEY_LENGTH])
    try:
        results = tuple(each_done(about, form.ticks, order))
    except Refusal as refusal:
        return about.page(PACKAGE, "done.html", {**told, "faults": refusal.faults}, refusal.kind.status)
    return about.page(PACKAGE, "done.html", {**told, "results": results})


def _nothing() -> Fault:
    return Fault(TICK, "请至少勾选一件", "tick at least one petition")


def _forwarding(form: Form, _capacity: Capacity) -> Content:
    said = {name: value for name in OF_FORWARDING if (value := form.given.get(name, "").strip())}
    return lambda _petition: said


def _signing(_form: Form, capacity: Capacity) -> Content:
    """For the unit that each is on the way to; of what is on the way to none the rules say so."""

    def content(petition: Petition) -> Mapping[str, Any]:
        return {"unit": petition.routing.on_the_way_to or capacity.unit}

    return content


CONTENTS: Mapping[str, Callable[[Form, Capacity], Content]] = {"forward": _forwarding, "sign-for": _signing}
"""The verbs that can be done to several, and what each says of one petition."""
