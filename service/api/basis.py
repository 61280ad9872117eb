"""What an answer rests on: the office, the position of its ledger, the day or instant it is judged on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import msgspec
from fastapi import Response
from msgspec import UNSET, Struct, UnsetType

from service.readmodels.asking import Question

JSON = "application/json"


class BasisSaid(Struct, frozen=True, kw_only=True):
    """Ask again with `position` and `on` (or `at`, if the answer is for an instant) and you get the same answer.

    `time` replayed: the office takes its times from its commands, as demonstrations do.
    """

    office: str
    position: int
    on: date
    at: datetime | UnsetType = UNSET
    time: str


def basis(asked: Question) -> BasisSaid:
    instant = asked.on.moment if asked.on.moment == asked.on.judged else UNSET
    time = "replayed" if asked.office.replayed else "live"
    return BasisSaid(office=asked.id, position=asked.position, on=asked.on.day, at=instant, time=time)


def json(said: Struct, headers: Mapping[str, str] | None = None, status: int = 200) -> Response:
    """The answer as JSON."""
    return Response(msgspec.json.encode(said), status, dict(headers or {}), JSON)
