"""The addresses of the audit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request, Response

from service.runtime import Instance
from service.web.addresses import AUDIT
from service.web.audit import logs, overview, reading, replay, verification
from service.web.forms.reading import typed
from service.web.screen import Screen, screen

VERIFICATION = f"{AUDIT}/verification"


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    for path, page, name in (
        (AUDIT, overview.shown, "audit_page"),
        (f"{AUDIT}/readings", reading.of_petition, "audit_petition_page"),
        (f"{AUDIT}/person", reading.by_person, "audit_person_page"),
        (f"{AUDIT}/unusual", reading.unusual, "audit_unusual_page"),
        (f"{AUDIT}/replay", replay.shown, "audit_replay_page"),
        (f"{AUDIT}/bundle", overview.bundle, "audit_bundle_page"),
        (f"{AUDIT}/log", logs.shown, "audit_log_page"),
        (f"{AUDIT}/checkpoint", logs.checkpoint, "audit_checkpoint_page"),
        (f"{AUDIT}/receipt", logs.receipt, "audit_receipt_page"),
        (f"{AUDIT}/receipt.json", logs.receipt_file, "audit_receipt_file"),
        (VERIFICATION, verification.shown, "audit_verification_page"),
    ):
        routes.add_api_route(path, _page(instance, page), methods=["GET"], name=name)
    routes.add_api_route(VERIFICATION, _sent(instance), methods=["POST"], name="audit_verification")
    return routes


def _page(instance: Instance, page: Callable[[Screen], Response]) -> Callable[..., Response]:
    def show(request: Request) -> Response:
        return page(screen(instance, request))

    return show


def _sent(instance: Instance) -> Callable[..., Any]:
    async def verified(request: Request) -> Response:
        given = await typed(request)
        return await to_thread.run_sync(verification.verified, screen(instance, request), given)

    return verified
