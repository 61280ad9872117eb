"""A case replayed for the auditor: event by event, each with what was known right after it, and how it is proved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import Response
from msgspec import Struct

from service.api import problems
from service.api.log import SignedSaid, signed_said
from service.api.log_health import leaf_said
from service.api.replays import ReplayQuery, ReplaySaid, StepSaid, replay_of
from service.ledger.application import MATTERS
from service.web.audit.words import PACKAGE
from service.web.petition.telling import Line, Told, broken, told_by
from service.web.screen import Screen

ID = "id"
"""A field that names somebody to the program only."""
LONGEST = 6
"""Digits of a step."""


class Step(Struct, frozen=True):
    """The step that is looked at, with what it said in words and the names of the rules it broke."""

    of: StepSaid
    said: tuple[Line, ...]
    rules: dict[str, str]


def shown(about: Screen) -> Response:
    """The petition up to the step that the address names, the first when it names none. Raises UnknownPetition."""
    petition = about.request.query_params.get("petition", "").strip()
    if not petition:
        return about.page(PACKAGE, "replay.html", {"found": None})
    found = replay_of(about.instance, about.id, petition, ReplayQuery(from_=1, to=_number(about)))
    told = told_by(about, found.steps[0].rulebook, found.steps[0].occurred.day, {})
    step = found.steps[-1]
    said = {
        "found": found,
        "step": Step(step, told.lines(step.said), broken(about.office.books.get(step.rulebook), told.words)),
        "stands": tuple(_stands(found, told)),
        "told": told,
        **_proved(about, step),
    }
    return about.page(PACKAGE, "replay.html", said)


def _number(about: Screen) -> int:
    """The step that the address names. Raises Refusal (422)."""
    said = about.request.query_params.get("step", "").strip() or "1"
    if not said.isascii() or not said.isdigit() or len(said) > LONGEST or int(said) < 1:
        raise problems.invalid("query.step", "须为步骤序号", "not the number of a step")
    return int(said)


def _stands(found: ReplaySaid, told: Told) -> Iterator[tuple[str, str]]:
    """The petition after the step, field by field, in words; what is not known is left out."""
    for each in found.stands:
        if each.field.rpartition(".")[2] != ID and (words := told.value(each.field, each.value)):
            yield told.words.said(each), words


def _proved(about: Screen, step: StepSaid) -> dict[str, Any]:
    """Where the event stands in the log, and under which signed head; its leaf for whoever may know of leaves."""
    signed: SignedSaid | None = signed_said(about.instance, about.id)
    leaf = leaf_said(about.instance, about.id, MATTERS, step.position) if about.may("leaves") else None
    return {"signed": signed if signed and signed.size >= step.position else None, "leaf": leaf}
