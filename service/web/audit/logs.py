"""The logs of the office: how far they are signed and cosigned, checkpoints as text, receipts of single events."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastapi import Response

from service.api import problems
from service.api.log import keys_said, receipt_said
from service.api.log_health import (
    checkpoint_said,
    daily_said,
    heads_said,
    leaf_said,
    log_said,
    models_said,
    refusals_said,
)
from service.evidence.receipts import text_of
from service.evidence.signing import NothingToSign
from service.evidence.standing import HeadStatus
from service.web.audit.telling import apart
from service.web.audit.words import MODELS, PACKAGE
from service.web.screen import Screen

LOG, POSITION, SIZE, GENERATION = "log", "position", "size", "generation"
LONGEST = 15
"""Digits of a position."""


def shown(about: Screen) -> Response:
    """The logs, and of the one that the address names the checkpoints of each day, keys and refusals."""
    heads = heads_said(about.instance, about.id)
    chosen = log_said(about.instance, about.id, about.request.query_params.get(LOG, "")) if heads else None
    said = {
        "heads": heads,
        "chosen": chosen,
        "models": models_said(about.instance, about.id) if about.may("leaves") else (),
        "states": MODELS,
        "now": datetime.now(UTC),
        "apart": apart,
        **(_of_log(about, chosen) if chosen else {}),
    }
    return about.page(PACKAGE, "log.html", said)


def _of_log(about: Screen, chosen: HeadStatus) -> dict[str, Any]:
    """Keys and daily checkpoints of a log; of one of which nothing is signed there are none."""
    try:
        keys = keys_said(about.instance, about.id, chosen.log)
    except NothingToSign:
        keys = None
    return {
        "keys": keys,
        "daily": daily_said(about.instance, about.id, chosen.log),
        "refusals": refusals_said(about.instance, about.id, chosen.log),
    }


def checkpoint(about: Screen) -> Response:
    """A checkpoint as text, with its cosignatures. Raises Refusal (404)."""
    of = log_said(about.instance, about.id, about.request.query_params.get(LOG, "")).log
    found = checkpoint_said(about.instance, about.id, of, number(about, GENERATION, "1"), number(about, SIZE))
    return about.page(PACKAGE, "checkpoint.html", {"found": found, "log": of, "head": found.stored.head})


def receipt(about: Screen) -> Response:
    """The receipt of the event at a position: its leaf record explained, and the proof."""
    if not about.request.query_params.get(POSITION, "").strip():
        return about.page(PACKAGE, "receipt.html", {"found": None, "heads": heads_said(about.instance, about.id)})
    log = log_said(about.instance, about.id, about.request.query_params.get(LOG, "")).log
    position = number(about, POSITION)
    said = {
        "found": receipt_said(about.instance, about.id, log, str(position)),
        "leaf": leaf_said(about.instance, about.id, log, position),
        "heads": heads_said(about.instance, about.id),
    }
    return about.page(PACKAGE, "receipt.html", said)


def receipt_file(about: Screen) -> Response:
    """The same as the file that verify.py reads."""
    log = log_said(about.instance, about.id, about.request.query_params.get(LOG, "")).log
    position = number(about, POSITION)
    found = receipt_said(about.instance, about.id, log, str(position))
    name = f"receipt-{about.id}-{log}-{position}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text_of(found), headers=headers, media_type="application/json")


def number(about: Screen, name: str, default: str = "") -> int:
    """A number out of the address. Raises Refusal (422)."""
    said = about.request.query_params.get(name, "").strip() or default
    if not said.isascii() or not said.isdigit() or len(said) > LONGEST:
        raise problems.invalid(f"query.{name}", "须为数字", "not a number")
    return int(said)
