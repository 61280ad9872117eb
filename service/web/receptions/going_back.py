"""After a change of receptions: back to where it can be seen by whoever made it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import Response
from fastapi.responses import RedirectResponse
from msgspec.structs import replace

from service.ledger.entry import Via
from service.web.changes.change import Change, Plan
from service.web.screen import Screen

HISTORY = "/office/history"


def leading_to(plan: Plan, **where: str) -> Plan:
    """The plan, which tells where on its page the change can be seen."""

    def act(via: Via) -> dict[str, str]:
        plan.act(via)
        return where

    return replace(plan, act=act)


def back_to(screen: Screen, change: Change, outcome: Any) -> Response:
    """The page that the change belongs to; the history of the office for whoever may not open that page."""
    place = change.back if screen.opens(change.back) else HISTORY
    where = outcome if isinstance(outcome, dict) and place != HISTORY else {}
    return RedirectResponse(f"{place}?{urlencode({**where, 'done': change.name})}", 303)
