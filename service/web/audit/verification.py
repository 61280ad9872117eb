"""Verifying a log on demand: what is bounded is done at once, one after the other; else the console does it."""

from __future__ import annotations

from threading import Lock
from time import monotonic
from typing import Any

from fastapi import Response
from msgspec import Struct

from service.api.log_health import checkpoints_counted, heads_said, log_said
from service.evidence.examining import Remembrance, examined, last_sound
from service.evidence.standing import HeadStatus
from service.evidence.whole import Whole
from service.web.audit.telling import MEANINGS, apart
from service.web.audit.words import PACKAGE
from service.web.forms.reading import Typed
from service.web.screen import Screen

MOST, MOST_CHECKPOINTS = 50_000, 5_000
"""Events, and signatures of checkpoints, that are looked at while somebody waits: some ten seconds."""
WHOLE = "whole"
ONE_AT_A_TIME = Lock()


class Standing(Struct, frozen=True):
    """A log and how far it was found sound the last time."""

    head: HeadStatus
    last: Remembrance | None
    checkpoints: int

    @property
    def since(self) -> int:
        """Events that came since."""
        return self.head.size - (self.last.size if self.last else 0)

    @property
    def newer(self) -> bool:
        """Whether what came since can be looked at while somebody waits."""
        return self.since <= MOST and self.checkpoints <= MOST_CHECKPOINTS

    @property
    def whole(self) -> bool:
        return self.head.size <= MOST and self.checkpoints <= MOST_CHECKPOINTS


class Report(Struct, frozen=True):
    """What verifying one log found, and how many seconds it took."""

    whole: Whole
    seconds: float


def shown(about: Screen) -> Response:
    return _page(about)


def verified(about: Screen, given: Typed) -> Response:
    """Verifies the log that the form names, as far as that is bounded. Raises Refusal (404)."""
    head = log_said(about.instance, about.id, given.get("log", ""))
    standing = _standing(about, head)
    every = given.get("what") == WHOLE
    if not (standing.whole if every else standing.newer):
        return _page(about, extra="long", status=409)
    if not ONE_AT_A_TIME.acquire(blocking=False):
        return _page(about, extra="busy", status=503)
    try:
        begun = monotonic()
        found = examined(about.instance, about.id, head.log, since_last=not every)
        report = Report(found, monotonic() - begun)
    finally:
        ONE_AT_A_TIME.release()
    return _page(about, report)


def _standing(about: Screen, head: HeadStatus) -> Standing:
    last = last_sound(about.instance, about.id, head.log)
    return Standing(head, last, checkpoints_counted(about.instance, about.id, head.log))


def _page(about: Screen, report: Report | None = None, *, extra: str = "", status: int = 200) -> Response:
    logs = tuple(_standing(about, each) for each in heads_said(about.instance, about.id))
    said: dict[str, Any] = {
        "logs": logs, "report": report, "extra": extra, "most": MOST,
        "most_checkpoints": MOST_CHECKPOINTS, "meanings": MEANINGS, "apart": apart,
    }  # fmt: skip
    return about.page(PACKAGE, "verification.html", said, status)
