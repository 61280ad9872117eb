"""The id of a request: in its answer, in every problem document and in every line logged while it is worked on."""

from __future__ import annotations

import logging
import re
from contextvars import ContextVar
from uuid import uuid4

CURRENT: ContextVar[str] = ContextVar("zhuoluo_request_id", default="")
"""The id of the request being worked on; "" outside of one. Threads that work for a request know it too."""
WELL_FORMED = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def of_request(said: str | None, *, trusted: bool) -> str:
    """Our own, but for a proxy of ours that has given one already: from others it could forge lines of a log."""
    if trusted and said is not None and WELL_FORMED.fullmatch(said):
        return said
    return str(uuid4())


class Numbered(logging.Filter):
    """Adds `request_id` to every record, "-" outside of requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = CURRENT.get() or "-"
        return True
