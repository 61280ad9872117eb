"""One line a request, with nothing in it that a person or a petition could be known by.

Method, the shape of the address (`/api/v1/offices/{office}/register`, never its parts nor what stands behind the ?),
status, duration, request id, account. uvicorn's own log would print addresses.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from starlette.types import Scope

from service.web_guard.request_ids import Numbered

LOGGER = logging.getLogger("zhuoluo.access")
FORMAT = "%(asctime)s %(levelname)s %(name)s request=%(request_id)s %(message)s"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
ACCOUNT = re.compile(r"[A-Za-z0-9_-]{1,64}")


@contextmanager
def printed(*, access: bool) -> Iterator[None]:
    """Meanwhile lines of the service go to standard error, each with the id of its request; of access if wanted."""
    ours, level = logging.getLogger("zhuoluo"), LOGGER.level
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(FORMAT))
    handler.addFilter(Numbered())
    ours.addHandler(handler)
    LOGGER.setLevel(logging.INFO if access else logging.WARNING)
    try:
        yield
    finally:
        LOGGER.setLevel(level)
        ours.removeHandler(handler)


def told(scope: Scope, status: int, seconds: float, state: Mapping[str, Any]) -> None:
    """Logs the request that was answered with `status`; 0: nobody was there to take the answer."""
    if not LOGGER.isEnabledFor(logging.INFO):
        return
    account = str(state.get("account") or "")
    LOGGER.info(
        "%s %s %d %.1fms account=%s",
        scope["method"] if scope["method"] in METHODS else "OTHER",
        getattr(scope.get("route"), "path", None) or "-",
        status,
        seconds * 1000,
        account if ACCOUNT.fullmatch(account) else "-",
    )
