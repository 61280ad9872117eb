"""What every command on an office has in common: carried out once for each key, upon the version it names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from fastapi import Response
from msgspec.structs import replace

from domain import office as o
from domain.deciding import Refused
from domain.wellformed import YEARS
from service.api import problems
from service.api.basis import json
from service.api.office_answers import recorded
from service.api.posting import Posted
from service.api.problems import Refusal
from service.ledger.application import MATTERS
from service.ledger.submission import Written
from service.runtime import Instance

REPLAYED = "Idempotent-Replayed"


def once(
    instance: Instance, office: str, posted: Posted, act: Callable[[], None], *, again: bool = False
) -> Written | None:
    """Where the events of the request's key stand; `repeated`: it was known before. None: there was nothing to write.

    What was known is not done anew, unless it does no harm (`again`).
    """
    known = _known(instance, office, posted)
    if known is not None and not again:
        return known
    if known is None:
        check_version(instance, office, posted.expected)
    try:
        act()
    except Refused:
        done = _known(instance, office, posted)
        if done is None:
            raise
        return done
    return known or _new(_known(instance, office, posted))


def _known(instance: Instance, office: str, posted: Posted) -> Written | None:
    """Where the events of this key stand. Raises KeyReused."""
    via = posted.via()
    return instance.ledger.answered(office, via.key, via.request)


def _new(written: Written | None) -> Written | None:
    return None if written is None else replace(written, repeated=False)


def check_version(instance: Instance, office: str, expected: int | None) -> None:
    """Raises Refusal when the office is no longer at the version that the caller had seen."""
    if expected is None:
        return
    found = instance.offices.get(office).state.version
    if found != expected:
        detail = f"office {office} is at version {found}, not {expected} (机构已有变化)"
        raise Refusal(problems.CHANGED, detail, headers={"ETag": f'"{found}"'})


def written_before(instance: Instance, office: str, is_it: Callable[[o.OfficeEvent], bool]) -> Written:
    """Where the last event of this kind stands, which was found in force. Raises LookupError."""
    for line in reversed(instance.ledger.log(office).stream(o.office_stream(office))):
        if isinstance(line, o.OfficeLine) and is_it(line.event):
            return Written(MATTERS, line.position, 1, repeated=True)
    raise LookupError(office)  # pragma: no cover - it was found in the state


def answer(instance: Instance, office: str, written: Written | None, *, status: int = 200) -> Response:
    assert written is not None  # noqa: S101 - only a calendar may have nothing to write
    said = recorded(instance, office, written)
    headers = {"ETag": f'"{said.version}"', REPLAYED: "true" if written.repeated else "false"}
    return json(said, headers, status)


def recorded_at(said: datetime | None, *, replayed: bool) -> datetime | None:
    """The time to record: said for an office with replayed time, and only for such a one."""
    if replayed and said is None:
        raise problems.invalid("$.recorded_at", "重放时间的机构须指定记录时间", "an office with replayed time needs it")
    if said is not None and not replayed:
        zh, en = "只有重放时间的机构可以指定记录时间", "only an office with replayed time takes it"
        raise problems.invalid("$.recorded_at", zh, en)
    if said is not None and said.year not in YEARS:
        raise problems.invalid("$.recorded_at", "时刻不合理", "no such time")
    return said
