"""One line a request, with nothing in it that a person or a petition could be known by.

Method, the shape of the address (`/api/v1/offices/{office}/register`, never its parts nor what stands behind the ?),
status, duration, request id, account. uvicorn's own log would print addresses.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from starlette.types import Scope

LOGGER = logging.getLogger("zhuoluo.access")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
API = "/api/v1"
ACCOUNT = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Asked(Struct, frozen=True):
    """A request that was answered with `status`; 0: nobody was there to take the answer."""

    method: str
    route: str
    status: int
    milliseconds: float
    account: str


def asked(scope: Scope, status: int, seconds: float, state: Mapping[str, Any]) -> Asked:
    """What may be told of a request: its method if it is a known one, the shape of its address, its account."""
    account = str(state.get("account") or "")
    return Asked(
        method=scope["method"] if scope["method"] in METHODS else "OTHER",
        route=_shape(scope),
        status=status,
        milliseconds=round(seconds * 1000, 1),
        account=account if ACCOUNT.fullmatch(account) else "-",
    )


def _shape(scope: Scope) -> str:
    """Of an address of the API the framework knows the part below its prefix only, as of a page of that name."""
    shape = getattr(scope.get("route"), "path", None) or "-"
    below = scope.get("path", "").startswith(f"{API}/") and shape.startswith("/") and not shape.startswith(API)
    return f"{API}{shape}" if below else shape


def told(said: Asked) -> None:
    """Logs the request."""
    if LOGGER.isEnabledFor(logging.INFO):
        line = "%s %s %d %.1fms account=%s"
        LOGGER.info(line, said.method, said.route, said.status, said.milliseconds, said.account, extra={"asked": said})
