"""The endpoints of offices: made, listed, their calendars loaded, their clocks accepted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Response
from msgspec import Meta, Struct, field
from msgspec.structs import replace

from domain import office as o
from domain.calendar import HolidayYear
from domain.deciding import Refused
from domain.vocabulary import ROLES
from domain.wellformed import YEARS
from service.api import described, examples, problems
from service.api.basis import json
from service.api.bodies import ActorBody, Strict
from service.api.places import known_office
from service.api.posting import Posted, PostedRequest
from service.api.problems import Refusal
from service.api.querying import NoQuery, asked_by
from service.api.words import Instant, Name, Text, Word, code
from service.calendars import Loaded, load_calendar
from service.clocks import accept_clock
from service.ledger.application import MATTERS
from service.ledger.entry import Line
from service.ledger.submission import Written
from service.offices import KnownOffice
from service.runtime import Instance

OFFICES = "/offices"
OFFICE = f"{OFFICES}/{{office}}"
TAG = "offices"
REPLAYED = "Idempotent-Replayed"
RECOMPUTED = "Recomputed-Petitions"
"""Header of the answer to a calendar: for how many petitions this request reckoned a limit again."""

Identity = Annotated[str, Meta(pattern="^[a-z0-9-]{1,32}$")]
Role = Annotated[str, code(*ROLES)]
Nothing = Annotated[NoQuery, Depends(asked_by(NoQuery))]


class OfficeBody(Strict, frozen=True):
    """An office 机构 to be made under the newest version of a rulebook.

    `time` is live or replayed; a replayed office takes its times of recording from the commands
    (`recorded_at`). `roles` says who fills a role of the rulebook.
    """

    actor: ActorBody
    id: Identity
    name: Name
    rulebook: Word
    time_zone: Word = "Asia/Shanghai"
    time: Annotated[str, code(*o.TIMES)] = "live"
    roles: dict[Role, Name] = field(default_factory=dict)
    recorded_at: Instant | None = None


class CalendarBody(Strict, frozen=True):
    """The holidays of one year, in the shape of holiday-cn: year, papers, days with name, date, isOffDay."""

    actor: ActorBody
    calendar: HolidayYear
    recorded_at: Instant | None = None


class ClockBody(Strict, frozen=True):
    """Why the clock is accepted as it stands."""

    actor: ActorBody
    reason: Text


class Adopted(Struct, frozen=True):
    """A version of a rulebook that the office goes by from that day on."""

    reference: str
    digest: str
    valid_from: date


class YearLoaded(Struct, frozen=True):
    """A published year that was loaded into the office beside those that come with the program."""

    year: int
    digest: str


class OfficeSaid(Struct, frozen=True, kw_only=True):
    """An office as it is; `calendar` is the digest of the calendar in force."""

    id: str
    name: str
    time_zone: str
    time: str
    roles: dict[str, str]
    rulebooks: tuple[Adopted, ...]
    calendar: str
    calendars: tuple[YearLoaded, ...]
    version: int


class OfficesSaid(Struct, frozen=True):
    """All offices, by their ids."""

    offices: tuple[OfficeSaid, ...]


class OfficeEventSaid(Struct, frozen=True, kw_only=True):
    """An event of the office as it was written."""

    event: str
    version: int
    position: int
    leaf: str
    said: dict[str, Any]


class OfficeRecorded(Struct, frozen=True, kw_only=True):
    """The answer to a command on an office."""

    office: str
    version: int
    positions: tuple[int, ...]
    recorded_at: datetime
    events: tuple[OfficeEventSaid, ...]


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    listed = described.plain("机构 All offices", TAG, OfficesSaid, ())
    shown = described.plain("机构 An office", TAG, OfficeSaid, (problems.NO_OFFICE,))
    routes.add_api_route(OFFICES, _listed(instance), methods=["GET"], name="offices", **listed)
    routes.add_api_route(OFFICE, _shown(instance), methods=["GET"], name="office", **shown)
    for path, act, words in (
        (OFFICES, _created(instance), ("设立机构 Make an office", OfficeBody, examples.OFFICE)),
        (f"{OFFICE}/calendars", _loaded(instance), ("公布放假安排 Load a calendar", CalendarBody, examples.CALENDAR)),
        (f"{OFFICE}/clock", _accepted(instance), ("接受时钟 Accept the clock", ClockBody, examples.CLOCK)),
    ):
        summary, body, example = words
        known = described.changing(summary, TAG, body, example, OfficeRecorded, made=path == OFFICES)
        routes.add_api_route(path, act, methods=["POST"], name=body.__name__, **known)
    return routes


def _listed(instance: Instance) -> Callable[..., Response]:
    def listed(_said: Nothing) -> Response:
        return json(OfficesSaid(tuple(office_said(instance.offices.get(office)) for office in instance.offices.ids())))

    return listed


def _shown(instance: Instance) -> Callable[..., Response]:
    def shown(office: str, _said: Nothing) -> Response:
        known = known_office(instance, office)
        return json(office_said(known), {"ETag": f'"{known.state.version}"'})

    return shown


def _created(instance: Instance) -> Callable[..., Response]:
    def created(posted: PostedRequest) -> Response:
        body = posted.said(OfficeBody)
        at = _recorded_at(body.recorded_at, replayed=body.time == "replayed")
        made = o.OfficeCreated(
            id=body.id, name=body.name, time_zone=body.time_zone, time=body.time, roles=dict(body.roles)
        )

        def make() -> None:
            now = at or datetime.now(UTC)
            instance.offices.create(made, body.rulebook, body.actor.actor(), now, posted.via(), at=at)

        answer = _answer(instance, body.id, _once(instance, body.id, posted, make), status=201)
        answer.headers["Location"] = f"/api/v1{OFFICES}/{body.id}"
        return answer

    return created


def _loaded(instance: Instance) -> Callable[..., Response]:
    def loaded(office: str, posted: PostedRequest) -> Response:
        known = known_office(instance, office)
        body = posted.said(CalendarBody)
        at = _recorded_at(body.recorded_at, replayed=known.replayed)
        done: list[Loaded] = []

        def load() -> None:
            done.append(load_calendar(instance, office, body.calendar, body.actor.actor(), posted.via(), at=at))

        # What was cut short is finished by the same request sent again: so it always looks at the petitions.
        found = _once(instance, office, posted, load, again=True) or _loading(instance, office, done[-1])
        answer = _answer(instance, office, found)
        answer.headers[RECOMPUTED] = str(sum(each.recomputed for each in done))
        return answer

    return loaded


def _accepted(instance: Instance) -> Callable[..., Response]:
    def accepted(office: str, posted: PostedRequest) -> Response:
        known_office(instance, office)
        body = posted.said(ClockBody)

        def accept() -> None:
            accept_clock(instance, office, body.reason, body.actor.actor(), posted.via())

        return _answer(instance, office, _once(instance, office, posted, accept))

    return accepted


def _once(
    instance: Instance, office: str, posted: Posted, act: Callable[[], None], *, again: bool = False
) -> Written | None:
    """Where the events of the request's key stand; `repeated`: it was known before. None: there was nothing to write.

    What was known is not done anew, unless it does no harm (`again`).
    """
    known = _known(instance, office, posted)
    if known is not None and not again:
        return known
    if known is None:
        _check_version(instance, office, posted.expected)
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


def _check_version(instance: Instance, office: str, expected: int | None) -> None:
    """Raises Refusal when the office is no longer at the version that the caller had seen."""
    if expected is None:
        return
    found = instance.offices.get(office).state.version
    if found != expected:
        detail = f"office {office} is at version {found}, not {expected} (机构已有变化)"
        raise Refusal(problems.CHANGED, detail, headers={"ETag": f'"{found}"'})


def _loading(instance: Instance, office: str, loaded: Loaded) -> Written:
    """Where the year that is in force already was loaded."""
    for line in reversed(instance.ledger.log(office).stream(o.office_stream(office))):
        if isinstance(line.event, o.CalendarLoaded) and line.event.digest == loaded.digest:
            return Written(MATTERS, line.position, 1, repeated=True)
    raise LookupError(loaded.digest)  # pragma: no cover - it was found in the state


def _answer(instance: Instance, office: str, written: Written | None, *, status: int = 200) -> Response:
    assert written is not None  # noqa: S101 - only a calendar may have nothing to write
    said = _recorded(instance, office, written)
    headers = {"ETag": f'"{said.version}"', REPLAYED: "true" if written.repeated else "false"}
    return json(said, headers, status)


def _recorded_at(said: datetime | None, *, replayed: bool) -> datetime | None:
    """The time to record: said for an office with replayed time, and only for such a one."""
    if replayed and said is None:
        raise problems.invalid("$.recorded_at", "重放时间的机构须指定记录时间", "an office with replayed time needs it")
    if said is not None and not replayed:
        zh, en = "只有重放时间的机构可以指定记录时间", "only an office with replayed time takes it"
        raise problems.invalid("$.recorded_at", zh, en)
    if said is not None and said.year not in YEARS:
        raise problems.invalid("$.recorded_at", "时刻不合理", "no such time")
    return said


def _recorded(instance: Instance, office: str, written: Written) -> OfficeRecorded:
    log = instance.ledger.log(office)
    lines = log.lines(written.first, written.events)
    leaves = log.leaves(written.first, written.events)
    last = lines[-1]
    assert last.recorded_at is not None  # noqa: S101 - a line read back has its stamp
    return OfficeRecorded(
        office=office,
        version=last.version,
        positions=tuple(line.position for line in lines),
        recorded_at=last.recorded_at,
        events=tuple(_event(line, leaf) for line, leaf in zip(lines, leaves, strict=True)),
    )


def _event(line: Line, leaf: bytes) -> OfficeEventSaid:
    said: dict[str, Any] = msgspec.to_builtins(line.event)
    said.pop("type", None)
    said.pop("content", None)  # the caller has just sent it; its digest stands there
    return OfficeEventSaid(
        event=type(line.event).__name__, version=line.version, position=line.position, leaf=leaf.hex(), said=said
    )


def office_said(office: KnownOffice) -> OfficeSaid:
    state = office.state
    assert state.created is not None  # noqa: S101 - a known office was made
    return OfficeSaid(
        id=state.created.id,
        name=state.created.name,
        time_zone=state.created.time_zone,
        time=state.created.time,
        roles=dict(state.created.roles),
        rulebooks=tuple(Adopted(book.reference, book.digest, book.valid_from) for book in state.books),
        calendar=office.calendar.digest,
        calendars=tuple(YearLoaded(loaded.year, loaded.digest) for loaded in state.calendars),
        version=state.version,
    )
